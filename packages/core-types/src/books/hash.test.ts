import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { captured } from "@pm/jest/captures";
import { type BookHashInput, canonicalBook, orderBookHash, orderBookHashAsReceived } from "./hash.ts";

const book = {
  market: "0xaabbcc",
  asset_id: "100",
  timestamp: "123456789",
  bids: [
    { price: "0.3", size: "100" },
    { price: "0.4", size: "100" },
  ],
  asks: [
    { price: "0.6", size: "100" },
    { price: "0.7", size: "100" },
  ],
  min_order_size: "100",
  tick_size: "0.01",
  neg_risk: false,
  last_trade_price: "0.5",
};

describe("book hash", () => {
  it("serialises the book compactly, in the venue's key order, with an empty hash", () => {
    expect(canonicalBook(book)).toBe(
      '{"market":"0xaabbcc","asset_id":"100","timestamp":"123456789","hash":"",' +
        '"bids":[{"price":"0.3","size":"100"},{"price":"0.4","size":"100"}],' +
        '"asks":[{"price":"0.6","size":"100"},{"price":"0.7","size":"100"}],' +
        '"min_order_size":"100","tick_size":"0.01","neg_risk":false,"last_trade_price":"0.5"}',
    );
  });

  it("ignores fields and key order that the venue does not hash", () => {
    const odd = {
      hash: "ffff",
      version: "v2",
      ...book,
      bids: book.bids.map(({ price, size }) => ({ size, price, orders: 3 })),
    };
    expect(orderBookHash(odd)).toBe(orderBookHash(book));
  });

  it("changes with every hashed field", () => {
    const hashes = new Set([
      orderBookHash(book),
      orderBookHash({ ...book, market: "0xaabbcd" }),
      orderBookHash({ ...book, asset_id: "101" }),
      orderBookHash({ ...book, timestamp: "123456780" }),
      orderBookHash({ ...book, bids: book.bids.slice(1) }),
      orderBookHash({ ...book, asks: book.asks.slice(1) }),
      orderBookHash({ ...book, min_order_size: "5" }),
      orderBookHash({ ...book, tick_size: "0.001" }),
      orderBookHash({ ...book, neg_risk: true }),
      orderBookHash({ ...book, last_trade_price: "0.500" }),
    ]);
    expect(hashes.size).toBe(10);
  });

  it("agrees with the official client, which keeps the keys in the order received", () => {
    const { last_trade_price, ...head } = book;
    expect(orderBookHashAsReceived({ ...head, hash: "any", last_trade_price })).toBe(
      "8db953c7f30e4f9adc9d4a8fb1c19f4e9a4ba621",
    );
    const { market, asset_id, timestamp, ...tail } = book;
    expect(orderBookHashAsReceived({ market, asset_id, timestamp, hash: "any", ...tail })).toBe(
      orderBookHash(book),
    );
  });
});

const captures = captured("data/rest/");

(captures ? describe : describe.skip)("book hash on captured books", () => {
  it("reproduces the hash of every captured REST book", () => {
    const text = (name: string) => gunzipSync(readFileSync(`${captures}${name}`)).toString();
    const books: (BookHashInput & { hash: string })[] = [
      ...JSON.parse(text("trebuchet-clob-books.json.gz")),
      ...text("tinli-clob-book.jsonl.gz")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).body),
    ];
    expect(books.length).toBeGreaterThan(20);
    for (const captured of books) expect(orderBookHash(captured)).toBe(captured.hash);
  });
});
