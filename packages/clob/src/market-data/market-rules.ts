import {
  type ConditionId,
  exchangeFor,
  MarketDataError,
  type MarketRules,
  type TokenId,
  tokenId,
} from "@pm/core-types";
import { fetchJson } from "../http/call.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import { createSingleFlight } from "../http/single-flight.ts";
import { type MarketInfo, readMarketInfo } from "../wire/market.ts";
import { fetchConditionId } from "./fetch-market.ts";

/** Market rules, cached: fetched once however many ask, until they age or are invalidated. */
export type RulesCache = {
  /** @throws {MarketNotFoundError} @throws {MarketDataError} {MarketVersionError} rules that contradict each other. */
  readonly fetch: (token: string, options?: CallOptions) => Promise<MarketRules>;
  /** The cached rules, if they are there and fresh. */
  readonly peek: (token: TokenId) => MarketRules | undefined;
  /** Forgets a token's market: call it on `tick_size_change`. */
  readonly invalidate: (token: string) => void;
};

/** Settings of the rules cache. */
export type RulesCacheOptions = {
  /** Milliseconds rules are trusted without hearing of a change; default 10 minutes. */
  readonly maxAgeMs?: number;
  /** Markets kept; the one unused the longest goes first. Default 10,000. */
  readonly maxMarkets?: number;
};

type Entry = { readonly rules: MarketRules; readonly fetchedAt: number };

/** A cache of market rules over `context`. */
export function createRulesCache(context: ClobContext, options: RulesCacheOptions = {}): RulesCache {
  const { maxAgeMs = 600_000, maxMarkets = 10_000 } = options;
  const markets = new Map<ConditionId, Entry>();
  const conditions = new Map<TokenId, ConditionId>();
  let generation = 0;
  const flight = createSingleFlight<MarketRules>();

  const drop = (condition: ConditionId): void => {
    for (const token of markets.get(condition)?.rules.tokenIds ?? []) conditions.delete(token);
    markets.delete(condition);
  };

  const peek = (token: TokenId): MarketRules | undefined => {
    const condition = conditions.get(token);
    const entry = condition === undefined ? undefined : markets.get(condition);
    if (condition === undefined || entry === undefined) return undefined;
    if (context.clock.monotonic() - entry.fetchedAt > maxAgeMs) {
      drop(condition);
      return undefined;
    }
    // Re-inserting keeps the map in order of use, so that eviction is the first key.
    markets.delete(condition);
    markets.set(condition, entry);
    return entry.rules;
  };

  const load = async (token: TokenId, options?: CallOptions): Promise<MarketRules> => {
    const started = generation;
    const condition = await fetchConditionId(context, token, options);
    const rules = await fetchJson(
      context,
      {
        method: "GET",
        path: `/clob-markets/${condition}`,
        endpoint: "GET /clob-markets/{condition_id}",
      },
      (json, endpoint) => rulesOf(context, condition, token, readMarketInfo(json, endpoint)),
      options,
    );
    // Rules that were invalidated while they were on their way are used once but not kept.
    if (generation !== started) return rules;
    markets.set(condition, { rules, fetchedAt: context.clock.monotonic() });
    for (const sibling of rules.tokenIds) conditions.set(sibling, condition);
    for (const oldest of markets.keys()) {
      if (markets.size <= maxMarkets) break;
      drop(oldest);
    }
    return rules;
  };

  return {
    fetch: async (token, options) => {
      const id = tokenId(token);
      // Nobody's own signal may cancel what others wait for, so only the time limit is handed on.
      const limits = options?.timeoutMs === undefined ? undefined : { timeoutMs: options.timeoutMs };
      return peek(id) ?? flight(`${id}:${generation}`, () => load(id, limits));
    },
    peek,
    invalidate: (token) => {
      const id = tokenId(token);
      const condition = conditions.get(id);
      if (condition !== undefined) drop(condition);
      generation += 1;
    },
  };
}

function rulesOf(
  context: ClobContext,
  condition: ConditionId,
  token: TokenId,
  info: MarketInfo,
): MarketRules {
  const refuse = (reason: string): MarketDataError =>
    new MarketDataError({
      message: `The rules of market ${condition} cannot be trusted: ${reason}.`,
      action: "Do not trade this market; its records at the venue contradict each other.",
      context: { conditionId: condition, tokenId: token, reason },
      retry: "never",
    });
  if (info.conditionId !== undefined && info.conditionId !== condition) {
    throw refuse(`the record is of market ${info.conditionId}`);
  }
  const tokenIds = info.tokens.map((each) => each.tokenId);
  if (!tokenIds.includes(token)) throw refuse(`token ${token} is not among its outcomes`);
  // The version and the layout of the ids must agree; where they do not, nothing is signed.
  const exchange = exchangeFor(context.environment, {
    tokenId: token,
    negRisk: info.negRisk,
    version: info.version,
  });
  return {
    conditionId: condition,
    tokenIds,
    tickSize: info.tickSize,
    minOrderSize: info.minOrderSize,
    negRisk: info.negRisk,
    exchange,
    fees: info.fees,
  };
}
