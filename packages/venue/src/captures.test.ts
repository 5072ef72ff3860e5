import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { z } from "zod";
import {
  captureDocuments,
  captureFiles,
  captureJson,
  captureLines,
  hasCaptures,
} from "./testing/captures.ts";
import { request } from "./testing/client.ts";
import * as schemas from "./testing/schemas.ts";
import { shapeDiff, shapeOf } from "./testing/shape.ts";
import { makeWorld, type Row, rows, type World } from "./testing/world.ts";

/** One kind of answer or frame: what production sent, by file; what we send; which schema both pass. */
type Kind = {
  readonly schema: z.ZodType;
  readonly files: Readonly<Record<string, () => readonly unknown[]>>;
  readonly ours: (world: World) => readonly unknown[] | Promise<readonly unknown[]>;
  /** Differences that are known, and why they are right: the start of the difference and its reason. */
  readonly explained?: Readonly<Record<string, string>>;
};

const NEWER = "documented later than these captures";
const EDITORIAL = "editorial text about the real world";
const VERSION = { "extra .version": NEWER, "extra .events[].version": NEWER };

const json = (path: string) => () => rows(captureJson(path));
const bodies = (path: string) => () => captureLines(path).map((line) => (line as Row).body);
const inside = (path: string, field: string) => () =>
  rows(captureJson(path)).flatMap((one) => rows(one[field]));

const get =
  (base: "clob" | "gamma" | "data", path: (world: World) => string) =>
  async (world: World): Promise<Row[]> => {
    const answer = await request(`${world.venue.ready[base]}${path(world)}`);
    expect([path(world), answer.status]).toEqual([path(world), 200]);
    return rows(answer.body);
  };

const APICITY = "rest/apicity-with-headers.jsonl";
const apicity = (name: string) => () => {
  const line = (captureLines(APICITY) as Row[]).find((one) => one.name === name);
  return rows(JSON.parse(String(line?.body)));
};

const token = ({ venue }: World) => venue.ready.markets[0]!.tokens[0]!.tokenId;
const busyToken = ({ venue }: World) => venue.ready.markets[1]!.tokens[0]!.tokenId;
const market = ({ venue }: World) => venue.ready.markets[0]!.conditionId;
const owner = ({ venue }: World) => venue.ready.accounts[1]!.funder;

const gammaMarkets = async (world: World) => [
  ...(await get("gamma", () => "/markets")(world)),
  ...(await get("gamma", () => "/markets?closed=true")(world)),
];

