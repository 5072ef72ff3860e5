import { describe, expect, it } from "@jest/globals";
import { createScriptedContext } from "../testing/scripted.ts";
import { CONDITION, marketInfo, OTHER_TOKEN, TOKEN } from "../testing/scripted-account.ts";
import { fetchMarket, listMarkets } from "./fetch-market.ts";
import { fetchOrderBook, fetchOrderBooks } from "./fetch-order-book.ts";
import * as prices from "./fetch-prices.ts";
import { fetchServerTime } from "./fetch-server-time.ts";
import { createRulesCache } from "./market-rules.ts";

const bookOf = (token: string) => ({
  market: CONDITION,
  asset_id: token,
  timestamp: "1750000000000",
  hash: "aa",
  bids: [{ price: "0.5", size: "1" }],
  asks: [{ price: "0.6", size: "1" }],
  tick_size: "0.01",
});

describe("fetchServerTime", () => {
  it.each([1_750_000_000, "1750000000", { time: 1_750_000_000 }])("reads %j", async (body) => {
    const { context, transport } = createScriptedContext();
    transport.on("GET /time", { body });
    expect(await fetchServerTime(context)).toBe(1_750_000_000_000);
  });

  it("a page instead of a number is an unreadable answer", async () => {
    const { context, transport } = createScriptedContext();
    transport.on("GET /time", { body: "<html>", headers: { "content-type": "text/plain" } });
    await expect(fetchServerTime(context)).rejects.toMatchObject({ name: "InvalidResponseError" });
  });
});

describe("order books", () => {
  it("the book of another token is not what was asked for", async () => {
    const { context, transport } = createScriptedContext();
    transport.on("GET /book", { body: bookOf(OTHER_TOKEN) });
    await expect(fetchOrderBook(context, TOKEN)).rejects.toMatchObject({
      name: "IncompleteDataError",
      context: { missing: [TOKEN] },
    });
  });

  it.each([
    [404, "No orderbook exists for the requested token id", "OrderBookError"],
    [400, "Invalid token id", "InvalidIdError"],
    [500, "Internal server error", "APIError"],
    [429, "Too Many Requests", "RateLimitError"],
  ])("%i %s → %s", async (status, text, name) => {
    const { context, transport } = createScriptedContext();
    transport.on("GET /book", { status, body: { error: text } });
    await expect(fetchOrderBook(context, TOKEN)).rejects.toMatchObject({ name });
  });

  it("a short batch names what is missing", async () => {
    const { context, transport } = createScriptedContext();
    transport.on("POST /books", { body: [bookOf(TOKEN)] });
    await expect(fetchOrderBooks(context, [TOKEN, OTHER_TOKEN])).rejects.toMatchObject({
      name: "IncompleteDataError",
      context: { missing: [OTHER_TOKEN] },
    });
  });

  it("or is a partial result, when that is what was asked for", async () => {
    const { context, transport } = createScriptedContext();
    transport.on("POST /books", { body: [bookOf(TOKEN)] });
    const result = await fetchOrderBooks(context, [TOKEN, OTHER_TOKEN], { partial: true });
    expect([...result.found.keys()]).toEqual([TOKEN]);
    expect(result.missing).toEqual([OTHER_TOKEN]);
  });

  it("splits long lists, asks for each token once, and keeps the order asked for", async () => {
    const { context, transport } = createScriptedContext();
    transport.on("POST /books", (request) => ({
      body: JSON.parse(request.body ?? "[]")
        .map((row: { token_id: string }) => bookOf(row.token_id))
        .reverse(),
    }));
    const tokens = Array.from({ length: 250 }, (_, index) => String(index + 1));
    const books = await fetchOrderBooks(context, [...tokens, "7"]);
    expect([...books.keys()]).toEqual(tokens);
    expect(transport.seen.map((request) => JSON.parse(request.body ?? "[]").length)).toEqual([100, 100, 50]);
    expect(transport.seen.every((request) => request.idempotent === true)).toBe(true);
  });

  it("an uninvited book is refused", async () => {
    const { context, transport } = createScriptedContext();
    transport.on("POST /books", { body: [bookOf(TOKEN), bookOf(OTHER_TOKEN)] });
    await expect(fetchOrderBooks(context, [TOKEN])).rejects.toMatchObject({ name: "IncompleteDataError" });
  });
});

