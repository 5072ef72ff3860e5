import type { Address, Environment, TokenId } from "@pm/core-types";
import { createTransport, type Transport } from "@pm/resilience";
import type { ReadOptions } from "./edge/read.ts";
import type { Event } from "./gamma/event.ts";
import { fetchEvent, fetchEventBySlug, fetchMarketBySlug, fetchMarketByToken } from "./gamma/fetch-market.ts";
import { listMarkets, type MarketQuery } from "./gamma/list-markets.ts";
import type { Market } from "./gamma/market.ts";
import type { Listing } from "./paging/listing.ts";
import { listPositions, type PositionQuery } from "./positions/list-positions.ts";
import type { WalletPosition } from "./positions/position.ts";

/** The read side of one environment. Every read may throw the transport's typed errors. */
export type DataApi = {
  /** Everything `owner` holds, small positions included, page by page. */
  readonly listPositions: (owner: Address, query?: PositionQuery) => Listing<WalletPosition>;
  /** Open markets, page by page; closed ones with `closed: true`. */
  readonly listMarkets: (query?: MarketQuery) => Listing<Market>;
  /** @throws {MarketNotFoundError} */
  readonly fetchMarketBySlug: (slug: string, options?: ReadOptions) => Promise<Market>;
  /** @throws {MarketNotFoundError} */
  readonly fetchMarketByToken: (tokenId: TokenId, options?: ReadOptions) => Promise<Market>;
  /** @throws {MarketNotFoundError} */
  readonly fetchEvent: (id: string, options?: ReadOptions) => Promise<Event>;
  /** @throws {MarketNotFoundError} */
  readonly fetchEventBySlug: (slug: string, options?: ReadOptions) => Promise<Event>;
  /** Closes the connections this client opened itself. */
  readonly close: () => Promise<void>;
};

/**
 * A client of Gamma and the Data API.
 *
 * @param options.transport limits, retries and breakers go here; by default a bare transport that is closed
 * with the client.
 */
export function createDataApi(options: {
  readonly environment: Environment;
  readonly transport?: Transport;
}): DataApi {
  const own = options.transport === undefined ? createTransport() : undefined;
  const transport = options.transport ?? (own as Transport);
  const { data, gamma } = options.environment.hosts;
  return {
    listPositions: (owner, query) => listPositions(data, transport, owner, query),
    listMarkets: (query) => listMarkets(gamma, transport, query),
    fetchMarketBySlug: (slug, read) => fetchMarketBySlug(gamma, transport, slug, read),
    fetchMarketByToken: (tokenId, read) => fetchMarketByToken(gamma, transport, tokenId, read),
    fetchEvent: (id, read) => fetchEvent(gamma, transport, id, read),
    fetchEventBySlug: (slug, read) => fetchEventBySlug(gamma, transport, slug, read),
    close: async () => {
      await own?.close();
    },
  };
}
