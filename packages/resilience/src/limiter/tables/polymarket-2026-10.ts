import type { Surface } from "../../http/request.ts";
import type { LimitTable, WindowRule } from "../table.ts";
import { signers202610 } from "./signers-2026-10.ts";

const TEN_SECONDS = 10_000;
const TEN_MINUTES = 600_000;

const CLOB: readonly Surface[] = ["clob-public", "clob-private"];
const VENUE: readonly Surface[] = [...CLOB, "gamma", "data", "relayer", "bridge", "user-pnl"];

const per10s = (
  id: string,
  surfaces: readonly Surface[],
  limit: number,
  routes: readonly string[],
  shared = false,
): WindowRule => ({
  id: `${id}:10s`,
  surfaces,
  routes,
  limit,
  windowMs: TEN_SECONDS,
  ...(shared ? { shared } : {}),
});

const trading = (route: string, per10Seconds: number, per10Minutes: number): readonly WindowRule[] => [
  { id: `clob:${route}:10s`, surfaces: CLOB, routes: [route], limit: per10Seconds, windowMs: TEN_SECONDS },
  { id: `clob:${route}:10min`, surfaces: CLOB, routes: [route], limit: per10Minutes, windowMs: TEN_MINUTES },
];

const EVERYTHING = ["* /**"];

/**
 * Every limit the venue publishes, per IP address and per signer, as of 2026-10-07. The list names the
 * ledger group by its old routes; the routes under `/data` that replaced them are counted with it.
 */
export const polymarketLimits: LimitTable = {
  name: "polymarket",
  asOf: "2026-10-07",
  source: "docs.polymarket.com /api-reference/rate-limits and /api-reference/trading-rate-limits",
  windows: [
    per10s("all", VENUE, 15_000, EVERYTHING, true),
    per10s("all:/ok", VENUE, 100, ["GET /ok"]),

    per10s("gamma", ["gamma"], 4_000, EVERYTHING),
    per10s("gamma:/events", ["gamma"], 500, ["* /events/**"]),
    per10s("gamma:/markets", ["gamma"], 300, ["* /markets/**"]),
    per10s("gamma:listing", ["gamma"], 900, ["* /markets/**", "* /events/**"]),
    per10s("gamma:/comments", ["gamma"], 200, ["* /comments/**"]),
    per10s("gamma:/tags", ["gamma"], 200, ["* /tags/**"]),
    per10s("gamma:/public-search", ["gamma"], 350, ["* /public-search/**"]),

    { ...per10s("data:v1", ["data"], 1_000, EVERYTHING), except: ["* /v2/**"] },
    per10s("data:v1/trades", ["data"], 200, ["* /trades/**"]),
    per10s("data:v1/positions", ["data"], 150, ["* /positions/**"]),
    per10s("data:v1/closed-positions", ["data"], 150, ["* /closed-positions/**"]),
    per10s("data:v2", ["data"], 800, ["* /v2/**"]),
    per10s("data:v2/trades", ["data"], 300, ["* /v2/trades/**"]),
    per10s("data:v2/positions", ["data"], 200, ["* /v2/positions/**"]),
    per10s("data:v2/activity", ["data"], 200, ["* /v2/activity/**"]),
    per10s("data:v2/prices-history", ["data"], 200, ["* /v2/prices-history/**"]),
    per10s("data:v2/status", ["data"], 100, ["* /v2/status/**"]),

    per10s("clob", CLOB, 9_000, EVERYTHING, true),
    per10s("clob:balance-allowance", CLOB, 200, ["GET /balance-allowance"]),
    per10s("clob:balance-allowance/update", CLOB, 50, ["* /balance-allowance/update"]),
    per10s("clob:/book", CLOB, 1_500, ["* /book"]),
    per10s("clob:/price", CLOB, 1_500, ["* /price"]),
    per10s("clob:/midpoint", CLOB, 1_500, ["* /midpoint"]),
    per10s("clob:/books", CLOB, 500, ["* /books"]),
    per10s("clob:/prices", CLOB, 500, ["* /prices"]),
    per10s("clob:/midpoints", CLOB, 500, ["* /midpoints"]),
    per10s("clob:/prices-history", CLOB, 1_000, ["* /prices-history"]),
    per10s("clob:tick-size", CLOB, 200, ["* /tick-size/**"]),
    per10s("clob:ledger", CLOB, 900, [
      "GET /trades",
      "GET /orders",
      "GET /order",
      "GET /data/order/*",
      "GET /data/orders",
      "GET /data/trades",
      "* /notifications",
    ]),
    per10s("clob:/data/orders", CLOB, 500, ["* /data/orders"]),
    per10s("clob:/data/trades", CLOB, 500, ["* /data/trades"]),
    per10s("clob:/notifications", CLOB, 125, ["* /notifications"]),
    per10s("clob:api-keys", CLOB, 100, ["* /auth/**"]),
    ...trading("POST /order", 5_000, 120_000),
    ...trading("DELETE /order", 5_000, 120_000),
    ...trading("POST /orders", 2_000, 21_000),
    ...trading("DELETE /orders", 2_000, 15_000),
    ...trading("DELETE /cancel-all", 250, 6_000),
    ...trading("DELETE /cancel-market-orders", 1_500, 21_000),

    per10s("bridge", ["bridge"], 50, EVERYTHING),
    per10s("user-pnl", ["user-pnl"], 200, EVERYTHING),
    {
      id: "relayer:/submit:1min",
      surfaces: ["relayer"],
      routes: ["POST /submit"],
      limit: 25,
      windowMs: 60_000,
    },
  ],
  signers: signers202610,
};

/**
 * What third parties met in practice below the published numbers: Data API v2 answers 429 at about 30 requests a
 * second (2026-09-14). Add it to `tables` to stay under it.
 */
export const observedLimits: LimitTable = {
  name: "polymarket-observed",
  asOf: "2026-09-14",
  source: "third-party record of 429 answers of Data API v2",
  windows: [
    { id: "data:v2:observed:1s", surfaces: ["data"], routes: ["* /v2/**"], limit: 30, windowMs: 1_000 },
  ],
};
