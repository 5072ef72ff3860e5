import {
  type BookSnapshot,
  type Clock,
  type ConditionId,
  type Decimal,
  type Environment,
  type Hex,
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
  type BuilderFees,
  type BuilderTrade,
  fetchBuilderFees,
  listBuilderTrades,
} from "./market-data/builders.ts";
import {
  fetchConditionId,
  fetchMarket,
  listMarkets,
  listSamplingMarkets,
} from "./market-data/fetch-market.ts";
import { fetchOrderBook, fetchOrderBooks } from "./market-data/fetch-order-book.ts";
import {
  fetchPriceHistories,
  fetchPriceHistory,
  type HistoryQuery,
  type PriceHistory,
} from "./market-data/fetch-price-history.ts";
import * as prices from "./market-data/fetch-prices.ts";
import { fetchServerTime } from "./market-data/fetch-server-time.ts";
import { fetchVersion } from "./market-data/fetch-version.ts";
import { listSimplifiedMarkets, type SimplifiedMarket } from "./market-data/list-simplified-markets.ts";
import { createRulesCache, type RulesCacheOptions } from "./market-data/market-rules.ts";
import {
  fetchMarketRewards,
  fetchRebates,
  listCurrentRewards,
  type MarketReward,
  type Rebate,
} from "./rewards/rewards.ts";
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
  readonly listSimplifiedMarkets: (
    options?: CallOptions & { readonly sampling?: boolean },
  ) => Listing<SimplifiedMarket>;
  /** The venue's order protocol; 2 since April 2026. */
  readonly fetchVersion: (options?: CallOptions) => Promise<number>;
  readonly fetchPriceHistory: (
    tokenId: string,
    query: HistoryQuery,
    options?: CallOptions,
  ) => Promise<PriceHistory>;
  readonly fetchPriceHistories: {
    (
      tokenIds: readonly string[],
      query: HistoryQuery,
      options: CallOptions & PartialOption,
    ): Promise<PartialResult<PriceHistory>>;
    (
      tokenIds: readonly string[],
      query: HistoryQuery,
      options?: CallOptions & { readonly partial?: false },
    ): Promise<ReadonlyMap<TokenId, PriceHistory>>;
  };
  readonly fetchBuilderFees: (builder: Hex, options?: CallOptions) => Promise<BuilderFees>;
  readonly listBuilderTrades: (builder: Hex, options?: CallOptions) => Listing<BuilderTrade>;
  readonly listCurrentRewards: (options?: CallOptions) => Listing<MarketReward>;
  readonly fetchMarketRewards: (
    conditionId: string,
    options?: CallOptions,
  ) => Promise<readonly MarketReward[]>;
  readonly fetchRebates: (maker: string, date: string, options?: CallOptions) => Promise<readonly Rebate[]>;
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
  /** One wallet. @throws {SignerMismatchError} @throws {ValidationError} broken credentials. */
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
    listSimplifiedMarkets: bind(listSimplifiedMarkets),
    fetchVersion: bind(fetchVersion),
    fetchPriceHistory: bind(fetchPriceHistory),
    fetchPriceHistories: ((
      tokenIds: readonly string[],
      query: HistoryQuery,
      call?: CallOptions & PartialOption,
    ) =>
      fetchPriceHistories(
        context,
        tokenIds,
        query,
        call as CallOptions & PartialOption,
      )) as Clob["fetchPriceHistories"],
    fetchBuilderFees: bind(fetchBuilderFees),
    listBuilderTrades: bind(listBuilderTrades),
    listCurrentRewards: bind(listCurrentRewards),
    fetchMarketRewards: bind(fetchMarketRewards),
    fetchRebates: bind(fetchRebates),
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