describe("prices", () => {
  it("reads both spellings of a midpoint", async () => {
    const { context, transport } = createScriptedContext();
    transport.on("GET /midpoint", { body: { mid: "0.55" } }, { body: { mid_price: "0.555" } });
    expect((await prices.fetchMidpoint(context, TOKEN)).toFixed()).toBe("0.55");
    expect((await prices.fetchMidpoint(context, TOKEN)).toFixed()).toBe("0.555");
  });

  it("a side nobody rests on has no price", async () => {
    const { context, transport } = createScriptedContext();
    transport.on("GET /price", { body: { price: "0" } });
    await expect(prices.fetchPrice(context, TOKEN, "BUY")).rejects.toMatchObject({
      name: "PriceUnavailableError",
    });
  });

  it("0.5 without a side is no trade at all", async () => {
    const { context, transport } = createScriptedContext();
    transport.on(
      "GET /last-trade-price",
      { body: { price: "0.5", side: "" } },
      { body: { price: "0.51", side: "SELL" } },
    );
    expect(await prices.fetchLastTrade(context, TOKEN)).toBeUndefined();
    expect(await prices.fetchLastTrade(context, TOKEN)).toMatchObject({ side: "SELL" });
  });

  it("batches come by token; missing ones are named", async () => {
    const { context, transport } = createScriptedContext();
    transport.on("POST /prices", { body: { [TOKEN]: { BUY: "0.5", SELL: "0" } } });
    transport.on("POST /midpoints", { body: { [TOKEN]: "0.55" } });
    transport.on("POST /spreads", { body: { [TOKEN]: "0.01" } });
    transport.on("POST /last-trades-prices", { body: [{ token_id: TOKEN, price: "0.5", side: "BUY" }] });
    const sides = (await prices.fetchPrices(context, [TOKEN])).get(TOKEN as never);
    expect([sides?.bid?.toFixed(), sides?.ask?.toFixed()]).toEqual(["0.5", undefined]);
    await expect(prices.fetchMidpoints(context, [TOKEN, OTHER_TOKEN])).rejects.toMatchObject({
      context: { missing: [OTHER_TOKEN] },
    });
    expect((await prices.fetchSpreads(context, [TOKEN])).size).toBe(1);
    expect((await prices.fetchLastTrades(context, [TOKEN, OTHER_TOKEN])).size).toBe(1);
  });

  it("tick size and neg-risk", async () => {
    const { context, transport } = createScriptedContext();
    transport.on("GET /tick-size", { body: { minimum_tick_size: 0.001 } });
    transport.on("GET /neg-risk", { body: { neg_risk: true } });
    expect(await prices.fetchTickSize(context, TOKEN)).toBe("0.001");
    expect(await prices.fetchNegRisk(context, TOKEN)).toBe(true);
  });
});

describe("markets", () => {
  const market = { condition_id: CONDITION, question: "?", market_slug: "s", tokens: [], tags: null };

  it("another market than the one asked for is refused", async () => {
    const { context, transport } = createScriptedContext();
    transport.on("GET /markets/{condition_id}", { body: market });
    await expect(fetchMarket(context, `0x${"34".repeat(32)}`)).rejects.toMatchObject({
      name: "IncompleteDataError",
    });
    await expect(fetchMarket(context, CONDITION)).resolves.toMatchObject({ slug: "s" });
  });

  it("walks to the end mark, and says when a row could not be read", async () => {
    const { context, transport } = createScriptedContext();
    transport.on(
      "GET /markets",
      { body: { data: [market, market], next_cursor: "Mg==" } },
      { body: { data: [{ ...market, condition_id: "" }, market], next_cursor: "LTE=" } },
    );
    const walked = await listMarkets(context).collect();
    expect(walked).toMatchObject({ complete: false, pages: 2 });
    expect(walked.items).toHaveLength(3);
    expect(walked.rejected[0]?.reason).toContain("condition_id");
    expect(transport.seen.map((request) => request.url.split("?")[1])).toEqual([
      undefined,
      "next_cursor=Mg%3D%3D",
    ]);
  });

  it("a cursor that comes back would never end, and is refused", async () => {
    const { context, transport } = createScriptedContext();
    transport.on("GET /markets", { body: { data: [market], next_cursor: "Mg==" } });
    await expect(listMarkets(context).collect()).rejects.toMatchObject({ name: "IncompleteDataError" });
    await expect(listMarkets(context).collect({ maxPages: 1 })).resolves.toMatchObject({ complete: false });
  });
});

