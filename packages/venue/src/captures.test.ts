import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "@pm/core-types/virtual";
import type { z } from "zod";
import { createVenue, DEFAULT_EVENTS, type Venue } from "./index.ts";
import { captureJson, captureLines, hasCaptures } from "./testing/captures.ts";
import { request, testClient } from "./testing/client.ts";
import * as schemas from "./testing/schemas.ts";
import { type Shape, shapeDiff, shapeOf } from "./testing/shape.ts";
import { openSocket } from "./testing/socket.ts";

/** Differences that are known, and why they are right. */
const EXPLAINED = {
  "type .data[].accepting_order_timestamp": "the captured page is the oldest: markets of 2023 have none",
  "missing .cbos": "absent means no; the captured market clears its book on start",
  "missing .ibce": "absent means no; the captured market is checked by Blockaid",
  "missing .eventMetadata.": "editorial text about the real world",
  "missing .events[].eventMetadata.": "editorial text about the real world",
  "missing .events[].markets[].eventMetadata.": "editorial text about the real world",
  "extra .events[].sortBy": "optional: other captures of events have it",
  "extra .maker_orders[].outcome_index": "documented in 2026-08, after these captures",
  "extra .version": "documented in 2026-10, after these captures",
  "extra .events[].version": "documented in 2026-10, after these captures",
  "extra .markets[].version": "documented in 2026-10, after these captures",
  "extra .events[].markets[].version": "documented in 2026-10, after these captures",
};

type Row = Record<string, unknown>;
const rows = (value: unknown): Row[] => (Array.isArray(value) ? value : [value]) as Row[];
const bodies = (path: string): Row[] => captureLines(path).map((line) => (line as { body: Row }).body);

