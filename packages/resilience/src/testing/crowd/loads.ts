import type { HttpRequest, Surface } from "../../http/index.ts";
import type { Crowd, Logged } from "./crowd.ts";

/** Demand for some windows, as much as they can take, and how the venue's log tells what went through them. */
export type Load = {
  /** As published, written out by hand: nothing is shared with the table under test. */
  readonly windows: readonly { readonly limit: number; readonly windowMs: number }[];
  readonly counts: (entry: Logged) => boolean;
  /** Share of the window that the lane of these requests may fill, beside the margin. */
  readonly lane: number;
  /** Milliseconds after the start between which it asks. */
  readonly spell: readonly [from: number, until: number];
  readonly width: number;
  readonly next: () => HttpRequest;
};

const NO_ORDER = `0x${"0".repeat(64)}`;
const TEN_SECONDS = 10_000;
const TEN_MINUTES = 600_000;
const ALWAYS = [0, TEN_MINUTES] as const;

/**
 * What the crowd asks for, by the name of the windows it fills. `full` asks all the time for nearly everything;
 * otherwise most have a spell each, short enough for a test, and long windows fill only where it takes few requests.
 */
export function loadsOf(crowd: Crowd, full: boolean): Readonly<Record<string, Load>> {
  const { members, venue, random } = crowd;
  const { clob, gamma, data, markets } = venue.ready;
  const tokenId = markets[0]!.tokens[0]!.tokenId;
  const anyone = () => members[Math.floor(random() * members.length)]!;
  const some = (most: number) => 1 + Math.floor(random() * most);
  const read = (surface: Surface, base: string, path: string, query = ""): HttpRequest => ({
    method: "GET",
    url: `${base}${path}${query}`,
    endpoint: `GET ${path}`,
    surface,
  });
  const load = (
    limit: number,
    [surface, route]: readonly [surface: string, route: RegExp],
    spell: Load["spell"],
    next: Load["next"],
    more: { readonly sustained?: number; readonly lane?: number; readonly fixedSpell?: boolean } = {},
  ): Load => ({
    windows: [
      { limit, windowMs: TEN_SECONDS },
      ...(more.sustained === undefined ? [] : [{ limit: more.sustained, windowMs: TEN_MINUTES }]),
    ],
    counts: (entry) =>
      entry.surface === surface && entry.at >= 0 && entry.route !== undefined && route.test(entry.route),
    lane: more.lane ?? 1,
    spell: full && more.fixedSpell !== true ? ALWAYS : spell,
    width: Math.ceil(limit / 20),
    next,
  });
  const balance = { query: "?asset_type=COLLATERAL&signature_type=0" };
  const ledger = [
    () => anyone().signed("GET", "/data/orders", { query: `?id=${NO_ORDER}` }),
    () => anyone().signed("GET", "/data/trades", { query: "?id=0" }),
    () => anyone().signed("GET", `/data/order/${NO_ORDER}`, { endpoint: "GET /data/order/{id}" }),
  ];

  return {
    ok: load(100, ["clob", /^GET \/ok$/], [0, 30_000], () => read("clob-public", clob, "/ok")),
    "tick size": load(200, ["clob", /^GET \/tick-size/], [20_000, 50_000], () =>
      read("clob-public", clob, "/tick-size", `?token_id=${tokenId}`),
    ),
    balance: load(200, ["clob", /^GET \/balance-allowance$/], [100_000, 125_000], () =>
      anyone().signed("GET", "/balance-allowance", balance),
    ),
    "balance update": load(50, ["clob", /^GET \/balance-allowance\/update$/], [100_000, 200_000], () =>
      anyone().signed("GET", "/balance-allowance/update", balance),
    ),
    notifications: load(125, ["clob", /^GET \/notifications$/], [130_000, 155_000], () =>
      anyone().signed("GET", "/notifications", { query: "?signature_type=0" }),
    ),
    ledger: load(900, ["clob", /^GET \/(?:data\/|notifications)/], [200_000, 208_000], () =>
      ledger[some(3) - 1]!(),
    ),
    tags: load(200, ["gamma", /^GET \/tags/], [220_000, 235_000], () =>
      read("gamma", gamma, "/tags", "?limit=1"),
    ),
    "v2 status": load(100, ["data", /^GET \/v2\/status/], [250_000, 275_000], () =>
      read("data", data, "/v2/status"),
    ),
    "cancel all": load(250, ["clob", /^DELETE \/cancel-all$/], ALWAYS, () => anyone().cancelAll(), {
      sustained: 6_000,
    }),
    "place many": load(
      2_000,
      ["clob", /^POST \/orders$/],
      [320_000, 328_000],
      () => anyone().placeMany(some(full ? 15 : 4)),
      full ? { sustained: 21_000 } : {},
    ),
    "cancel many": load(
      2_000,
      ["clob", /^DELETE \/orders$/],
      [340_000, 348_000],
      () => anyone().cancelMany(some(20)),
      full ? { sustained: 15_000 } : {},
    ),
    // Whatever has no window of its own is counted with everything else.
    ...(full
      ? {
          clob: load(9_000, ["clob", /./], [400_000, 460_000], () => read("clob-public", clob, "/time"), {
            lane: 0.9,
            fixedSpell: true,
          }),
        }
      : {}),
  };
}
