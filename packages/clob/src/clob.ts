import {
  type BookSnapshot,
  type Clock,
  type ConditionId,
  type Decimal,
  type Environment,
  type Logger,
  type MarketRules,
  noopLogger,
  noopTelemetry,
  type Random,
  type Side,
  systemClock,
  systemRandom,
  type Telemetry,
  type TickSize,
  type TokenId,
} from "@pm/core-types";
import { createTransport, type Transport } from "@pm/resilience";
import { type AccountOptions, type ClobAccount, createAccount } from "./account/account.ts";
import { createServerClock } from "./account/server-clock.ts";
import type { CallOptions, ClobContext } from "./http/context.ts";
import type { Listing } from "./http/listing.ts";
import type { PartialOption, PartialResult } from "./market-data/batches.ts";
import {
  fetchConditionId,
  fetchMarket,
  listMarkets,
  listSamplingMarkets,
} from "./market-data/fetch-market.ts";
import { fetchOrderBook, fetchOrderBooks } from "./market-data/fetch-order-book.ts";
import * as prices from "./market-data/fetch-prices.ts";
import { fetchServerTime } from "./market-data/fetch-server-time.ts";
import { createRulesCache, type RulesCacheOptions } from "./market-data/market-rules.ts";
import type { Market } from "./wire/market.ts";

/** Settings of {@link createClob}; only the environment has no default. */
export type ClobOptions = {
  readonly environment: Environment;
  /** Default: a plain HTTP transport of its own, closed with the client. */
  readonly transport?: Transport;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly logger?: Logger;
  readonly telemetry?: Telemetry;
  readonly rules?: RulesCacheOptions;
};

/** The exchange over HTTP. */
export type Clob = {
  readonly environment: Environment;
  /** The venue's clock as Unix milliseconds; whole seconds only. */
  readonly fetchServerTime: (options?: CallOptions) => Promise<number>;
  readonly fetchOrderBook: (tokenId: string, options?: CallOptions) => Promise<BookSnapshot>;
  readonly fetchOrderBooks: {
    (tokenIds: readonly string[], options: CallOptions & PartialOption): Promise<PartialResult<BookSnapshot>>;
    (
      tokenIds: readonly string[],
      options?: CallOptions & { readonly partial?: false },
    ): Promise<ReadonlyMap<TokenId, BookSnapshot>>;
  };
  readonly fetchMarket: (conditionId: string, options?: CallOptions) => Promise<Market>;
  readonly fetchConditionId: (tokenId: string, options?: CallOptions) => Promise<ConditionId>;
  readonly listMarkets: (options?: CallOptions) => Listing<Market>;
  readonly listSamplingMarkets: (options?: CallOptions) => Listing<Market>;
  /** What an order of the token's market must obey; cached. */
  readonly fetchMarketRules: (tokenId: string, options?: CallOptions) => Promise<MarketRules>;
  /** Forgets cached rules of the token's market: call it when its tick size changed. */
  readonly invalidateMarketRules: (tokenId: string) => void;
  readonly fetchPrice: (tokenId: string, side: Side, options?: CallOptions) => Promise<Decimal>;
  readonly fetchPrices: (
    tokenIds: readonly string[],
    options?: CallOptions,
  ) => Promise<ReadonlyMap<TokenId, prices.SidePrices>>;
  readonly fetchMidpoint: (tokenId: string, options?: CallOptions) => Promise<Decimal>;
  readonly fetchMidpoints: (
    tokenIds: readonly string[],
    options?: CallOptions,
  ) => Promise<ReadonlyMap<TokenId, Decimal>>;
  readonly fetchSpread: (tokenId: string, options?: CallOptions) => Promise<Decimal>;
  readonly fetchSpreads: (
    tokenIds: readonly string[],
    options?: CallOptions,
  ) => Promise<ReadonlyMap<TokenId, Decimal>>;
  readonly fetchLastTrade: (tokenId: string, options?: CallOptions) => Promise<prices.LastTrade | undefined>;
  readonly fetchLastTrades: (
    tokenIds: readonly string[],
    options?: CallOptions,
  ) => Promise<ReadonlyMap<TokenId, prices.LastTrade>>;
  readonly fetchTickSize: (tokenId: string, options?: CallOptions) => Promise<TickSize>;
  readonly fetchNegRisk: (tokenId: string, options?: CallOptions) => Promise<boolean>;
  /** One wallet. @throws {SignerMismatchError} */
  readonly account: (options: AccountOptions) => ClobAccount;
  /** Closes every account made here, and the transport unless it was handed in. */
  readonly close: () => Promise<void>;
};

/** A client of one deployment of the exchange. */
export function createClob(options: ClobOptions): Clob {
  const {
    clock = systemClock,
    random = systemRandom,
    logger = noopLogger,
    telemetry = noopTelemetry,
  } = options;
  const own = options.transport === undefined ? createTransport({ clock, logger, telemetry }) : undefined;
  const context: ClobContext = {
    environment: options.environment,
    transport: options.transport ?? own!,
    clock,
    random,
    logger,
    telemetry,
  };
  const rules = createRulesCache(context, options.rules);
  const serverClock = createServerClock(context);
  const accounts = new Set<ClobAccount>();
  const bind =
    <A extends unknown[], R>(call: (context: ClobContext, ...args: A) => R) =>
    (...args: A): R =>
      call(context, ...args);

  return {
    environment: options.environment,
    fetchServerTime: bind(fetchServerTime),
    fetchOrderBook: bind(fetchOrderBook),
    fetchOrderBooks: ((tokenIds: readonly string[], call?: CallOptions & PartialOption) =>
      fetchOrderBooks(context, tokenIds, call as CallOptions & PartialOption)) as Clob["fetchOrderBooks"],
    fetchMarket: bind(fetchMarket),
    fetchConditionId: bind(fetchConditionId),
    listMarkets: bind(listMarkets),
    listSamplingMarkets: bind(listSamplingMarkets),
    fetchMarketRules: rules.fetch,
    invalidateMarketRules: rules.invalidate,
    fetchPrice: bind(prices.fetchPrice),
    fetchPrices: bind(prices.fetchPrices),
    fetchMidpoint: bind(prices.fetchMidpoint),
    fetchMidpoints: bind(prices.fetchMidpoints),
    fetchSpread: bind(prices.fetchSpread),
    fetchSpreads: bind(prices.fetchSpreads),
    fetchLastTrade: bind(prices.fetchLastTrade),
    fetchLastTrades: bind(prices.fetchLastTrades),
    fetchTickSize: bind(prices.fetchTickSize),
    fetchNegRisk: bind(prices.fetchNegRisk),
    account: (accountOptions) => {
      const account = createAccount(context, { rules, serverClock }, accountOptions);
      accounts.add(account);
      return account;
    },
    close: async () => {
      for (const account of accounts) account.close();
      accounts.clear();
      await own?.close();
    },
  };
}
