import { APIError, MarketNotFoundError, type PolymarketError, type TokenId } from "@pm/core-types";
import type { Transport } from "@pm/resilience";
import { getExact, type ReadOptions } from "../edge/read.ts";
import { readRow } from "../edge/rows.ts";
import { type Event, readEvent } from "./event.ts";
import { fetchMarketPage, type MarketQuery } from "./list-markets.ts";
import { type Market, readMarket } from "./market.ts";

/** The market of a slug. @throws {MarketNotFoundError} */
export async function fetchMarketBySlug(
  base: string,
  transport: Transport,
  slug: string,
  options?: ReadOptions,
): Promise<Market> {
  const endpoint = "GET /markets/slug/{slug}";
  const row = await getOne(transport, base, `/markets/slug/${encodeURIComponent(slug)}`, endpoint, options, {
    slug,
  });
  return readRow(row, readMarket, endpoint);
}

/** The event of a slug, with its markets. @throws {MarketNotFoundError} */
export async function fetchEventBySlug(
  base: string,
  transport: Transport,
  slug: string,
  options?: ReadOptions,
): Promise<Event> {
  const endpoint = "GET /events/slug/{slug}";
  const row = await getOne(transport, base, `/events/slug/${encodeURIComponent(slug)}`, endpoint, options, {
    slug,
  });
  return readRow(row, readEvent, endpoint);
}

/** The event of an id, with its markets. @throws {MarketNotFoundError} */
export async function fetchEvent(
  base: string,
  transport: Transport,
  id: string,
  options?: ReadOptions,
): Promise<Event> {
  const endpoint = "GET /events/{id}";
  const row = await getOne(transport, base, `/events/${encodeURIComponent(id)}`, endpoint, options, { id });
  return readRow(row, readEvent, endpoint);
}

/**
 * The market an outcome token belongs to, open or closed.
 *
 * @throws {MarketNotFoundError} when Gamma knows none.
 */
export async function fetchMarketByToken(
  base: string,
  transport: Transport,
  tokenId: TokenId,
  options: ReadOptions = {},
): Promise<Market> {
  const ids: MarketQuery = isProtocolV2(tokenId) ? { positionIds: [tokenId] } : { tokenIds: [tokenId] };
  // The list hides closed markets unless it is asked for them alone.
  for (const closed of [false, true]) {
    const page = await fetchMarketPage(base, transport, { ...options, ...ids, closed, pageSize: 1 });
    const [market] = page.items;
    if (market !== undefined) return market;
  }
  throw new MarketNotFoundError({
    message: `No market has the outcome token ${tokenId}.`,
    context: { tokenId },
  });
}

/** Protocol V2 ids keep bits 40 to 103 zero; a v1 id is a hash. */
function isProtocolV2(tokenId: TokenId): boolean {
  return ((BigInt(tokenId) >> 40n) & ((1n << 64n) - 1n)) === 0n;
}

async function getOne(
  transport: Transport,
  base: string,
  path: string,
  endpoint: string,
  options: ReadOptions | undefined,
  context: Readonly<Record<string, string>>,
): Promise<unknown> {
  try {
    return await getExact(transport, { base, path, endpoint, surface: "gamma", options });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const [name, value] = Object.entries(context)[0] ?? ["id", ""];
    throw new MarketNotFoundError({
      message: `Gamma knows nothing of the ${name} ${JSON.stringify(value)}.`,
      context: { ...context, endpoint },
      cause: error,
    });
  }
}

function isNotFound(error: unknown): error is PolymarketError {
  return error instanceof APIError && error.context.status === 404;
}
