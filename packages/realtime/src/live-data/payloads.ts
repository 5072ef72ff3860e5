import type { Address, ConditionId, Side, TokenId } from "@pm/core-types";
import {
  FieldError,
  type Fields,
  isFields,
  optionalBoolean,
  optionalText,
  optionalTime,
  sideOf,
  text,
  tokenText,
} from "../frames/fields.ts";
import { fromE18, numberText } from "../frames/number-text.ts";

/** A trade anywhere on the venue. Decimals are text, exact; times Unix milliseconds. */
export type ActivityTrade = {
  readonly tokenId: TokenId;
  readonly conditionId: ConditionId;
  readonly side: Side;
  /** pUSD per share. */
  readonly price: string;
  /** Shares. */
  readonly size: string;
  /** pUSD; sent since autumn 2026. */
  readonly fee: string | undefined;
  readonly outcome: string | undefined;
  /** Undefined where the venue does not know it. */
  readonly outcomeIndex: number | undefined;
  readonly wallet: Address;
  readonly name: string | undefined;
  readonly pseudonym: string | undefined;
  readonly slug: string | undefined;
  readonly eventSlug: string | undefined;
  readonly title: string | undefined;
  readonly transactionHash: string | undefined;
  readonly timestamp: number;
};

/** One price. */
export type PriceTick = {
  readonly symbol: string;
  readonly timestamp: number;
  /** What the venue rounded it to. */
  readonly value: string;
  /** Every digit, where the source gives them. */
  readonly exactValue: string | undefined;
  /** Length of the average, for averages. */
  readonly windowSeconds: number | undefined;
  readonly receivedAt: number | undefined;
  /** True for a price repeated because the market is closed. */
  readonly isCarriedForward: boolean;
};

/** The last minutes of a symbol, sent once after subscribing. */
export type PriceHistory = {
  readonly symbol: string;
  readonly points: readonly { readonly timestamp: number; readonly value: string }[];
};

/** A comment that was written or removed. */
export type Comment = {
  readonly id: string;
  readonly body: string | undefined;
  readonly parentEntityType: string | undefined;
  readonly parentEntityId: number | undefined;
  readonly parentCommentId: string | undefined;
  readonly userAddress: string | undefined;
  readonly createdAt: string | undefined;
};

/** A reaction to a comment. */
export type Reaction = {
  readonly id: string;
  readonly commentId: string | undefined;
  readonly reactionType: string | undefined;
  readonly userAddress: string | undefined;
};

/** A JSON number or decimal text, as text. @throws {FieldError} */
function amount(fields: Fields, name: string): string {
  const value = fields[name];
  const found = typeof value === "number" ? numberText(value) : value;
  if (typeof found === "string" && /^-?\d+(?:\.\d+)?$/.test(found)) return found;
  throw new FieldError(`${name} must be a decimal`);
}

/** `amount` of a field that may be missing. @throws {FieldError} */
export function optionalAmount(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return value === undefined || value === null || value === "" ? undefined : amount(fields, name);
}

function optionalInteger(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number)) return number;
  throw new FieldError(`${name} must be a whole number`);
}

/** The venue's sentinel for an outcome it cannot name. */
const UNKNOWN_OUTCOME = 999;

export function readActivity(payload: Fields): ActivityTrade {
  const outcomeIndex = optionalInteger(payload, "outcomeIndex");
  return {
    tokenId: tokenText<TokenId>(payload, "asset"),
    conditionId: text(payload, "conditionId") as ConditionId,
    side: sideOf(payload, "side"),
    price: amount(payload, "price"),
    size: amount(payload, "size"),
    fee: optionalAmount(payload, "fee"),
    outcome: optionalText(payload, "outcome"),
    outcomeIndex: outcomeIndex === UNKNOWN_OUTCOME ? undefined : outcomeIndex,
    wallet: text(payload, "proxyWallet") as Address,
    name: optionalText(payload, "name"),
    pseudonym: optionalText(payload, "pseudonym"),
    slug: optionalText(payload, "slug"),
    eventSlug: optionalText(payload, "eventSlug"),
    title: optionalText(payload, "title"),
    transactionHash: optionalText(payload, "transactionHash"),
    timestamp: optionalTime(payload, "timestamp") ?? 0,
  };
}

/** @param isE18 true where exact values are whole numbers scaled by 10⁻¹⁸. */
export function readPriceTick(payload: Fields, isE18: boolean): PriceTick {
  const exact = optionalText(payload, "full_accuracy_value");
  return {
    symbol: text(payload, "symbol").toLowerCase(),
    timestamp: optionalTime(payload, "timestamp") ?? 0,
    value: amount(payload, "value"),
    exactValue: exact !== undefined && isE18 ? fromE18(exact) : exact,
    windowSeconds: optionalInteger(payload, "window_s") ?? optionalInteger(payload, "window_seconds"),
    receivedAt: optionalTime(payload, "received_at"),
    isCarriedForward: optionalBoolean(payload, "is_carried_forward") ?? false,
  };
}

export function readPriceHistory(payload: Fields): PriceHistory {
  const { data } = payload;
  if (!Array.isArray(data)) throw new FieldError("data must be a list");
  return {
    symbol: text(payload, "symbol").toLowerCase(),
    points: data.map((point) => {
      if (!isFields(point)) throw new FieldError("data must hold points");
      return { timestamp: optionalTime(point, "timestamp") ?? 0, value: amount(point, "value") };
    }),
  };
}

export function readComment(payload: Fields): Comment {
  return {
    id: text(payload, "id"),
    body: optionalText(payload, "body"),
    parentEntityType: optionalText(payload, "parentEntityType"),
    parentEntityId: optionalInteger(payload, "parentEntityID"),
    parentCommentId: optionalText(payload, "parentCommentID"),
    userAddress: optionalText(payload, "userAddress"),
    createdAt: optionalText(payload, "createdAt"),
  };
}

export function readReaction(payload: Fields): Reaction {
  return {
    id: text(payload, "id"),
    commentId: optionalText(payload, "commentID"),
    reactionType: optionalText(payload, "reactionType"),
    userAddress: optionalText(payload, "userAddress"),
  };
}
