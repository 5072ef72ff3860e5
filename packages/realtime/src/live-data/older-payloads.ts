import type { Address, ConditionId, Side, TokenId } from "@pm/core-types";
import {
  type Fields,
  optionalBoolean,
  optionalDecimal,
  optionalText,
  optionalTime,
  sideOf,
  text,
  textList,
  tokenText,
} from "../frames/fields.ts";
import { optionalAmount } from "./payloads.ts";

/** A market that was created or resolved, as the older market topic tells it. */
export type LegacyMarket = {
  readonly conditionId: ConditionId;
  readonly tokenIds: readonly TokenId[];
  /** Shares. */
  readonly minOrderSize: string | undefined;
  readonly tickSize: string | undefined;
  readonly negRisk: boolean | undefined;
};

/** What requests for quotes and quotes share. Decimals are text, exact. */
type Rfq = {
  readonly requestId: string;
  readonly tokenId: TokenId;
  readonly proxyAddress: Address | undefined;
  /** The venue's own word for how far it is. */
  readonly state: string | undefined;
  readonly side: Side | undefined;
  readonly sizeIn: string | undefined;
  readonly sizeOut: string | undefined;
  /** pUSD per share, from the two sizes. */
  readonly price: string | undefined;
  /** Unix milliseconds. */
  readonly expiresAt: number | undefined;
};

/** Somebody asks for a price. */
export type RfqRequest = Rfq & {
  readonly conditionId: ConditionId | undefined;
  readonly complementTokenId: TokenId | undefined;
};

/** Somebody names one. */
export type RfqQuote = Rfq & { readonly quoteId: string };

/** @throws {FieldError} */
export function readLegacyMarket(payload: Fields): LegacyMarket {
  return {
    conditionId: text(payload, "market") as ConditionId,
    tokenIds: textList(payload, "asset_ids") as readonly TokenId[],
    minOrderSize: optionalDecimal(payload, "min_order_size"),
    tickSize: optionalDecimal(payload, "tick_size"),
    negRisk: optionalBoolean(payload, "neg_risk"),
  };
}

const rfq = (payload: Fields): Rfq => ({
  requestId: text(payload, "requestId"),
  tokenId: tokenText<TokenId>(payload, "token"),
  proxyAddress: optionalText(payload, "proxyAddress") as Address | undefined,
  state: optionalText(payload, "state"),
  side: payload.side === undefined || payload.side === "" ? undefined : sideOf(payload, "side"),
  sizeIn: optionalAmount(payload, "sizeIn"),
  sizeOut: optionalAmount(payload, "sizeOut"),
  price: optionalAmount(payload, "price"),
  expiresAt: optionalTime(payload, "expiry"),
});

/** @throws {FieldError} */
export function readRfqRequest(payload: Fields): RfqRequest {
  return {
    ...rfq(payload),
    conditionId: optionalText(payload, "market") as ConditionId | undefined,
    complementTokenId: optionalText(payload, "complement") as TokenId | undefined,
  };
}

/** @throws {FieldError} */
export function readRfqQuote(payload: Fields): RfqQuote {
  return { ...rfq(payload), quoteId: text(payload, "quoteId") };
}
