import {
  address,
  conditionId,
  decimal,
  type Hex,
  type MarketRules,
  orderId,
  parseTickSize,
  type SettlementStatus,
  type TradeId,
  tokenId,
} from "@pm/core-types";
import { fromWireOrder, type SignedOrder, toWireOrder } from "@pm/signing";
import { z } from "zod";
import type { OrderFact } from "../lifecycle/facts.ts";
import type { CheckedOrder } from "../orders/checks.ts";
import type { Intent } from "../orders/intent.ts";
import { decodeError, encodeError } from "./encode-error.ts";

type Plain = Readonly<Record<string, unknown>>;

/** An intent as JSON: everything needed to send the very same bytes again, and to know what they hold. */
export function encodeIntent({ checked, signed, createdAt }: Intent, fingerprint: string): Plain {
  const { rules, spend, amounts } = checked;
  return {
    fingerprint,
    createdAt,
    order: toWireOrder(signed, String(checked.expiration)),
    domain: signed.domain,
    kind: checked.kind,
    price: checked.price.toFixed(),
    size: checked.size.toFixed(),
    timeInForce: checked.timeInForce,
    postOnly: checked.postOnly,
    deferExec: checked.deferExec,
    makerAmount: amounts.makerAmount.toString(),
    takerAmount: amounts.takerAmount.toString(),
    spend: { ...spend, units: spend.units.toString(), fee: spend.fee.toString() },
    rules: {
      conditionId: rules.conditionId,
      tokenIds: rules.tokenIds,
      tickSize: rules.tickSize,
      minOrderSize: rules.minOrderSize.toFixed(),
      negRisk: rules.negRisk,
      fees: rules.fees === undefined ? undefined : { ...rules.fees, rate: rules.fees.rate.toFixed() },
    },
  };
}

const units = z.string().regex(/^\d+$/).transform(BigInt);

const storedIntent = z.object({
  fingerprint: z.string(),
  createdAt: z.number(),
  order: z.unknown(),
  domain: z.object({ chainId: z.number(), version: z.enum(["2", "3"]), verifyingContract: z.string() }),
  kind: z.enum(["limit", "market"]),
  price: z.string(),
  size: z.string(),
  timeInForce: z.enum(["GTC", "GTD", "FOK", "FAK"]),
  postOnly: z.boolean(),
  deferExec: z.boolean(),
  makerAmount: units,
  takerAmount: units,
  spend: z.object({ asset: z.string(), units, fee: units, spender: z.string() }),
  rules: z.object({
    conditionId: z.string(),
    tokenIds: z.array(z.string()),
    tickSize: z.string(),
    minOrderSize: z.string(),
    negRisk: z.boolean(),
    fees: z.object({ rate: z.string(), exponent: z.number(), takerOnly: z.boolean() }).optional(),
  }),
});

/** An intent read back, and the fingerprint of the request it was made for. @throws when it is not one. */
export function decodeIntent(
  data: Plain,
  id: string,
  key: string | undefined,
): { readonly intent: Intent; readonly fingerprint: string } {
  const stored = storedIntent.parse(data);
  const { order, signature, expiration } = fromWireOrder(stored.order);
  const exchange = { ...stored.domain, verifyingContract: address(stored.domain.verifyingContract) };
  const { rules } = stored;
  const marketRules: MarketRules = {
    conditionId: conditionId(rules.conditionId),
    tokenIds: rules.tokenIds.map((each) => tokenId(each)),
    tickSize: parseTickSize(rules.tickSize),
    minOrderSize: decimal(rules.minOrderSize),
    negRisk: rules.negRisk,
    exchange,
    fees: rules.fees === undefined ? undefined : { ...rules.fees, rate: decimal(rules.fees.rate) },
  };
  const signed: SignedOrder = { order, orderId: orderId(id), domain: exchange, signature: signature as Hex };
  const checked: CheckedOrder = {
    kind: stored.kind,
    tokenId: order.tokenId,
    side: order.side,
    price: decimal(stored.price),
    size: decimal(stored.size),
    amounts: { makerAmount: stored.makerAmount, takerAmount: stored.takerAmount },
    timeInForce: stored.timeInForce,
    expiration: Number(expiration),
    postOnly: stored.postOnly,
    deferExec: stored.deferExec,
    builder: undefined,
    rules: marketRules,
    spend: {
      asset: stored.spend.asset === "collateral" ? "collateral" : tokenId(stored.spend.asset),
      units: stored.spend.units,
      fee: stored.spend.fee,
      spender: address(stored.spend.spender),
    },
  };
  const intent = { id: orderId(id), checked, signed, idempotencyKey: key, createdAt: stored.createdAt };
  return { intent, fingerprint: stored.fingerprint };
}

/** A fact as JSON. */
export function encodeFact(fact: OrderFact): Plain {
  switch (fact.type) {
    case "refused":
    case "absent":
      return { type: fact.type, error: encodeError(fact.error) };
    case "told":
      return { ...fact, matched: fact.matched?.toString() };
    case "vanished":
      return { ...fact, matched: fact.matched.toString() };
    case "filled":
      return {
        type: fact.type,
        fill: { ...fact.fill, size: fact.fill.size.toString(), price: fact.fill.price.toString() },
      };
    default:
      return fact;
  }
}

const tradeIds = z.array(z.string()).transform((ids) => ids as readonly string[] as readonly TradeId[]);

const storedFact = z.discriminatedUnion("type", [
  z.object({ type: z.literal("answered"), status: z.string(), tradeIds }),
  z.object({ type: z.literal("refused"), error: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal("absent"), error: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal("duplicate") }),
  z.object({ type: z.literal("cancel-asked") }),
  z.object({ type: z.literal("cancel-confirmed") }),
  z.object({ type: z.literal("vanished"), matched: units }),
  z.object({
    type: z.literal("told"),
    status: z.string(),
    matched: units.optional(),
    tradeIds,
    gone: z.boolean().optional(),
  }),
  z.object({
    type: z.literal("filled"),
    fill: z.object({
      tradeId: z.string(),
      tokenId: z.string(),
      side: z.enum(["BUY", "SELL"]),
      role: z.enum(["TAKER", "MAKER"]),
      size: units,
      price: units,
      status: z.string(),
      transactionHash: z.string().optional(),
      updatedAt: z.number(),
      matchedAt: z.number(),
    }),
  }),
]);

/** A fact read back. @throws when it is not one. */
export function decodeFact(data: Plain): OrderFact {
  const stored = storedFact.parse(data);
  switch (stored.type) {
    case "refused":
    case "absent":
      return { type: stored.type, error: decodeError(stored.error) };
    case "told":
      return {
        type: "told",
        status: stored.status,
        matched: stored.matched,
        tradeIds: stored.tradeIds,
        gone: stored.gone ?? false,
      };
    case "filled": {
      const { fill } = stored;
      return {
        type: "filled",
        fill: {
          ...fill,
          tradeId: fill.tradeId as TradeId,
          tokenId: tokenId(fill.tokenId),
          status: fill.status as SettlementStatus,
          transactionHash: fill.transactionHash,
        },
      };
    }
    default:
      return stored;
  }
}
