import { settledFills, walletPnl } from "@pm/analytics";
import { type Clob, createClob, type FleetDefaults } from "@pm/clob";
import {
  type Clock,
  type Environment,
  type Logger,
  noopLogger,
  noopTelemetry,
  type Random,
  type SocketFactory,
  systemClock,
  systemRandom,
  type Telemetry,
  type TokenId,
  type VenueReady,
} from "@pm/core-types";
import { createDataApi, type DataApi } from "@pm/data-api";
import { createMarketStream, type MarketStream } from "@pm/realtime";
import { type ResilientOptions, type ResilientTransport, resilientTransport } from "@pm/resilience";
import { type EnvironmentName, resolveEnvironment } from "./environment.ts";
import { openWallet } from "./wallet.ts";
import { createWallets, type Wallets } from "./wallets.ts";

/** Settings of {@link connect}; only the environment has no default. */
export type ConnectOptions = {
  readonly environment: EnvironmentName | Environment;
  /** The ready line of a local venue, for `environment: "local"`; default PM_VENUE. */
  readonly venue?: VenueReady;
  readonly logger?: Logger;
  readonly telemetry?: Telemetry;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly sockets?: SocketFactory;
  /** What every wallet gets unless it brings its own: journal, guards, how orders are resolved and followed. */
  readonly wallets?: FleetDefaults;
  /** How requests survive: limits, retries, breaker, venue mode, timeouts, proxy. */
  readonly http?: Omit<ResilientOptions, "clock" | "random" | "logger" | "telemetry">;
};

/** Markets, rules and prices. */
export type Markets = Pick<
  Clob,
  | "fetchMarket"
  | "fetchMarketRules"
  | "fetchPrice"
  | "fetchPrices"
  | "fetchMidpoint"
  | "fetchMidpoints"
  | "fetchSpread"
  | "fetchSpreads"
  | "fetchLastTrade"
  | "fetchLastTrades"
> & {
  /** Markets as Gamma lists them, page by page. */
  readonly list: DataApi["listMarkets"];
  readonly fetchBySlug: DataApi["fetchMarketBySlug"];
};

/** Order books, over HTTP and as streams. */
export type Books = Pick<Clob, "fetchOrderBook" | "fetchOrderBooks"> & {
  /** Books as they change, each with how far it is to be believed. */
  readonly watch: (tokenIds: readonly string[]) => ReturnType<MarketStream["watchBook"]>;
  /** The book of a token that is being watched. */
  readonly get: (tokenId: string) => ReturnType<MarketStream["book"]>;
  /** Everything else the market channel tells. */
  readonly stream: MarketStream;
};

/** Every layer, wired. */
export type Polymarket = {
  readonly environment: Environment;
  readonly markets: Markets;
  readonly books: Books;
  readonly wallets: Wallets;
  readonly data: DataApi;
  readonly analytics: { readonly walletPnl: typeof walletPnl; readonly settledFills: typeof settledFills };
  /** The exchange itself. */
  readonly clob: Clob;
  /** Limiter, circuits and venue mode that every request goes through. */
  readonly transport: ResilientTransport;
  /** Closes streams, wallets and connections; nothing is left behind. Orders stay at the venue. */
  readonly close: () => Promise<void>;
};

/**
 * Connects to one deployment. Nothing is sent before something is asked for.
 *
 * @throws {ValidationError} an environment that cannot be found.
 */
export async function connect(options: ConnectOptions): Promise<Polymarket> {
  const {
    clock = systemClock,
    random = systemRandom,
    logger = noopLogger,
    telemetry = noopTelemetry,
  } = options;
  const environment = resolveEnvironment(options.environment, options.venue);
  const transport = resilientTransport({ ...options.http, clock, random, logger, telemetry });
  const ports = { clock, random, logger, telemetry, sockets: options.sockets };
  const clob = createClob({ environment, transport, clock, random, logger, telemetry });
  const data = createDataApi({ environment, transport });
  const stream = createMarketStream({ ...ports, url: environment.hosts.marketSocket });
  const wallets = createWallets(clob, data, options.wallets ?? {}, (account) =>
    openWallet(account, data, environment, ports),
  );

  const watch: Books["watch"] = (tokenIds) => {
    const ids = tokenIds as readonly TokenId[];
    const views = stream.watchBook(ids);
    // Orders are checked against the grid the venue has now, not the one it had when the rules were read.
    const ticks = stream.subscribe(ids, (event) => {
      if (event.type === "tick_size_change") clob.invalidateMarketRules(event.tokenId);
    });
    const end = views.return?.bind(views);
    return Object.assign(views, {
      return: async (value?: unknown) => {
        ticks.close();
        return (await end?.(value)) ?? { done: true as const, value: undefined };
      },
    });
  };

  return {
    environment,
    clob,
    transport,
    data,
    wallets,
    markets: {
      list: data.listMarkets,
      fetchBySlug: data.fetchMarketBySlug,
      fetchMarket: clob.fetchMarket,
      fetchMarketRules: clob.fetchMarketRules,
      fetchPrice: clob.fetchPrice,
      fetchPrices: clob.fetchPrices,
      fetchMidpoint: clob.fetchMidpoint,
      fetchMidpoints: clob.fetchMidpoints,
      fetchSpread: clob.fetchSpread,
      fetchSpreads: clob.fetchSpreads,
      fetchLastTrade: clob.fetchLastTrade,
      fetchLastTrades: clob.fetchLastTrades,
    },
    books: {
      fetchOrderBook: clob.fetchOrderBook,
      fetchOrderBooks: clob.fetchOrderBooks,
      watch,
      get: (tokenId) => stream.book(tokenId as TokenId),
      stream,
    },
    analytics: { walletPnl, settledFills },
    close: async () => {
      await Promise.all([stream.close(), wallets.close()]);
      await clob.close();
      await data.close();
      await transport.close();
    },
  };
}
