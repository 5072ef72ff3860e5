import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import type { TokenId } from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import { captured } from "@pm/jest/captures";
import { FrameBytes } from "../frames/frame-bytes.ts";
import { BookScanner } from "../frames/scan-book.ts";
import { PriceChangeScanner } from "../frames/scan-price-change.ts";
import { replay } from "../recording/replay.ts";
import { MarketFeed } from "./market-feed.ts";
import { TokenIndex } from "./token-index.ts";

/** Frames of the differential fuzz; a release runs a million and more. */
const FRAMES = Number(process.env.PM_FUZZ_FRAMES ?? 12_000);
const A = "71321045679252212594626385532706912750332728571942532289631379312455583992563" as TokenId;
const B = "52114319501245915516055106046884209969926127482827954674443846427813813222426" as TokenId;
const FOREIGN = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
const MARKET = `0x${"ab".repeat(32)}`;
const time = { now: 0 };
const clock = { now: () => time.now, monotonic: () => time.now, setTimer: () => () => {} };

function feed(scan: boolean): MarketFeed {
  const made = new MarketFeed({ clock, scan, hashes: { every: 3 } });
  for (const token of [A, B]) {
    made.track(token).asked(1, 0);
    made.ingest(
      JSON.stringify({
        event_type: "book",
        market: MARKET,
        asset_id: token,
        timestamp: "1783200945539",
        hash: "0".repeat(40),
        bids: [{ price: "0.4", size: "10" }],
        asks: [{ price: "0.6", size: "10" }],
        tick_size: "0.01",
      }),
    );
  }
  return made;
}

const HASH = "0123456789abcdef0123456789abcdef01234567";
const SNAPSHOTS = [A, B].map((token) =>
  JSON.stringify({ event_type: "book", market: MARKET, asset_id: token, timestamp: "0", bids: [], asks: [] }),
);

const stateOf = (made: MarketFeed) => ({
  stats: made.stats,
  books: [...made.books.values()].map(({ book, level, reason }) => ({ ...book.snapshot(), level, reason })),
});

