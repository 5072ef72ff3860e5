import { type Decimal, type Hex, MarketDataError, ValidationError } from "@pm/core-types";
import { z } from "zod";
import { fetchJson } from "../http/call.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import { createListing, type Listing } from "../http/listing.ts";
import { withoutPrefix } from "../wire/order.ts";
import { type Raw, readWire } from "../wire/read.ts";
import {
  wireConditionId,
  wireDecimal,
  wireOptionalDecimal,
  wireSide,
  wireTime,
  wireTokenId,
} from "../wire/scalars.ts";

/** What a builder charges on top of the platform's fee, in basis points of the notional. */
export type BuilderFees = { readonly makerBps: Decimal; readonly takerBps: Decimal };

/** A trade that a builder brought. */
export type BuilderTrade = {
  readonly id: string;
  readonly builder: string;
  readonly conditionId: string;
  readonly tokenId: string;
  readonly side: "BUY" | "SELL";
  /** As the venue sends it: shares, or base units on older deployments. */
  readonly size: Decimal;
  readonly sizeUsdc: Decimal;
  /** pUSD per share. */
  readonly price: Decimal;
  readonly status: string;
  readonly maker: string;
  readonly fee: Decimal | undefined;
  readonly feeUsdc: Decimal | undefined;
  readonly transactionHash: string;
  /** Unix milliseconds. */
  readonly matchedAt: number | undefined;
  readonly raw: Raw;
};

const wireTrade = z.looseObject({
  id: z.string(),
  builder: z.string(),
  market: wireConditionId,
  assetId: wireTokenId,
  side: wireSide,
  size: wireDecimal,
  sizeUsdc: wireDecimal,
  price: wireDecimal,
  status: z.string(),
  maker: z.string().default(""),
  fee: wireOptionalDecimal,
  feeUsdc: wireOptionalDecimal,
  transactionHash: z.string().default(""),
  matchTime: wireTime,
});

/** What a builder code charges. @throws {MarketDataError} an unknown code. @throws {ValidationError} not 32 bytes. */
export async function fetchBuilderFees(
  context: ClobContext,
  builder: Hex,
  options?: CallOptions,
): Promise<BuilderFees> {
  try {
    return await fetchJson(
      context,
      {
        method: "GET",
        path: `/fees/builder-fees/${checkBuilder(builder)}`,
        endpoint: "GET /fees/builder-fees/{builder_code}",
      },
      (json, endpoint) => {
        const wire = readWire(
          z.looseObject({ builder_maker_fee_rate_bps: wireDecimal, builder_taker_fee_rate_bps: wireDecimal }),
          json,
          endpoint,
        );
        return { makerBps: wire.builder_maker_fee_rate_bps, takerBps: wire.builder_taker_fee_rate_bps };
      },
      options,
    );
  } catch (error) {
    if (!(error instanceof Error && /answered 404/.test(error.message))) throw error;
    throw new MarketDataError({
      message: `The venue knows no builder ${builder}.`,
      action: "Check the builder code.",
      context: { builder },
      retry: "never",
      cause: error,
    });
  }
}

/** Trades of one builder, newest first. @throws {ValidationError} not 32 bytes. */
export function listBuilderTrades(
  context: ClobContext,
  builder: Hex,
  options?: CallOptions,
): Listing<BuilderTrade> {
  const query = { builder_code: checkBuilder(builder) };
  return createListing(context, { path: "/builder/trades", query, read: readTrade }, options);
}

function readTrade(value: unknown, endpoint: string): BuilderTrade {
  const wire = readWire(wireTrade, value, endpoint);
  return {
    id: wire.id,
    builder: wire.builder,
    conditionId: wire.market,
    tokenId: wire.assetId,
    side: wire.side,
    size: wire.size,
    sizeUsdc: wire.sizeUsdc,
    price: wire.price,
    status: withoutPrefix(wire.status, "TRADE_STATUS_"),
    maker: wire.maker,
    fee: wire.fee,
    feeUsdc: wire.feeUsdc,
    transactionHash: wire.transactionHash,
    matchedAt: wire.matchTime,
    raw: value as Raw,
  };
}

function checkBuilder(builder: string): string {
  if (/^0x[0-9a-fA-F]{64}$/.test(builder)) return builder.toLowerCase();
  throw new ValidationError({
    message: "builder must be 0x and 64 hex digits.",
    context: { field: "builder" },
  });
}