const kinds: Record<string, Kind> = {
  "GET /book": {
    schema: schemas.book,
    files: {
      "rest/tinli-clob-book.jsonl.gz": bodies("rest/tinli-clob-book.jsonl.gz"),
      "rest/ra1nty-book.json": json("rest/ra1nty-book.json"),
      "rest/trebuchet-clob-books.json.gz": json("rest/trebuchet-clob-books.json.gz"),
      "rest/polycopy-clob_orderbook_sample.json": json("rest/polycopy-clob_orderbook_sample.json"),
      [APICITY]: apicity("clob-book"),
    },
    ours: get("clob", (world) => `/book?token_id=${token(world)}`),
  },
  "GET /markets": {
    schema: schemas.clobMarket,
    files: {
      "rest/dg-clob-markets-page.json.gz": inside("rest/dg-clob-markets-page.json.gz", "data"),
      "rest/nautilus-clob-markets.json.gz": inside("rest/nautilus-clob-markets.json.gz", "data"),
    },
    ours: async (world) => (await get("clob", () => "/markets")(world))[0]!.data as Row[],
    explained: {
      "type .accepting_order_timestamp": "the captured pages are the oldest: markets of 2023 have none",
    },
  },
  "GET /clob-markets/{id}": {
    schema: schemas.compactMarket,
    files: { [APICITY]: apicity("clob-clob-markets") },
    ours: get("clob", (world) => `/clob-markets/${market(world)}`),
    explained: {
      "missing .cbos": "absent means no; the captured market clears its book on start",
      "missing .ibce": "absent means no; the captured market is checked by Blockaid",
    },
  },
  "GET /markets-by-token/{id}": {
    schema: schemas.marketByToken,
    files: { [APICITY]: apicity("clob-markets-by-token") },
    ours: get("clob", (world) => `/markets-by-token/${token(world)}`),
  },
  "GET /fee-rate/{id}": {
    schema: schemas.feeRate,
    files: { [APICITY]: apicity("clob-fee-rate") },
    ours: get("clob", (world) => `/fee-rate/${token(world)}`),
  },
  "GET /prices-history": {
    schema: schemas.priceHistory,
    files: { [APICITY]: apicity("clob-prices-history-interval") },
    ours: get("clob", (world) => `/prices-history?market=${busyToken(world)}&interval=1h`),
  },
  "Data GET /": {
    schema: schemas.health,
    files: { [APICITY]: apicity("data-health") },
    ours: get("data", () => "/"),
  },
  "Gamma GET /markets": {
    schema: schemas.gammaMarket,
    files: {
      "rest/tinli-gamma-market.jsonl.gz": bodies("rest/tinli-gamma-market.jsonl.gz"),
      "rest/polycopy-gamma_market_sample.json": json("rest/polycopy-gamma_market_sample.json"),
      "rest/drmanhattan-gamma-markets.json": json("rest/drmanhattan-gamma-markets.json"),
      "rest/ra1nty-market_detail.json": json("rest/ra1nty-market_detail.json"),
      "rest/ra1nty-market_search.json": json("rest/ra1nty-market_search.json"),
      "rest/ligengxin-btc5m-gamma-markets-20260724.jsonl.gz": () =>
        captureLines("rest/ligengxin-btc5m-gamma-markets-20260724.jsonl.gz").map((line) => (line as Row).raw),
    },
    ours: gammaMarkets,
    explained: VERSION,
  },
  "markets of a Gamma event": {
    schema: schemas.gammaMarket,
    files: {
      "rest/trebuchet-gamma-event.json": inside("rest/trebuchet-gamma-event.json", "markets"),
      "rest/dg-gamma-event-nobel.json.gz": inside("rest/dg-gamma-event-nobel.json.gz", "markets"),
    },
    ours: async (world) =>
      (await get("gamma", () => "/events?limit=500")(world)).flatMap((event) => event.markets as Row[]),
    explained: {
      ...VERSION,
      "extra .comboStatus": "came in 2026-06, after these captures; later ones have it",
      "extra .resolutionSource": "other captures of markets have it",
      "extra .clobRewards":
        "other captures of markets have it: neither of these events has a reward programme",
    },
  },
  "Gamma GET /events": {
    schema: schemas.gammaEvent,
    files: {
      "rest/trebuchet-gamma-event.json": json("rest/trebuchet-gamma-event.json"),
      "rest/dg-gamma-event-nobel.json.gz": json("rest/dg-gamma-event-nobel.json.gz"),
    },
    ours: get("gamma", () => "/events?limit=500"),
    explained: {
      ...VERSION,
      "extra .markets[].version": NEWER,
      "extra .markets[].comboStatus": "came in 2026-06, after these captures; later ones have it",
      "missing .eventMetadata.": EDITORIAL,
    },
  },
  "Gamma GET /public-search": {
    schema: schemas.search,
    files: {
      "rest/trebuchet-gamma-public-search.json.gz": json("rest/trebuchet-gamma-public-search.json.gz"),
      "rest/ra1nty-public_search.json": json("rest/ra1nty-public_search.json"),
    },
    ours: get("gamma", () => "/public-search?q=cup"),
    explained: {
      ...VERSION,
      "extra .events[].markets[].version": NEWER,
      "extra .events[].sortBy": "other captures of events have it",
      "extra .events[].markets[].comboStatus": "came in 2026-06, after these captures; later ones have it",
      "extra .events[].markets[].oneHourPriceChange": "other captures of markets have it",
      "extra .events[].markets[].oneYearPriceChange": "other captures of markets have it",
      "missing .events[].eventMetadata.": EDITORIAL,
    },
  },
  "Data GET /positions": {
    schema: schemas.positionV1,
    files: {
      "rest/polycopy-data_api_positions_sample.json.gz": json(
        "rest/polycopy-data_api_positions_sample.json.gz",
      ),
    },
    ours: get("data", (world) => `/positions?user=${owner(world)}&sizeThreshold=0`),
  },
  "Data GET /closed-positions": {
    schema: schemas.closedPositionV1,
    files: {
      "rest/pscanner-closed_positions.json": json("rest/pscanner-closed_positions.json"),
      [APICITY]: apicity("data-closed-positions"),
    },
    ours: get("data", (world) => `/closed-positions?user=${owner(world)}`),
  },
  "Data GET /trades": {
    schema: schemas.tradeV1,
    files: {
      "rest/polycopy-data_api_trades_global_sample.json.gz": json(
        "rest/polycopy-data_api_trades_global_sample.json.gz",
      ),
      "rest/ra1nty-trades.json": json("rest/ra1nty-trades.json"),
      "rest/rananjay-trades-1.json": json("rest/rananjay-trades-1.json"),
    },
    ours: get("data", () => "/trades"),
  },
  "Data GET /activity": {
    schema: schemas.activityV1,
    files: {
      "rest/polycopy-activity_sample.json.gz": json("rest/polycopy-activity_sample.json.gz"),
      "rest/pscanner-activity.json": json("rest/pscanner-activity.json"),
    },
    ours: get("data", (world) => `/activity?user=${owner(world)}&type=TRADE`),
  },
  "Data GET /holders": {
    schema: schemas.holdersV1,
    files: {
      "rest/polycopy-data_api_holders_sample.json": json("rest/polycopy-data_api_holders_sample.json"),
    },
    ours: get("data", (world) => `/holders?market=${world.venue.ready.markets[1]!.conditionId}`),
  },
};