/** Frames in the venue's form, and all the ways in which they can be slightly different. */
function frames(seed: number): () => string {
  const random = createSeededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)] as T;
  let timestamp = 1_783_200_945_539;
  const number = () =>
    random.next() < 0.9
      ? String(Math.floor(random.next() * 1e6) / 10 ** Math.floor(random.next() * 7))
      : pick([
          "0",
          "1",
          "0.5",
          "00.5",
          ".5",
          "5.",
          "1e3",
          "-1",
          "",
          "0.1234567",
          "0.1000000",
          "9007199254740993",
          "NaN",
          "٣",
          "0.5 ",
        ]);
  const price = () =>
    random.next() < 0.95 ? `0.${String(1 + Math.floor(random.next() * 98)).padStart(2, "0")}` : number();
  const item = () => {
    const fields: (readonly [string, unknown])[] = [
      [
        "asset_id",
        random.next() < 0.9 ? pick([A, B]) : pick([FOREIGN, "12", `${A}1`, A.slice(1), "0x1", "\\u0037"]),
      ],
      ["price", price()],
      ["size", number()],
      ["side", random.next() < 0.95 ? pick(["BUY", "SELL"]) : pick(["buy", "LONG", ""])],
      [
        "hash",
        random.next() < 0.95 ? HASH : pick(["", "x", "0123456789ABCDEF0123456789abcdef01234567", 'a"b']),
      ],
      ["best_bid", random.next() < 0.9 ? pick(["0", "0.4", price()]) : number()],
      ["best_ask", random.next() < 0.9 ? pick(["1", "0.6", price()]) : number()],
    ];
    const chance = random.next();
    if (chance < 0.02) fields.reverse();
    else if (chance < 0.04) fields.splice(Math.floor(random.next() * fields.length), 1);
    else if (chance < 0.06) fields.push(["extra", pick([1, null, "x", {}])]);
    else if (chance < 0.08) fields[1] = ["price", 0.5];
    return Object.fromEntries(fields);
  };
  const spaced = (text: string) =>
    text
      .replaceAll('","', '", "')
      .replaceAll("},{", "}, {")
      .replaceAll('],"', '], "')
      .replaceAll(',"price_changes"', ', "price_changes"');
  const side = (isBid: boolean) => {
    const ticks = new Set(
      Array.from({ length: Math.floor(random.next() * 8) }, () => 1 + Math.floor(random.next() * 49)),
    );
    const sorted = [...ticks].sort((a, b) => a - b).map((tick) => String((isBid ? tick : 100 - tick) / 100));
    if (random.next() < 0.05) sorted.reverse();
    if (random.next() < 0.05) sorted.push(price());
    return sorted.map((at) => ({
      price: at,
      size: random.next() < 0.97 ? String(1 + Math.floor(random.next() * 1e6) / 100) : number(),
    }));
  };
  const book = () => {
    const first = random.next() < 0.5;
    const fields: (readonly [string, unknown])[] = [
      ["market", random.next() < 0.97 ? MARKET : pick(["0xother", "", 7])],
      ["asset_id", random.next() < 0.97 ? pick([A, B]) : pick([FOREIGN, "12"])],
      ...(first
        ? ([
            ["timestamp", String(timestamp)],
            ["hash", HASH],
          ] as const)
        : []),
      ["bids", side(true)],
      ["asks", side(false)],
      ...(first
        ? ([
            [
              "tick_size",
              random.next() < 0.95 ? pick(["0.01", "0.001"]) : pick(["", "0.010", "0.02", "x", null]),
            ],
          ] as const)
        : ([
            ["hash", HASH],
            ["timestamp", String(timestamp)],
          ] as const)),
      ["event_type", "book"],
      ...(first
        ? ([["last_trade_price", random.next() < 0.9 ? "0.500" : pick(["", null, "5."])]] as const)
        : []),
      ...(random.next() < 0.2
        ? ([
            ["neg_risk", pick([true, false, null, "true"])],
            ["min_order_size", pick(["5", "", 5])],
          ] as const)
        : []),
    ];
    const chance = random.next();
    if (chance < 0.05) fields.reverse();
    else if (chance < 0.1) fields.splice(Math.floor(random.next() * fields.length), 1);
    else if (chance < 0.12) fields.push(["version", "v2"]);
    return Object.fromEntries(fields);
  };
  const changes = () => ({
    market: random.next() < 0.97 ? MARKET : pick(["0xother", "", 7]),
    price_changes: Array.from(
      { length: random.next() < 0.95 ? 1 + Math.floor(random.next() * 3) : pick([0, 70]) },
      item,
    ),
    timestamp:
      random.next() < 0.97 ? String(timestamp) : pick(["", "123", "17832009455391", 1_783_200_945_539, null]),
    event_type: random.next() < 0.98 ? "price_change" : pick(["price_changes", "book", ""]),
  });
  return () => {
    if (random.next() < 0.9) timestamp += Math.floor(random.next() * 20);
    const message: unknown =
      random.next() < 0.9
        ? changes()
        : random.next() < 0.7
          ? book()
          : Array.from({ length: Math.floor(random.next() * 4) }, book);
    let text = JSON.stringify(message);
    if (random.next() < 0.5) text = spaced(text);
    const chance = random.next();
    const at = Math.floor(random.next() * text.length);
    if (chance < 0.03) text = text.slice(0, at);
    else if (chance < 0.06)
      text = text.slice(0, at) + pick(["\\", '"', " ", "\n", "x", "0", "\u0000"]) + text.slice(at);
    else if (chance < 0.09) text = text.slice(0, at) + text.slice(at + 1);
    else if (chance < 0.1) text = `[${text}]`;
    else if (chance < 0.11) text += pick([" ", "\n", "}", text]);
    return text;
  };
}

describe("the scanner", () => {
  it(`comes to the same books, counters and doubts as the general way, over ${FRAMES} frames`, () => {
    const scanned = feed(true);
    const general = feed(false);
    const next = frames(Number(process.env.PM_FUZZ_SEED ?? 1));
    for (let n = 1; n <= FRAMES; n++) {
      time.now += 1;
      const frame = next();
      scanned.ingest(frame);
      general.ingest(frame);
      // Awaited books ignore changes: they are put back now and then.
      if (n % 50 === 0) {
        for (const made of [scanned, general]) made.ingest(SNAPSHOTS[(n / 50) % 2] as string);
      }
      if (n % 500 === 0 || n < 200) {
        if (JSON.stringify(stateOf(scanned)) !== JSON.stringify(stateOf(general))) {
          expect({ n, frame, state: stateOf(scanned) }).toEqual({ n, frame, state: stateOf(general) });
        }
      }
    }
    expect(scanned.stats).toEqual(general.stats);
    expect(general.stats.malformed).toBeGreaterThan(0);
    expect(general.stats.snapshotsEqual).toBeGreaterThan(0);
    expect(general.stats.topChecked).toBeGreaterThan(FRAMES / 10);
  }, 1_800_000);
});

