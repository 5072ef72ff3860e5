import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { InvalidResponseError, OrderBookError } from "@pm/core-types";
import { captured } from "@pm/jest/captures";
import { readBook } from "./book.ts";
import { readMarket, readMarketInfo } from "./market.ts";
import { readOrder } from "./order.ts";
import { readPage } from "./page.ts";
import { readTrade } from "./trade.ts";

const TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563";
const MARKET = `0x${"12".repeat(32)}`;
const ID = `0x${"ab".repeat(32)}`;

const book = {
  market: MARKET,
  asset_id: TOKEN,
  timestamp: "1778041502325",
  hash: "1b9f",
  bids: [
    { price: "0.01", size: "10" },
    { price: "0.5", size: "7.5" },
  ],
  asks: [
    { price: "0.99", size: "3" },
    { price: "0.52", size: "1" },
  ],
  tick_size: "0.01",
  min_order_size: "5",
  neg_risk: false,
  last_trade_price: "0.51",
  something_new: 1,
};

describe("readBook", () => {
  it("sorts best first and keeps exact values", () => {
    const read = readBook(book, "GET /book");
    expect(read.bids.map((level) => level.price.toFixed())).toEqual(["0.5", "0.01"]);
    expect(read.asks.map((level) => level.price.toFixed())).toEqual(["0.52", "0.99"]);
    expect(read).toMatchObject({ tickSize: "0.01", timestamp: 1_778_041_502_325, negRisk: false });
  });

  it.each([
    ["crossed", { bids: [{ price: "0.6", size: "1" }] }],
    ["off the grid", { bids: [{ price: "0.505", size: "1" }] }],
    ["an empty level", { bids: [{ price: "0.5", size: "0" }] }],
    ["a price of one", { asks: [{ price: "1", size: "1" }] }],
    ["a level twice", { asks: [...book.asks, { price: "0.52", size: "2" }] }],
  ])("refuses a book with %s", (_name, part) => {
    expect(() => readBook({ ...book, ...part }, "GET /book")).toThrow(OrderBookError);
  });

  it("names the field that does not fit", () => {
    expect(() => readBook({ ...book, bids: [{ price: "x", size: "1" }] }, "GET /book")).toThrow(
      /GET \/book .* at bids\.0\.price/,
    );
  });
});

const order = {
  id: ID.toUpperCase().replace("0X", "0x"),
  status: "ORDER_STATUS_LIVE",
  owner: "f4f247b7-0000-4000-8000-000000000000",
  maker_address: "0x0000000000000000000000000000000000000001",
  market: MARKET,
  asset_id: TOKEN,
  side: "buy",
  original_size: "100",
  size_matched: "12.5",
  price: "0.55",
  outcome: "Yes",
  expiration: "0",
  order_type: "GTC",
  associate_trades: null,
  created_at: 1_778_041_502,
};

describe("readOrder", () => {
  it("accepts both spellings of a status and both of a time", () => {
    const read = readOrder(order, "GET /data/orders");
    expect(read).toMatchObject({ id: ID, status: "LIVE", side: "BUY", expiresAt: undefined, tradeIds: [] });
    expect(read.createdAt).toBe(1_778_041_502_000);
    expect(readOrder({ ...order, status: "CANCELED_brand new reason" }, "").status).toBe(
      "CANCELED_brand new reason",
    );
  });

  it("keeps what it does not know", () => {
    expect(readOrder({ ...order, novelty: { deep: true } }, "").raw.novelty).toEqual({ deep: true });
  });

  it("refuses an order without an id", () => {
    expect(() => readOrder({ ...order, id: "" }, "GET /data/orders")).toThrow(InvalidResponseError);
  });
});

describe("readPage", () => {
  it.each([
    [{ data: [1], next_cursor: "LTE=" }, undefined],
    [{ data: [1], next_cursor: "" }, undefined],
    [{ data: [1], next_cursor: "MTAw" }, "MTAw"],
    [[1], undefined],
  ])("%j", (page, next) => expect(readPage(page, "GET /x")).toEqual({ rows: [1], next }));

  it("an empty page may have null for rows", () =>
    expect(readPage({ data: null, next_cursor: "LTE=" }, "GET /x").rows).toEqual([]));
});

const captures = captured("data") ?? "";
const inCaptures = captures ? describe : describe.skip;

function capture(path: string): string {
  const bytes = readFileSync(`${captures}/${path}`);
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

inCaptures("captures of the live venue", () => {
  it("every book reads, and is sorted, on the grid and uncrossed", () => {
    const books = [
      JSON.parse(capture("rest/ra1nty-book.json")),
      JSON.parse(capture("rest/polycopy-clob_orderbook_sample.json")),
      ...capture("rest/tinli-clob-book.jsonl.gz")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).body)
        .map((body) => (typeof body === "string" ? JSON.parse(body) : body)),
      ...JSON.parse(capture("rest/trebuchet-clob-books.json.gz")),
    ];
    expect(books.length).toBeGreaterThan(20);
    for (const each of books) expect(readBook(each, "GET /book").hash).toHaveLength(40);
  });

  it.each(["rest/nautilus-clob-markets.json.gz", "rest/dg-clob-markets-page.json.gz"])(
    "every market of %s reads",
    (path) => {
      const { rows } = readPage(JSON.parse(capture(path)), "GET /markets");
      const unreadable = rows.flatMap((row) => {
        try {
          readMarket(row, "GET /markets");
          return [];
        } catch (error) {
          return [String(error)];
        }
      });
      expect(rows.length).toBeGreaterThan(90);
      // Markets without a condition or without tokens exist on the live venue; nothing else may be unreadable.
      expect(unreadable.filter((reason) => !/condition_id|token_id/.test(reason))).toEqual([]);
    },
  );

  it("the compact market record reads", () => {
    const rows = capture("rest/apicity-with-headers.jsonl")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const { body } = rows.find((row) => row.name === "clob-clob-markets");
    const info = readMarketInfo(JSON.parse(body), "GET /clob-markets/{condition_id}");
    expect(info.fees?.rate.toFixed()).toBe("0.072");
    expect(info).toMatchObject({ tickSize: "0.01", negRisk: false, version: undefined });
    expect(info.minOrderSize.toFixed()).toBe("5");
  });

  it("trades of the user channel read with the same schema", () => {
    const frames = capture("ws_user/user.frames.jsonl")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const trades = frames.filter((frame) => frame.event_type === "trade");
    expect(trades.length).toBeGreaterThan(0);
    for (const trade of trades) expect(readTrade(trade, "user").makerOrders.length).toBeGreaterThan(0);
  });
});