const frames = (path: string) => captureLines(path).flatMap(rows);
const MARKET_FILES = [
  "ws_market/basis-20260704-30min-dev.frames.jsonl.gz",
  "ws_market/marfusios-20260519.frames.jsonl.gz",
  "ws_market/glmbotpoly-misc.frames.jsonl",
  "ws_market/nautilus-old-and-v2.frames.jsonl",
];
const HASH_PAIRS = "ws_market/polypy-20251022-hash-pairs.txt";
const RTDS_FILES = [
  "rtds/activity-trades.frames.jsonl",
  "rtds/glmbotpoly.frames.jsonl",
  "rtds/marfusios-20260519.frames.jsonl",
];
const USER_FILE = "ws_user/user.frames.jsonl";
const ERRORS = "rest/errors.jsonl";

/** Frames that older servers sent in another form, made whole. */
const asOfToday: Readonly<Record<string, (frame: Row) => Row>> = {
  // Docs' example of 2025: no event type, "0.6" for hashes that are no hashes.
  "ws_market/nautilus-old-and-v2.frames.jsonl": (frame) => ({ event_type: "price_change", ...frame }),
  // Order events of 2024 name no order owner.
  [USER_FILE]: (frame) => (frame.event_type === "order" ? { order_owner: frame.owner, ...frame } : frame),
};

