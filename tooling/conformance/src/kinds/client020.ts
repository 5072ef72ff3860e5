import {
  type Address,
  address,
  exchangeFor,
  type Hex,
  InsufficientLiquidityError,
  isPolymarketError,
  type OrderAmounts,
  OrderExpiredError,
  type PolymarketError,
  PRODUCTION,
  parseTickSize,
  type Side,
  type TickSize,
  tokenId,
} from "@pm/core-types";
import { buildOrder, derivedMakers, privateKey, signOrder } from "@pm/signing";
import { type OfficialAmounts, ORDER_OF_NOTHING, type Settled } from "../official/decide.ts";
import type { Vector } from "../vector.ts";
import { differences, type Verdict } from "../verdict.ts";
import {
  type ClientVenue,
  limitAmountsOf,
  type MarketRequest,
  marketAmountsOf,
} from "./client020-amounts.ts";

type Request = MarketRequest & {
  readonly tokenId: string;
  readonly side: Side;
  readonly price: number | string;
  readonly size: number | string;
  readonly expiration?: number;
  readonly postOnly?: boolean;
  readonly builderCode?: Hex;
};

/** Input of the kinds made with `@polymarket/client` 0.2.0. */
type Input = {
  readonly privateKey: Hex;
  readonly wallet: Address;
  readonly dateNowMs: number;
  readonly saltRandomBytesHex: string;
  readonly venue: ClientVenue;
  readonly request: Request;
};

type Expected =
  | { readonly order: Readonly<Record<string, unknown>> & OfficialAmounts }
  | { readonly error: { readonly name: string; readonly message: string } };

const GTD_LEAD_S = 180;
const SALT_MASK = 2n ** 53n - 1n;

/** Its errors by name, and whether ours says the same. Every refusal of ours is typed and sends nothing. */
const SAME_REFUSAL: Readonly<Record<string, (error: PolymarketError) => boolean>> = {
  UserInputError: (error) => error.outcome === "not-sent" && !(error instanceof InsufficientLiquidityError),
  InsufficientLiquidityError: (error) => error instanceof InsufficientLiquidityError,
  InvariantError: (error) => error.outcome === "not-sent",
};

/** Limit orders of the unified client. */
export function checkClientLimit(vector: Vector): Promise<Verdict> {
  return checkClient(vector, (input, tickSize, official) => {
    const { request, dateNowMs } = input;
    requireLead(request.expiration, dateNowMs);
    return limitAmountsOf(request, tickSize, official);
  });
}

/** Market orders of the unified client: from a book, under a protection price, within a budget. */
export function checkClientMarket(vector: Vector): Promise<Verdict> {
  return checkClient(vector, ({ request, venue }, tickSize, official) =>
    marketAmountsOf(request, venue, tickSize, official),
  );
}

async function checkClient(
  { input: raw, expected: wanted }: Vector,
  settle: (input: Input, tickSize: TickSize, official: OfficialAmounts | undefined) => Settled,
): Promise<Verdict> {
  const input = raw as Input;
  const expected = wanted as Expected;
  const official = "order" in expected ? expected.order : undefined;
  let settled: Settled;
  let got: Record<string, unknown>;
  try {
    settled = settle(input, parseTickSize(input.venue.tick), official);
    got = await signedOrder(input, settled.amounts);
  } catch (error) {
    return refused(expected, error);
  }
  if (!("order" in expected)) {
    return { problems: [`error: expected ${expected.error.name} (${expected.error.message}), got an order`] };
  }
  return {
    problems: [...settled.problems, ...differences(expected.order, got, "order")],
    decision: settled.decision,
  };
}

function refused(expected: Expected, error: unknown): Verdict {
  if (!isPolymarketError(error)) throw error;
  if ("order" in expected) {
    const { makerAmount, takerAmount } = expected.order;
    if (makerAmount === "0" || takerAmount === "0") return { problems: [], decision: ORDER_OF_NOTHING };
    return { problems: [`order: refused with ${error.name}: ${error.message}`] };
  }
  if (SAME_REFUSAL[expected.error.name]?.(error)) return { problems: [] };
  return {
    problems: [
      `error: expected ${expected.error.name} (${expected.error.message}), got ${error.name}: ${error.message}`,
    ],
  };
}

async function signedOrder(input: Input, amounts: OrderAmounts): Promise<Record<string, unknown>> {
  const { request, venue } = input;
  const signer = privateKey(input.privateKey);
  const maker = address(input.wallet);
  const isLimit = request.price !== undefined;
  const signatureType =
    maker === signer.address
      ? 0
      : (derivedMakers(signer.address, PRODUCTION.contracts).find((derived) => derived.maker === maker)
          ?.signatureType ?? 3);
  const domain = exchangeFor(PRODUCTION, { tokenId: tokenId(request.tokenId), negRisk: venue.neg });
  const order = buildOrder({
    tokenId: tokenId(request.tokenId),
    side: request.side,
    amounts,
    maker,
    signer: signatureType === 3 ? maker : signer.address,
    signatureType,
    timestamp: input.dateNowMs,
    salt: BigInt(`0x${input.saltRandomBytesHex}`) & SALT_MASK,
    ...(request.builderCode === undefined ? {} : { builder: request.builderCode }),
  });
  const { signature } = await signOrder(order, domain, signer);
  const limitType = request.expiration === undefined ? "GTC" : "GTD";
  return {
    builder: order.builder,
    expiration: request.expiration ?? 0,
    maker,
    makerAmount: order.makerAmount.toString(),
    metadata: order.metadata,
    orderType: isLimit ? limitType : (request.orderType ?? "FAK"),
    salt: order.salt.toString(),
    side: order.side,
    signatureType,
    signer: order.signer,
    takerAmount: order.takerAmount.toString(),
    timestamp: order.timestamp.toString(),
    tokenId: order.tokenId,
    signature,
    ...(request.postOnly === true ? { postOnly: true } : {}),
  };
}

function requireLead(expiration: number | undefined, nowMs: number): void {
  if (expiration === undefined || expiration >= Math.floor(nowMs / 1000) + GTD_LEAD_S) return;
  throw new OrderExpiredError({
    message: `expiration ${expiration} is less than three minutes ahead.`,
    context: { field: "expiration", expiration },
  });
}
