import { type ConditionId, conditionId, IncompleteDataError, type TokenId, tokenId } from "@pm/core-types";
import { z } from "zod";
import { fetchJson } from "../http/call.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import { createListing, type Listing } from "../http/listing.ts";
import { type Market, readMarket } from "../wire/market.ts";
import { readWire } from "../wire/read.ts";
import { wireConditionId } from "../wire/scalars.ts";

/** One market by its condition id. @throws {MarketNotFoundError} @throws {IncompleteDataError} another market came. */
export async function fetchMarket(
  context: ClobContext,
  condition: string,
  options?: CallOptions,
): Promise<Market> {
  const wanted = conditionId(condition);
  const endpoint = "GET /markets/{condition_id}";
  const market = await fetchJson(
    context,
    { method: "GET", path: `/markets/${wanted}`, endpoint },
    readMarket,
    options,
  );
  if (market.conditionId !== wanted) throw otherMarket(endpoint, wanted, market.conditionId);
  return market;
}

/** Every market the exchange lists, in its order; closed and archived ones included. */
export function listMarkets(context: ClobContext, options?: CallOptions): Listing<Market> {
  return createListing(context, { path: "/markets", read: readMarket }, options);
}

/** The markets that pay liquidity rewards now. */
export function listSamplingMarkets(context: ClobContext, options?: CallOptions): Listing<Market> {
  return createListing(context, { path: "/sampling-markets", read: readMarket }, options);
}

/** The market a token belongs to. @throws {MarketNotFoundError} */
export function fetchConditionId(
  context: ClobContext,
  token: string,
  options?: CallOptions,
): Promise<ConditionId> {
  const wanted: TokenId = tokenId(token);
  return fetchJson(
    context,
    { method: "GET", path: `/markets-by-token/${wanted}`, endpoint: "GET /markets-by-token/{token_id}" },
    (json, endpoint) =>
      readWire(z.looseObject({ condition_id: wireConditionId }), json, endpoint).condition_id,
    options,
  );
}

function otherMarket(endpoint: string, wanted: ConditionId, got: ConditionId): IncompleteDataError {
  return new IncompleteDataError({
    message: `${endpoint} answered with market ${got} instead of ${wanted}.`,
    context: { endpoint, wanted, got, missing: [wanted] },
  });
}