(hasCaptures ? describe : describe.skip)("the venue's answers look like production's", () => {
  let venue: Venue;
  let frames: Row[];
  let userFrames: Row[];
  const get = async (base: "clob" | "gamma" | "data", path: string): Promise<unknown> =>
    (await request(`${venue.ready[base]}${path}`)).body;
  const apicity = (name: string): Row => {
    const found = captureLines("rest/apicity-with-headers.jsonl").find(
      (line) => (line as Row).name === name,
    ) as Row;
    return JSON.parse(String(found.body)) as Row;
  };

  beforeAll(async () => {
    const clock = createVirtualClock(1_800_000_000_000);
    venue = await createVenue({
      clock,
      seedBooks: true,
      events: DEFAULT_EVENTS.map((event) => ({
        ...event,
        markets: event.markets.map((market) => ({
          fees: { rate: "0.05", exponent: 1, takerOnly: true, rebateRate: "0.25" },
          ...market,
        })),
      })),
    });
    const maker = await testClient(venue, venue.ready.accounts[0]!);
    const taker = await testClient(venue, venue.ready.accounts[1]!);
    const tokens = venue.ready.markets[1]!.tokens.map((token) => token.tokenId);
    const market = await openSocket(venue.ready.market);
    const user = await openSocket(venue.ready.user);
    const { key, secret, passphrase } = taker.credentials;
    user.send({
      auth: { apiKey: key, secret: secret.reveal(), passphrase: passphrase.reveal() },
      type: "user",
    });
    user.send("PING");
    await user.next();
    market.send({ assets_ids: tokens, type: "market", custom_feature_enabled: true });
    await market.next();
    for (const price of ["0.01", "0.02"]) {
      await maker.place({ tokenId: tokens[0]!, side: "BUY", price, size: "100" });
    }
    await taker.place({ tokenId: tokens[0]!, side: "BUY", price: "0.9", size: "50" });
    await clock.advance(10_000);
    await taker.place({ tokenId: tokens[0]!, side: "SELL", price: "0.01", size: "40" });
    await clock.advance(10_000);
    venue.setTickSize(venue.ready.markets[1]!.conditionId, "0.001");
    venue.engine.addEvent({
      slug: "late",
      title: "Late?",
      negRisk: false,
      markets: [
        {
          slug: "late",
          question: "Late?",
          fees: { rate: "0.05", exponent: 1, takerOnly: true, rebateRate: "0.25" },
        },
      ],
    });
    const last = venue.ready.markets[4]!;
    await taker.place({ tokenId: last.tokens[0]!.tokenId, side: "BUY", price: "0.99", size: "50" });
    await taker.place({ tokenId: last.tokens[0]!.tokenId, side: "SELL", price: "0.001", size: "10" });
    await clock.advance(10_000);
    venue.resolve(last.conditionId, [0, 1]);
    venue.engine.redeem(taker.account.funder, last.conditionId);
    await settle();
    frames = market.raw.flatMap((text) => rows(JSON.parse(text)));
    userFrames = user.raw.slice(1).flatMap((text) => rows(JSON.parse(text)));
    market.close();
    user.close();
  });
  afterAll(() => venue?.close());

  const compare = (
    theirs: readonly unknown[],
    ours: readonly unknown[],
    explained: Readonly<Record<string, string>> = {},
  ): string[] => {
    expect(theirs.length).toBeGreaterThan(0);
    expect(ours.length).toBeGreaterThan(0);
    const shapes: [Shape, Shape] = [shapeOf(theirs), shapeOf(ours)];
    return shapeDiff(...shapes, explained);
  };

  it("books", async () => {
    const theirs = [
      ...bodies("rest/tinli-clob-book.jsonl.gz"),
      ...rows(captureJson("rest/trebuchet-clob-books.json.gz")),
      ...rows(captureJson("rest/polycopy-clob_orderbook_sample.json")),
      apicity("clob-book"),
    ];
    const ours = await get("clob", `/book?token_id=${venue.ready.markets[0]!.tokens[0]!.tokenId}`);
    expect(compare(theirs, [ours])).toEqual([]);
    expect(Object.keys(ours as Row)).toEqual(Object.keys(apicity("clob-book")));
  });

  it("markets of the CLOB", async () => {
    const page = captureJson("rest/dg-clob-markets-page.json.gz") as Row;
    const ours = (await get("clob", "/markets")) as Row;
    expect(compare([page], [ours], EXPLAINED)).toEqual([]);
    expect(Object.keys((ours.data as Row[])[0]!)).toEqual(Object.keys((page.data as Row[])[0]!));
    const market = venue.ready.markets[0]!;
    expect(
      compare(
        [apicity("clob-clob-markets")],
        [await get("clob", `/clob-markets/${market.conditionId}`)],
        EXPLAINED,
      ),
    ).toEqual([]);
    const token = market.tokens[0]!.tokenId;
    expect(
      compare([apicity("clob-markets-by-token")], [await get("clob", `/markets-by-token/${token}`)]),
    ).toEqual([]);
    expect(compare([apicity("clob-fee-rate")], [await get("clob", `/fee-rate/${token}`)])).toEqual([]);
    const history = await get(
      "clob",
      `/prices-history?market=${venue.ready.markets[1]!.tokens[0]!.tokenId}&interval=1h`,
    );
    expect(compare([apicity("clob-prices-history-interval")], [history])).toEqual([]);
  });

  it("markets of Gamma", async () => {
    const theirs = [
      ...bodies("rest/tinli-gamma-market.jsonl.gz"),
      ...rows(captureJson("rest/polycopy-gamma_market_sample.json")),
      ...captureLines("rest/ligengxin-btc5m-gamma-markets-20260724.jsonl.gz").map(
        (line) => (line as Row).raw as Row,
      ),
      ...(captureJson("rest/trebuchet-gamma-event.json") as { markets: Row[] }).markets,
    ];
    const ours = [
      ...rows(await get("gamma", "/markets")),
      ...rows(await get("gamma", "/markets?closed=true")),
    ];
    expect(compare(theirs, ours, EXPLAINED)).toEqual([]);
  });

  it("events of Gamma, and search", async () => {
    const theirs = [
      captureJson("rest/trebuchet-gamma-event.json"),
      captureJson("rest/dg-gamma-event-nobel.json.gz"),
    ] as Row[];
    expect(compare(theirs, rows(await get("gamma", "/events")), EXPLAINED)).toEqual([]);
    const search = captureJson("rest/trebuchet-gamma-public-search.json.gz");
    expect(compare([search], [await get("gamma", "/public-search?q=cup")], EXPLAINED)).toEqual([]);
  });

  it("the Data API", async () => {
    const owner = venue.ready.accounts[1]!.funder;
    const kinds: [string, readonly unknown[], string][] = [
      [
        "positions",
        rows(captureJson("rest/polycopy-data_api_positions_sample.json.gz")),
        `/positions?user=${owner}&sizeThreshold=0`,
      ],
      ["closed", rows(captureJson("rest/pscanner-closed_positions.json")), `/closed-positions?user=${owner}`],
      ["trades", rows(captureJson("rest/polycopy-data_api_trades_global_sample.json.gz")), "/trades"],
      [
        "activity",
        rows(captureJson("rest/polycopy-activity_sample.json.gz")),
        `/activity?user=${owner}&type=TRADE`,
      ],
      [
        "holders",
        rows(captureJson("rest/polycopy-data_api_holders_sample.json")),
        `/holders?market=${venue.ready.markets[1]!.conditionId}`,
      ],
    ];
    const problems: Record<string, string[]> = {};
    for (const [name, theirs, path] of kinds) {
      const found = compare(theirs, rows(await get("data", path)));
      if (found.length > 0) problems[name] = found;
    }
    expect(problems).toEqual({});
  });

  it("frames of the market channel", () => {
    const theirs = [
      ...captureLines("ws_market/basis-20260704-30min-dev.frames.jsonl.gz").slice(0, 4000),
      ...captureLines("ws_market/glmbotpoly-misc.frames.jsonl"),
      ...captureLines("ws_market/nautilus-old-and-v2.frames.jsonl").slice(2),
    ].flatMap(rows);
    const problems: Record<string, string[]> = {};
    for (const kind of new Set(frames.map((frame) => String(frame.event_type)))) {
      const pick = (all: readonly Row[]) => all.filter((frame) => frame.event_type === kind);
      const found = compare(pick(theirs), pick(frames));
      if (found.length > 0) problems[kind] = found;
    }
    expect(problems).toEqual({});
    expect(new Set(frames.map((frame) => frame.event_type))).toEqual(
      new Set([
        "book",
        "price_change",
        "last_trade_price",
        "best_bid_ask",
        "tick_size_change",
        "new_market",
        "market_resolved",
      ]),
    );
  });

  it("frames of the user channel", () => {
    const theirs = captureLines("ws_user/user.frames.jsonl") as Row[];
    const problems: Record<string, string[]> = {};
    for (const kind of ["order", "trade"]) {
      const pick = (all: readonly Row[]) => all.filter((frame) => frame.event_type === kind);
      const found = compare(pick(theirs), pick(userFrames), EXPLAINED);
      if (found.length > 0) problems[kind] = found;
    }
    expect(problems).toEqual({});
  });

  it("captures and answers pass the same schemas", async () => {
    const gammaRows = async () => [
      ...bodies("rest/tinli-gamma-market.jsonl.gz"),
      ...rows(captureJson("rest/polycopy-gamma_market_sample.json")),
      ...rows(await get("gamma", "/markets?closed=true")),
      ...rows(await get("gamma", "/markets")),
    ];
    const owner = venue.ready.accounts[1]!.funder;
    const cases: [z.ZodType, readonly unknown[]][] = [
      [schemas.book, bodies("rest/tinli-clob-book.jsonl.gz")],
      [schemas.book, rows(captureJson("rest/trebuchet-clob-books.json.gz"))],
      [schemas.book, [await get("clob", `/book?token_id=${venue.ready.markets[0]!.tokens[0]!.tokenId}`)]],
      [schemas.marketFrame, captureLines("ws_market/basis-20260704-30min-dev.frames.jsonl.gz").flatMap(rows)],
      [schemas.marketFrame, captureLines("ws_market/marfusios-20260519.frames.jsonl.gz").flatMap(rows)],
      [schemas.marketFrame, captureLines("ws_market/glmbotpoly-misc.frames.jsonl").flatMap(rows)],
      [schemas.marketFrame, frames],
      [schemas.userFrame, (captureLines("ws_user/user.frames.jsonl") as Row[]).map(withOldDefaults)],
      [schemas.userFrame, userFrames],
      [schemas.clobMarket, (captureJson("rest/dg-clob-markets-page.json.gz") as { data: Row[] }).data],
      [schemas.clobMarket, ((await get("clob", "/markets")) as { data: Row[] }).data],
      [schemas.gammaMarket, await gammaRows()],
      [schemas.positionV1, rows(captureJson("rest/polycopy-data_api_positions_sample.json.gz"))],
      [schemas.positionV1, rows(await get("data", `/positions?user=${owner}&sizeThreshold=0`))],
      [schemas.tradeV1, rows(captureJson("rest/polycopy-data_api_trades_global_sample.json.gz"))],
      [schemas.tradeV1, rows(await get("data", "/trades"))],
    ];
    for (const [schema, values] of cases) {
      expect(values.length).toBeGreaterThan(0);
      for (const value of values) {
        const result = schema.safeParse(value);
        if (!result.success)
          throw new Error(`${result.error.message} in ${JSON.stringify(value).slice(0, 400)}`);
      }
    }
  });
});

/** Frames of 2024 lack fields that came later. */
function withOldDefaults(frame: Row): Row {
  return { order_owner: frame.owner, ...frame };
}

/** Lets frames that are under way arrive. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}