/** Real frames in their order, one in three of them damaged: a character or a digit changed, lost, doubled, moved. */
function damaged(lines: readonly string[], seed: number): () => string {
  const random = createSeededRandom(seed);
  const below = (limit: number) => Math.floor(random.next() * limit);
  const strike = (text: string): string => {
    const at = below(text.length);
    const digit = String(below(10));
    const to = text.replace(/\d/g, (old, n: number) => (n === at ? digit : old));
    switch (below(8)) {
      case 0:
        return text.slice(0, at);
      case 1:
        return text.slice(0, at) + text.slice(at + 1);
      case 2:
        return text.slice(0, at) + String.fromCharCode(32 + below(95)) + text.slice(at + 1);
      case 3:
        return text.slice(0, at) + text.slice(at, at + 20) + text.slice(at);
      case 4:
        return text.replace(/"size":\s*"[^"]*"/, `"size":"${digit}"`);
      case 5:
        return text.replace(/"best_(bid|ask)":\s*"[^"]*"/, `"best_$1":"0.${digit}"`);
      case 6:
        return text.replace(/"side":\s*"[A-Z]+"/, '"side":"SELL"');
      default:
        return to;
    }
  };
  let next = 0;
  return () => {
    if (next === lines.length) next = 0;
    const line = lines[next++] as string;
    return random.next() < 0.33 ? strike(line) : line;
  };
}

const capture = captured("data/ws_market/basis-20260704-30min-dev.frames.jsonl.gz") ?? "";
(capture ? describe : describe.skip)("the scanner on a real capture", () => {
  it("reads nearly every change, with the same result as the general way", async () => {
    const lines = gunzipSync(readFileSync(capture))
      .toString("utf8")
      .split("\n")
      .filter(Boolean)
      .slice(0, 4_000);
    const changes = lines.filter((line) => line.includes('"price_changes"')).length;
    const tokens = new TokenIndex<object>();
    for (const line of lines)
      for (const [, id] of line.matchAll(/"asset_id":\s*"(\d+)"/g)) tokens.set(id ?? "", {});
    const scanner = new PriceChangeScanner<object>();
    const bytes = new FrameBytes();
    expect(lines.filter((line) => bytes.load(line) && scanner.scan(bytes, line, tokens))).toHaveLength(
      changes,
    );
    const snapshots = new BookScanner<object>();
    const books = lines.filter((line) => line.includes('"event_type":"book"'));
    expect(books.filter((line) => bytes.load(line) && snapshots.scan(bytes, line, tokens))).toHaveLength(
      books.length,
    );
    let events = 0;
    const scanned = await replay(lines, { hashes: { every: 16 } });
    const general = await replay(lines, {
      hashes: { every: 16 },
      onEvent: ({ type }) => {
        if (type === "price_change") events++;
      },
    });
    expect(scanned.digest).toBe(general.digest);
    expect(scanned.report).toEqual(general.report);
    expect(events).toBe(2 * changes);
  });

  it(`comes to the same books as the general way over ${FRAMES} real frames, many of them damaged`, () => {
    const lines = gunzipSync(readFileSync(capture)).toString("utf8").split("\n").filter(Boolean);
    const next = damaged(lines, Number(process.env.PM_FUZZ_SEED ?? 1));
    let pair: MarketFeed[] = [];
    let live = 0;
    for (let n = 0; n < FRAMES; n++) {
      // Time cannot run backwards in a book: each round begins with new ones.
      if (n % lines.length === 0) {
        pair = [true, false].map(
          (scan) => new MarketFeed({ clock, scan, hashes: { every: 8 }, trackAll: true }),
        );
        for (const made of pair) made.ingest(lines[0] as string);
      }
      time.now += 1;
      const frame = next();
      for (const made of pair) made.ingest(frame);
      if (n % 1_000 === 0) {
        const [scanned, general] = pair.map(stateOf);
        expect({ n, scanned }).toEqual({ n, scanned: general });
        live += general?.books.filter(({ level }) => level === "live").length ?? 0;
      }
    }
    expect(pair.map(stateOf)[0]).toEqual(pair.map(stateOf)[1]);
    expect(live).toBeGreaterThan(FRAMES / 1_000);
  }, 1_800_000);
});
