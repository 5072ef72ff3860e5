import {
  address,
  contractsOf,
  customEnvironment,
  domainFor,
  type ExchangeDomain,
  type Hex,
  limitAmountUnits,
  marketAmountUnits,
  PRODUCTION,
  type Side,
  type SignatureType,
  type TickSize,
  tickRule,
  tokenId,
} from "@pm/core-types";
import {
  buildOrder,
  privateKey,
  type SignedOrder,
  signOrder,
  toWireOrder,
  type UnsignedOrder,
  verifyOrder,
  ZERO_BYTES32,
} from "@pm/signing";
import { flooredPrice, flooredSize, nearestPrice } from "../numbers.ts";
import { ORDER_OF_NOTHING, type Settled, settleAmounts } from "../official/decide.ts";
import { floatLimitAmounts, floatMarketAmounts } from "../official/float-model.ts";
import type { Vector } from "../vector.ts";
import { differences, type Verdict } from "../verdict.ts";

/** Input of the order kinds of `@polymarket/clob-client-v2` and `@polymarket/clob-client`. */
export type OrderVectorInput = {
  readonly privateKey: Hex;
  readonly chainId: number;
  readonly signatureType: SignatureType;
  readonly funder: string | null;
  readonly negRisk: boolean;
  readonly tickSize: TickSize;
  readonly dateNowMs: number;
  readonly mathRandom: number;
  readonly tokenID: string;
  readonly side: Side;
  readonly price?: number;
  readonly size?: number;
  readonly amount?: number;
  readonly builderCode?: Hex;
  readonly metadata?: Hex;
  readonly expiration?: number;
};

type Expected = {
  readonly exchange: string;
  readonly domainVersion: string;
  readonly order: Readonly<Record<string, unknown>> & {
    readonly makerAmount: string;
    readonly takerAmount: string;
    readonly expiration: string;
  };
  readonly orderHash: string;
  readonly signatureLength: number;
  readonly wire: Readonly<Record<string, unknown>>;
  readonly recoveredSigner: string;
};

/** The amounts of a limit order vector, ours against theirs. */
export function limitAmountsOf(input: OrderVectorInput, official: Expected["order"]): Settled {
  const { side, tickSize, price = 0, size = 0 } = input;
  const rule = tickRule(tickSize);
  return settleAmounts({
    official,
    exact: limitAmountUnits(side, nearestPrice(price, tickSize), flooredSize(size, tickSize), rule),
    model: floatLimitAmounts(side, price, size, rule),
    rule,
  });
}

/** The amounts of a market order vector, ours against theirs. */
export function marketAmountsOf(input: OrderVectorInput, official: Expected["order"]): Settled {
  // Without a price the official builder takes 1.
  const { side, tickSize, price = 1, amount = 0 } = input;
  const rule = tickRule(tickSize);
  return settleAmounts({
    official,
    exact: marketAmountUnits(side, flooredPrice(price, tickSize), flooredSize(amount, tickSize), rule),
    model: floatMarketAmounts(side, price, amount, rule),
    rule,
  });
}

/** The salt of both official `clob-client` packages. */
export function officialSalt(input: Pick<OrderVectorInput, "mathRandom" | "dateNowMs">): bigint {
  return BigInt(Math.round(input.mathRandom * input.dateNowMs));
}

/** Orders of Exchange V2 (protocol v1) or V3 (v2): the vector's kind tells which, whatever the layout of the token id. */
export function checkOrders(
  amountsOf: typeof limitAmountsOf,
  version: "v1" | "v2" = "v1",
): (vector: Vector) => Promise<Verdict> {
  return (vector) => {
    const { chainId, negRisk } = vector.input as OrderVectorInput;
    const contracts = contractsOf(chainId);
    const environment = customEnvironment("vectors", PRODUCTION, { chainId, contracts });
    return checkOrder(vector, domainFor(environment, { negRisk, version }), amountsOf);
  };
}

async function checkOrder(
  { input, expected }: Vector,
  domain: ExchangeDomain,
  amountsOf: typeof limitAmountsOf,
): Promise<Verdict> {
  const order = input as OrderVectorInput;
  const wanted = expected as Expected;
  const signer = privateKey(order.privateKey);
  const { amounts, problems, decision } = amountsOf(order, wanted.order);
  const maker = order.funder === null ? signer.address : address(order.funder);
  const fields = {
    tokenId: tokenId(order.tokenID),
    side: order.side,
    maker,
    signer: order.signatureType === 3 ? maker : signer.address,
    signatureType: order.signatureType,
    salt: officialSalt(order),
    metadata: order.metadata ?? ZERO_BYTES32,
    builder: order.builderCode ?? ZERO_BYTES32,
  };
  // Nobody can build an order of nothing here; hash and signature of theirs are checked all the same.
  const empty = amounts.makerAmount === 0n || amounts.takerAmount === 0n;
  const unsigned: UnsignedOrder = empty
    ? { ...fields, ...amounts, timestamp: BigInt(order.dateNowMs) }
    : buildOrder({ ...fields, amounts, timestamp: order.dateNowMs });
  const signed = await signOrder(unsigned, domain, signer);
  const got = describe(signed, String(order.expiration ?? 0), wanted.wire);
  // A vector of a contract wallet names no signer; its key's signature must be recovered all the same.
  const signedBy = { recoveredSigner: signer.address };
  return {
    problems: [...problems, ...differences({ ...signedBy, ...wanted }, got)],
    decision: decision ?? (empty ? ORDER_OF_NOTHING : undefined),
  };
}

/** Everything a vector tells about an order. What travels beside it is a parameter of the vector's own request. */
function describe(
  signed: SignedOrder,
  expiration: string,
  beside: Expected["wire"],
): Record<string, unknown> {
  const wire = toWireOrder(signed, expiration);
  const { signature } = signed;
  const verified = verifyOrder(signed.order, signed.domain, signature);
  return {
    exchange: signed.domain.verifyingContract,
    domainVersion: signed.domain.version,
    order: { ...wire, salt: String(wire.salt) },
    orderHash: signed.orderId,
    signatureLength: (signature.length - 2) / 2,
    wire: {
      deferExec: false,
      postOnly: false,
      order: wire,
      owner: beside.owner,
      orderType: beside.orderType,
    },
    recoveredSigner: verified.valid ? verified.recovered : verified.reason,
  };
}
