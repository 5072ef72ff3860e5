import {
  type Address,
  address,
  type ConditionId,
  conditionId,
  type Decimal,
  ValidationError,
} from "@pm/core-types";
import { z } from "zod";
import { fetchJson } from "../http/call.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import { createListing, type Listing } from "../http/listing.ts";
import { type Raw, readWire } from "../wire/read.ts";
import { wireConditionId, wireDecimal, wireOptionalDecimal } from "../wire/scalars.ts";

/** What one market pays for resting orders. */
export type MarketReward = {
  readonly conditionId: ConditionId;
  readonly question: string | undefined;
  /** Shares an order must have to count. */
  readonly minSize: Decimal | undefined;
  /** How far from the midpoint an order may be to count; cents. */
  readonly maxSpread: Decimal | undefined;
  /** Paid a day, by asset, in units of the asset. */
  readonly rates: readonly { readonly asset: string; readonly perDay: Decimal }[];
  readonly raw: Raw;
};

/** What one market earned one maker on one day. */
export type Earning = {
  readonly conditionId: ConditionId;
  readonly asset: string;
  readonly earnings: Decimal;
  /** pUSD per unit of the asset. */
  readonly assetRate: Decimal;
  readonly raw: Raw;
};

/** Fees that a maker gets back for one market and day, pUSD. */
export type Rebate = { readonly conditionId: ConditionId; readonly rebated: Decimal; readonly raw: Raw };

const wireReward = z.looseObject({
  condition_id: wireConditionId,
  question: z.string().nullish(),
  rewards_min_size: wireOptionalDecimal,
  rewards_max_spread: wireOptionalDecimal,
  rewards_config: z.array(z.looseObject({ asset_address: z.string(), rate_per_day: wireDecimal })).nullish(),
});

const wireEarning = z.looseObject({
  condition_id: wireConditionId,
  asset_address: z.string(),
  earnings: wireDecimal,
  asset_rate: wireDecimal,
});

/** Markets that pay liquidity rewards now. */
export function listCurrentRewards(context: ClobContext, options?: CallOptions): Listing<MarketReward> {
  return createListing(context, { path: "/rewards/markets/current", read: readReward }, options);
}

/** What one market pays; empty when it pays nothing. */
export async function fetchMarketRewards(
  context: ClobContext,
  condition: string,
  options?: CallOptions,
): Promise<readonly MarketReward[]> {
  const path = `/rewards/markets/${conditionId(condition)}`;
  return (await createListing(context, { path, read: readReward }, options).collect()).items;
}

/** Fees a maker gets back for one day (`YYYY-MM-DD`, UTC). */
export function fetchRebates(
  context: ClobContext,
  maker: string,
  date: string,
  options?: CallOptions,
): Promise<readonly Rebate[]> {
  const owner: Address = address(maker, "maker");
  return fetchJson(
    context,
    {
      method: "GET",
      path: "/rebates/current",
      endpoint: "GET /rebates/current",
      query: { date: checkDate(date), maker_address: owner },
    },
    (json, endpoint) =>
      readWire(
        z.array(z.looseObject({ condition_id: wireConditionId, rebated_fees_usdc: wireDecimal })),
        json,
        endpoint,
      ).map((row) => ({ conditionId: row.condition_id, rebated: row.rebated_fees_usdc, raw: row })),
    options,
  );
}

/** Reads one row of `/rewards/user`. */
export function readEarning(value: unknown, endpoint: string): Earning {
  const wire = readWire(wireEarning, value, endpoint);
  return {
    conditionId: wire.condition_id,
    asset: wire.asset_address,
    earnings: wire.earnings,
    assetRate: wire.asset_rate,
    raw: value as Raw,
  };
}

function readReward(value: unknown, endpoint: string): MarketReward {
  const wire = readWire(wireReward, value, endpoint);
  return {
    conditionId: wire.condition_id,
    question: wire.question ?? undefined,
    minSize: wire.rewards_min_size,
    maxSpread: wire.rewards_max_spread,
    rates: (wire.rewards_config ?? []).map((config) => ({
      asset: config.asset_address,
      perDay: config.rate_per_day,
    })),
    raw: value as Raw,
  };
}

/** @throws {ValidationError} unless it is a date of the form `YYYY-MM-DD`. */
export function checkDate(date: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date))) return date;
  throw new ValidationError({
    message: `date must be YYYY-MM-DD, not ${JSON.stringify(date)}.`,
    context: { field: "date" },
  });
}