describe("market rules", () => {
  const scripted = () => {
    const made = createScriptedContext();
    made.transport.on("GET /markets-by-token/{token_id}", { body: { condition_id: CONDITION } });
    made.transport.on("GET /clob-markets/{condition_id}", { body: marketInfo });
    return made;
  };

  it("name the exchange, the grid, the minimum and the fee", async () => {
    const { context } = scripted();
    const rules = await createRulesCache(context).fetch(TOKEN);
    expect(rules).toMatchObject({
      conditionId: CONDITION,
      tokenIds: [TOKEN, OTHER_TOKEN],
      tickSize: "0.01",
      negRisk: false,
      exchange: { version: "2", verifyingContract: context.environment.contracts.exchangeV2, chainId: 137 },
      fees: { exponent: 1, takerOnly: true },
    });
    expect(rules.minOrderSize.toFixed()).toBe("5");
    expect(rules.fees?.rate.toFixed()).toBe("0.04");
  });

  it("neg-risk markets use their own exchange", async () => {
    const { context, transport } = scripted();
    transport.on("GET /clob-markets/{condition_id}", { body: { ...marketInfo, nr: true, fd: undefined } });
    const rules = await createRulesCache(context).fetch(TOKEN);
    expect(rules.exchange.verifyingContract).toBe(context.environment.contracts.negRiskExchangeV2);
    expect(rules.fees).toBeUndefined();
  });

  it("are kept for both tokens, until they are invalidated or too old", async () => {
    const { context, transport, clock } = scripted();
    const rules = createRulesCache(context, { maxAgeMs: 1000 });
    await Promise.all([rules.fetch(TOKEN), rules.fetch(TOKEN)]);
    await rules.fetch(OTHER_TOKEN);
    expect(transport.seen).toHaveLength(2);
    rules.invalidate(OTHER_TOKEN);
    await rules.fetch(TOKEN);
    expect(transport.seen).toHaveLength(4);
    await clock.advance(1001);
    await rules.fetch(TOKEN);
    expect(transport.seen).toHaveLength(6);
  });

  it("that were on their way when they were invalidated are not kept", async () => {
    const { context, transport } = scripted();
    const rules = createRulesCache(context);
    const first = rules.fetch(TOKEN);
    rules.invalidate(TOKEN);
    await first;
    await rules.fetch(TOKEN);
    expect(transport.seen).toHaveLength(4);
  });

  it("a failure is not kept", async () => {
    const { context, transport } = scripted();
    transport.on(
      "GET /clob-markets/{condition_id}",
      { status: 404, body: { error: "market not found" } },
      { body: marketInfo },
    );
    const rules = createRulesCache(context);
    await expect(rules.fetch(TOKEN)).rejects.toMatchObject({ name: "MarketNotFoundError" });
    await expect(rules.fetch(TOKEN)).resolves.toMatchObject({ tickSize: "0.01" });
  });

  it("the least recently used market goes first", async () => {
    const { context, transport } = createScriptedContext();
    const token = (index: number) => ((1n << 41n) + BigInt(index)).toString();
    transport.on("GET /markets-by-token/{token_id}", (request) => ({
      body: { condition_id: `0x${(request.url.split("/").at(-1) ?? "").padStart(64, "0")}` },
    }));
    transport.on("GET /clob-markets/{condition_id}", (request) => ({
      body: { ...marketInfo, c: undefined, t: [{ t: request.url.slice(-token(1).length), o: "Yes" }] },
    }));
    const rules = createRulesCache(context, { maxMarkets: 2 });
    for (const index of [1, 2, 1, 3]) await rules.fetch(token(index));
    const kept = [1, 2, 3].map((index) => rules.peek(token(index) as never) !== undefined);
    expect(kept).toEqual([true, false, true]);
  });

  it.each([
    ["another market's record", { c: `0x${"99".repeat(32)}` }, "MarketDataError"],
    ["a record without the token", { t: [{ t: OTHER_TOKEN, o: "No" }] }, "MarketDataError"],
    ["a version that its ids deny", { v: "v2" }, "MarketVersionError"],
    ["a version nobody knows", { v: "v9" }, "MarketVersionError"],
  ])("%s is refused, not guessed at", async (_name, part, name) => {
    const { context, transport } = scripted();
    transport.on("GET /clob-markets/{condition_id}", { body: { ...marketInfo, ...part } });
    await expect(createRulesCache(context).fetch(TOKEN)).rejects.toMatchObject({
      name,
      retry: "never",
    });
  });
});
