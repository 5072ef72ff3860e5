import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { orderBookHash } from "@pm/core-types";
import { captured } from "@pm/jest/captures";

/** Frames of the market channel to measure with: a recording where there is one, else made in the same form. */
export type MarketFrames = {
  /** One `book` for every token in `changes`. */
  readonly books: readonly string[];
  /** `price_change` frames, in order, two tokens each. */
  readonly changes: readonly string[];
  readonly tokens: readonly string[];
};

type Level = { readonly price: string; readonly size: string };
type Book = {
  readonly asset_id: string;
  readonly market: string;
  readonly bids: Level[];
  readonly asks: Level[];
};

/** A string of its own, as a socket delivers it, not a slice of a larger one. */
const flat = (text: string) => Buffer.from(text).toString();

/** Loads or makes the frames; the same ones every time. */
export function loadMarketFrames(): MarketFrames {
  const path = captured("data/ws_market/basis-20260704-30min-dev.frames.jsonl.gz");
  return path === undefined ? madeFrames() : recordedFrames(path);
}

function recordedFrames(path: string): MarketFrames {
  const lines = gunzipSync(readFileSync(path)).toString("utf8").split("\n").filter(Boolean);
  const changes = lines.filter((line) => line.includes('"price_changes"')).map(flat);
  const first = new Map<string, Book>();
  for (const line of lines) {
    if (!line.includes('"book"')) continue;
    for (const book of [JSON.parse(line)].flat() as Book[])
      if (!first.has(book.asset_id)) first.set(book.asset_id, book);
  }
  const tokens = new Map<string, string>();
  for (const line of changes) {
    const { market, price_changes } = JSON.parse(line);
    for (const change of price_changes) tokens.set(change.asset_id, market);
  }
  const books = [...tokens].map(([token, market]) => {
    const own = first.get(token);
    // The recording has one token of each market subscribed; the other one's book is its mirror.
    const other =
      own ??
      mirror(
        token,
        [...first.values()].find((book) => book.market === market),
      );
    return flat(JSON.stringify(other));
  });
  return { books, changes, tokens: [...tokens.keys()] };
}

function mirror(token: string, book: Book | undefined): object {
  const side = (levels: readonly Level[] = []) =>
    levels.map(({ price, size }) => ({ price: String(Number((1 - Number(price)).toFixed(4))), size }));
  return { ...book, asset_id: token, bids: side(book?.asks), asks: side(book?.bids), hash: "0".repeat(40) };
}

/** Eight markets of two tokens, forty levels a side, and changes near the best prices: the venue's form and hashes. */
function madeFrames(): MarketFrames {
  let state = 7;
  const random = (limit: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state % limit;
  };
  const digits = (length: number) => Array.from({ length }, () => 1 + random(9)).join("");
  const hex = (length: number) => Array.from({ length }, () => random(16).toString(16)).join("");
  const price = (ticks: number) => String(Number((ticks / 1000).toFixed(3)));
  const side = (from: number) =>
    new Map(Array.from({ length: 40 }, (_, n) => [from + n, price(1 + random(90_000_000))] as const));
  const books = Array.from({ length: 8 }, () => `0x${hex(64)}`).flatMap((market) =>
    [0, 1].map(() => ({ market, token: digits(77), bids: side(460), asks: side(501) })),
  );
  type Made = (typeof books)[number];
  const levels = (map: Map<number, string>, direction: 1 | -1) =>
    [...map].sort(([a], [b]) => direction * (a - b)).map(([ticks, size]) => ({ price: price(ticks), size }));
  const whole = (book: Made, timestamp: string) => ({
    market: book.market,
    asset_id: book.token,
    timestamp,
    bids: levels(book.bids, 1),
    asks: levels(book.asks, -1),
    min_order_size: "5",
    tick_size: "0.001",
    neg_risk: true,
    last_trade_price: "0.500",
  });
  const start = "1783200936631";
  const snapshots = books.map((book) => {
    const { min_order_size: _, neg_risk: __, ...sent } = whole(book, start);
    return JSON.stringify({ ...sent, hash: orderBookHash(whole(book, start)), event_type: "book" });
  });
  let time = Number(start);
  const changes = Array.from({ length: 5_000 }, () => {
    time += 1 + random(70);
    const pair = random(8) * 2;
    const ticks = 470 + random(29);
    const size = price(1 + random(90_000_000));
    const item = (book: Made, isBid: boolean, at: number) => {
      (isBid ? book.bids : book.asks).set(at, size);
      const hash = orderBookHash(whole(book, String(time)));
      return `{"asset_id":"${book.token}", "price":"${price(at)}", "size":"${size}", "side":"${isBid ? "BUY" : "SELL"}", "hash":"${hash}", "best_bid":"0.499", "best_ask":"0.501"}`;
    };
    const [yes, no] = [books[pair] as Made, books[pair + 1] as Made];
    return `{"market":"${yes.market}", "price_changes":[${item(yes, true, ticks)}, ${item(no, false, 1000 - ticks)}], "timestamp":"${time}", "event_type":"price_change"}`;
  });
  return { books: snapshots.map(flat), changes: changes.map(flat), tokens: books.map(({ token }) => token) };
}
