import type { Surface } from "../http/request.ts";

/** One published window: at most `limit` requests of an address in any `windowMs`. */
export type IpWindow = {
  readonly scope: string;
  readonly surface: Surface;
  /** Routes it counts; undefined counts every route of the surface. */
  readonly routes: RegExp | undefined;
  readonly limit: number;
  readonly windowMs: number;
};

const TEN_SECONDS = 10_000;
const TEN_MINUTES = 600_000;
const MINUTE = 60_000;

const per10s = (surface: Surface, scope: string, limit: number, routes?: RegExp): IpWindow => ({
  scope,
  surface,
  routes,
  limit,
  windowMs: TEN_SECONDS,
});
const both = (scope: string, short: number, long: number, routes: RegExp): readonly IpWindow[] => [
  per10s("clob", scope, short, routes),
  { scope: `${scope} sustained`, surface: "clob", routes, limit: long, windowMs: TEN_MINUTES },
];

/** Limits per address. Source: the rate limits page, snapshot of 2026-09-30. */
export const IP_WINDOWS: readonly IpWindow[] = [
  per10s("clob", "clob", 9000),
  per10s("clob", "ok", 100, /^GET \/ok$/),
  per10s("clob", "balance", 200, /^GET \/balance-allowance$/),
  per10s("clob", "balance update", 50, /^(?:GET \/balance-allowance\/update|PUT \/balance-allowance)$/),
  per10s("clob", "book", 1500, /^GET \/book$/),
  per10s("clob", "price", 1500, /^GET \/price$/),
  per10s("clob", "midpoint", 1500, /^GET \/midpoint$/),
  per10s("clob", "books", 500, / \/books$/),
  per10s("clob", "prices", 500, / \/prices$/),
  per10s("clob", "midpoints", 500, / \/midpoints$/),
  per10s("clob", "prices history", 1000, /^GET \/prices-history$/),
  per10s("clob", "tick size", 200, /^GET \/tick-size/),
  per10s("clob", "ledger", 900, /^GET \/(?:data\/(?:order|orders|trades)|notifications)/),
  per10s("clob", "orders read", 500, /^GET \/data\/orders$/),
  per10s("clob", "trades read", 500, /^GET \/data\/trades$/),
  per10s("clob", "notifications", 125, / \/notifications$/),
  per10s("clob", "api keys", 100, / \/auth\//),
  ...both("place", 5000, 120_000, /^POST \/order$/),
  ...both("place many", 2000, 21_000, /^POST \/orders$/),
  ...both("cancel", 5000, 120_000, /^DELETE \/order$/),
  ...both("cancel many", 2000, 15_000, /^DELETE \/orders$/),
  ...both("cancel all", 250, 6000, /^DELETE \/cancel-all$/),
  ...both("cancel market", 1500, 21_000, /^DELETE \/cancel-market-orders$/),
  per10s("gamma", "gamma", 4000),
  per10s("gamma", "events", 500, /^GET \/events/),
  per10s("gamma", "markets", 300, /^GET \/markets/),
  per10s("gamma", "listings", 900, /^GET \/(?:markets|events)(?:\/keyset)?$/),
  per10s("gamma", "comments", 200, /^GET \/comments/),
  per10s("gamma", "tags", 200, /^GET \/tags/),
  per10s("gamma", "search", 350, /^GET \/public-search/),
  per10s("data", "data v1", 1000, /^GET \/(?!v2\/)/),
  per10s("data", "v1 trades", 200, /^GET \/trades/),
  per10s("data", "v1 positions", 150, /^GET \/positions/),
  per10s("data", "v1 closed positions", 150, /^GET \/closed-positions/),
  per10s("data", "data v2", 800, /^GET \/v2\//),
  per10s("data", "v2 trades", 300, /^GET \/v2\/trades/),
  per10s("data", "v2 positions", 200, /^GET \/v2\/positions/),
  per10s("data", "v2 activity", 200, /^GET \/v2\/activity/),
  per10s("data", "v2 prices history", 200, /^GET \/v2\/prices-history/),
  per10s("data", "v2 status", 100, /^GET \/v2\/status/),
  { scope: "submit", surface: "relayer", routes: /^POST \/submit$/, limit: 25, windowMs: MINUTE },
];