(hasCaptures ? describe : describe.skip)("captures of production", () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
  });
  afterAll(() => world?.venue.close());

  const differences = (theirs: readonly unknown[], ours: readonly unknown[], explained = {}): string[] => {
    expect(theirs.length).toBeGreaterThan(0);
    expect(ours.length).toBeGreaterThan(0);
    return shapeDiff(shapeOf(theirs), shapeOf(ours), explained);
  };
  const allPass = (schema: z.ZodType, values: readonly unknown[], where: string): void => {
    for (const value of values) {
      const { success, error } = schema.safeParse(value);
      if (!success) throw new Error(`${where}: ${error.message} in ${JSON.stringify(value).slice(0, 400)}`);
    }
  };
  /** Compares frames kind by kind; every kind that was captured must be among ours. */
  const compareFrames = (
    theirs: readonly Row[],
    ours: readonly Row[],
    kindOf: (frame: Row) => string,
    explained = {},
  ): Record<string, string[]> => {
    const problems: Record<string, string[]> = {};
    for (const kind of new Set(theirs.map(kindOf))) {
      const pick = (all: readonly Row[]) => all.filter((frame) => kindOf(frame) === kind);
      const found = differences(pick(theirs), pick(ours), explained);
      if (found.length > 0) problems[kind] = found;
    }
    return problems;
  };

  it("are all read by some test below", () => {
    const read = [
      ...Object.values(kinds).flatMap((kind) => Object.keys(kind.files)),
      ...MARKET_FILES,
      ...RTDS_FILES,
      HASH_PAIRS,
      USER_FILE,
      ERRORS,
    ];
    expect(captureFiles().filter((path) => !read.includes(path))).toEqual([]);
    const used = Object.values(kinds).flatMap((kind) => Object.keys(kind.files));
    const names = (captureLines(APICITY) as Row[]).map((line) => line.name);
    expect(used.filter((path) => path === APICITY)).toHaveLength(names.length);
  });

  for (const [name, kind] of Object.entries(kinds)) {
    it(`${name}: the same keys and types, and one schema for both`, async () => {
      const ours = await kind.ours(world);
      const theirs = Object.values(kind.files).flatMap((read) => read());
      expect(differences(theirs, ours, kind.explained)).toEqual([]);
      for (const [path, read] of Object.entries(kind.files)) allPass(kind.schema, read(), path);
      allPass(kind.schema, ours, "ours");
    });
  }

  it("keys come in production's order", async () => {
    const keys = (value: unknown): string[] => Object.keys(value as Row);
    const [book] = await get("clob", () => `/book?token_id=${token(world)}`)(world);
    expect(keys(book)).toEqual(keys(apicity("clob-book")()[0]));
    const [page] = await get("clob", () => "/markets")(world);
    const captured = captureJson("rest/dg-clob-markets-page.json.gz") as Row;
    expect(keys((page!.data as Row[])[0])).toEqual(keys((captured.data as Row[])[0]));
    expect(keys(page).sort()).toEqual(keys(captured).sort());
  });

  it("frames of the market channel", () => {
    const theirs = MARKET_FILES.flatMap((path) => frames(path).map(asOfToday[path] ?? ((frame) => frame)));
    const kindOf = (frame: Row): string => String(frame.event_type);
    expect(compareFrames(theirs, world.market, kindOf)).toEqual({});
    expect(new Set(world.market.map(kindOf))).toEqual(new Set(theirs.map(kindOf)));
    const madeUp = MARKET_FILES[3]!;
    for (const path of MARKET_FILES) {
      const real = frames(path).filter((frame) => path !== madeUp || frame.event_type !== undefined);
      allPass(schemas.marketFrame, real, path);
    }
    allPass(schemas.marketFrame, world.market, "ours");
  });

  it("changes and books of one moment carry one hash, as ours do", async () => {
    const theirs = captureDocuments(HASH_PAIRS) as Row[];
    const pairs = theirs.slice(1);
    expect(pairs).toHaveLength(4);
    for (let n = 0; n < pairs.length; n += 2) {
      const book = pairs[n + 1]!;
      const hashes = (pairs[n]!.price_changes as Row[]).filter((one) => one.asset_id === book.asset_id);
      expect(hashes.map((one) => one.hash)).toContain(book.hash);
    }
    const hashes: string[] = [];
    const off = world.venue.engine.onEvent((event) => {
      if (event.type !== "book") return;
      for (const item of event.items) if (item.tokenId === busyToken(world)) hashes.push(item.hash);
    });
    world.venue.engine.mirrorDepth(busyToken(world) as never, "BUY", "0.05", "7");
    off();
    const [ours] = await get("clob", () => `/book?token_id=${busyToken(world)}`)(world);
    expect(hashes).toEqual([ours!.hash]);
  });

  it("frames of the user channel", () => {
    const theirs = frames(USER_FILE).map(asOfToday[USER_FILE]!);
    const explained = {
      "extra .maker_orders[].outcome_index": "documented in 2026-08, after these captures",
    };
    expect(compareFrames(theirs, world.user, (frame) => String(frame.event_type), explained)).toEqual({});
    allPass(schemas.userFrame, theirs, USER_FILE);
    allPass(schemas.userFrame, world.user, "ours");
  });

  it("frames of the live-data socket", () => {
    const theirs = RTDS_FILES.flatMap(frames);
    const said = theirs.filter((frame) => frame.topic !== undefined);
    const kindOf = (frame: Row): string => `${frame.topic} ${frame.type}`;
    const explained = {
      "extra .payload.is_carried_forward": "documented in 2026-09, after these captures",
    };
    expect(compareFrames(said, world.rtds, kindOf, explained)).toEqual({});
    allPass(schemas.rtdsFrame, theirs, "captured");
    allPass(schemas.rtdsFrame, world.rtds, "ours");
    // The one frame without a topic is an error of the server's own database.
    expect(theirs.length - said.length).toBe(1);
  });
});
