import type { ConditionId, TokenId } from "@pm/core-types";
import type { Transport } from "@pm/resilience";
import { z } from "zod";
import { getExact, type Query, type ReadOptions, validate } from "../edge/read.ts";
import { readRows } from "../edge/rows.ts";
import { createListing, type Listing, type Page } from "../paging/listing.ts";
import { type Market, readMarket } from "./market.ts";

const ENDPOINT = "GET /markets/keyset";
/** The venue clamps higher values silently. */
const MAX_LIMIT = 100;

/** Which markets. */
export type MarketQuery = ReadOptions & {
  /** Default false: only markets that are open. */
  readonly closed?: boolean;
  readonly slugs?: readonly string[];
  readonly tokenIds?: readonly TokenId[];
  /** Ids of Protocol V2 outcomes. */
  readonly positionIds?: readonly TokenId[];
  readonly conditionIds?: readonly ConditionId[];
  readonly tagId?: string;
  /** Comma-separated fields, such as `volume_num`. */
  readonly order?: string;
  readonly ascending?: boolean;
  /** Rows a page, 1 to 100; default 100. */
  readonly pageSize?: number;
  /** Further filters, by the venue's own names. */
  readonly filters?: Query;
};

const envelope = z.looseObject({ markets: z.array(z.unknown()), next_cursor: z.string().nullish() });

/** Markets by Gamma's keyset, page by page. */
export function listMarkets(base: string, transport: Transport, query: MarketQuery = {}): Listing<Market> {
  return createListing(ENDPOINT, (cursor) => fetchMarketPage(base, transport, query, cursor));
}

/** One page of markets. */
export async function fetchMarketPage(
  base: string,
  transport: Transport,
  query: MarketQuery,
  cursor?: string,
): Promise<Page<Market>> {
  const answer = await getExact(transport, {
    base,
    path: "/markets/keyset",
    query: {
      ...query.filters,
      limit: Math.max(1, Math.min(MAX_LIMIT, query.pageSize ?? MAX_LIMIT)),
      closed: query.closed,
      slug: query.slugs,
      clob_token_ids: query.tokenIds,
      position_ids: query.positionIds,
      condition_ids: query.conditionIds,
      tag_id: query.tagId,
      order: query.order,
      ascending: query.ascending,
      after_cursor: cursor,
    },
    endpoint: ENDPOINT,
    surface: "gamma",
    options: query,
  });
  const { markets, next_cursor } = validate(envelope, answer, ENDPOINT);
  return {
    ...readRows(markets, readMarket),
    nextCursor: next_cursor === null || next_cursor === "" ? undefined : next_cursor,
  };
}
