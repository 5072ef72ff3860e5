import type { ConditionId, Decimal, FeeSchedule, TickSize, TokenId } from "@pm/core-types";
import { parseTickSize } from "@pm/core-types";
import { z } from "zod";
import { type Raw, readWire } from "./read.ts";
import {
  wireConditionId,
  wireDecimal,
  wireOptionalDecimal,
  wireTickSize,
  wireTime,
  wireTokenId,
} from "./scalars.ts";

/** One outcome of a market. */
export type MarketToken = {
  readonly tokenId: TokenId;
  readonly outcome: string;
  /** Last known price, pUSD per share. */
  readonly price: Decimal | undefined;
  readonly winner: boolean;
};

/** A market as the exchange lists it. */
export type Market = {
  readonly conditionId: ConditionId;
  readonly question: string;
  readonly slug: string;
  readonly tokens: readonly MarketToken[];
  /** Undefined where the venue lists none it knows, as for some archived markets. */
  readonly tickSize: TickSize | undefined;
  /** Shares. */
  readonly minOrderSize: Decimal | undefined;
  readonly negRisk: boolean;
  readonly active: boolean;
  readonly closed: boolean;
  readonly archived: boolean;
  readonly acceptingOrders: boolean;
  /** Seconds an order is held before matching; 0 for most markets. */
  readonly secondsDelay: number;
  /** Unix milliseconds. */
  readonly endDate: number | undefined;
  /** Unix milliseconds. */
  readonly gameStart: number | undefined;
  readonly tags: readonly string[];
  readonly raw: Raw;
};

const wireMarket = z.looseObject({
  condition_id: wireConditionId,
  question: z.string().nullish(),
  market_slug: z.string().nullish(),
  tokens: z
    .array(
      z.looseObject({
        token_id: wireTokenId,
        outcome: z.string(),
        price: wireOptionalDecimal,
        winner: z.boolean().nullish(),
      }),
    )
    .nullable(),
  minimum_tick_size: z.union([z.string(), z.number()]).nullish(),
  minimum_order_size: wireOptionalDecimal,
  neg_risk: z.boolean().nullish(),
  active: z.boolean().nullish(),
  closed: z.boolean().nullish(),
  archived: z.boolean().nullish(),
  accepting_orders: z.boolean().nullish(),
  seconds_delay: z.number().nullish(),
  end_date_iso: wireTime,
  game_start_time: wireTime,
  tags: z.array(z.string()).nullish(),
});

/** @throws {InvalidResponseError} */
export function readMarket(value: unknown, endpoint: string): Market {
  const wire = readWire(wireMarket, value, endpoint);
  return {
    conditionId: wire.condition_id,
    question: wire.question ?? "",
    slug: wire.market_slug ?? "",
    tokens: (wire.tokens ?? []).map((token) => ({
      tokenId: token.token_id,
      outcome: token.outcome,
      price: token.price,
      winner: token.winner ?? false,
    })),
    tickSize: knownTick(wire.minimum_tick_size),
    minOrderSize: wire.minimum_order_size,
    negRisk: wire.neg_risk ?? false,
    active: wire.active ?? false,
    closed: wire.closed ?? false,
    archived: wire.archived ?? false,
    acceptingOrders: wire.accepting_orders ?? false,
    secondsDelay: wire.seconds_delay ?? 0,
    endDate: wire.end_date_iso,
    gameStart: wire.game_start_time,
    tags: wire.tags ?? [],
    raw: value as Raw,
  };
}

function knownTick(value: string | number | null | undefined): TickSize | undefined {
  if (value === undefined || value === null) return undefined;
  try {
    return parseTickSize(value);
  } catch {
    return undefined;
  }
}

/** The compact market record, `GET /clob-markets/{condition_id}`. */
export type MarketInfo = {
  readonly conditionId: ConditionId | undefined;
  readonly tokens: readonly { readonly tokenId: TokenId; readonly outcome: string }[];
  readonly tickSize: TickSize;
  /** Shares. */
  readonly minOrderSize: Decimal;
  readonly negRisk: boolean;
  /** `"v1"`, `"v2"`, or something this package does not know; undefined where the venue does not say. */
  readonly version: string | undefined;
  readonly fees: FeeSchedule | undefined;
};

const wireMarketInfo = z.looseObject({
  c: wireConditionId.optional(),
  t: z.array(z.looseObject({ t: wireTokenId, o: z.string() }).nullable()),
  mts: wireTickSize,
  mos: wireDecimal,
  nr: z.boolean().nullish(),
  v: z.string().nullish(),
  fd: z.looseObject({ r: wireOptionalDecimal, e: z.number().nullish(), to: z.boolean().nullish() }).nullish(),
});

/** @throws {InvalidResponseError} */
export function readMarketInfo(value: unknown, endpoint: string): MarketInfo {
  const wire = readWire(wireMarketInfo, value, endpoint);
  return {
    conditionId: wire.c,
    tokens: wire.t.flatMap((token) => (token === null ? [] : [{ tokenId: token.t, outcome: token.o }])),
    tickSize: wire.mts,
    minOrderSize: wire.mos,
    negRisk: wire.nr ?? false,
    version: wire.v ?? undefined,
    fees: feesOf(wire.fd?.r, wire.fd?.e ?? 1, wire.fd?.to ?? true),
  };
}

function feesOf(rate: Decimal | undefined, exponent: number, takerOnly: boolean): FeeSchedule | undefined {
  return rate === undefined || rate.eq("0") ? undefined : { rate, exponent, takerOnly };
}
