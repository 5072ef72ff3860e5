import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { InvalidResponseError, MarketNotFoundError, PRODUCTION, tokenId } from "@pm/core-types";
import { captured } from "@pm/jest/captures";
import { createDataApi } from "../create-data-api.ts";
import { readRows } from "../edge/rows.ts";
import { parseExact } from "../json/parse-exact.ts";
import { scriptedTransport } from "../testing/scripted-transport.ts";
import { readEvent } from "./event.ts";
import { readMarket } from "./market.ts";

const V1_TOKEN = tokenId("11593084589442847433294403991536933286655492685350021834293959588664884812735");
const V2_TOKEN = tokenId("738009016472721401096948007640339832639004951408981342137363689363310903296");

const MARKET = {
  id: 901,
  version: "v1",
  conditionId: `0x${"c".repeat(64)}`,
  slug: "will-it-rain",
  outcomes: '["Yes","No"]',
  outcomePrices: '["0.0800","0.92"]',
  clobTokenIds: JSON.stringify([V1_TOKEN, "2"]),
  positionIds: [V2_TOKEN, "3"],
  orderPriceMinTickSize: 0.001,
  orderMinSize: 5,
  negRisk: null,
  active: true,
  closed: false,
  feesEnabled: true,
  feeSchedule: { rate: 0.04, exponent: 1, takerOnly: true, rebateRate: 0.25 },
  volume: "538654.5054370029",
  umaResolutionStatus: "",
};

function api(answer: Parameters<typeof scriptedTransport>[0]) {
  const scripted = scriptedTransport(answer);
  return {
    api: createDataApi({ environment: PRODUCTION, transport: scripted.transport }),
    urls: scripted.urls,
  };
}

describe("markets", () => {
  it("reads a market by slug, with its encoded lists paired and its numbers exact", async () => {
    const { api: data, urls } = api(() => ({ body: JSON.stringify(MARKET) }));
    const market = await data.fetchMarketBySlug("will/it rain");
    expect(urls[0]?.pathname).toBe("/markets/slug/will%2Fit%20rain");
    expect(market).toMatchObject({ id: "901", tickSize: "0.001", negRisk: false, version: "v1" });
    expect(market.outcomes.map((one) => [one.name, one.tokenId, one.price?.toFixed()])).toEqual([
      ["Yes", V1_TOKEN, "0.08"],
      ["No", "2", "0.92"],
    ]);
    expect(market.volume?.toFixed()).toBe("538654.5054370029");
    expect(market.fees?.rate.toFixed()).toBe("0.04");
  });

  it("takes the ids of a v2 market from positionIds and pads its 31-byte condition id", async () => {
    const { api: data } = api(() => ({
      body: JSON.stringify({ ...MARKET, version: "v2", conditionId: `0x01${"a".repeat(60)}` }),
    }));
    const market = await data.fetchMarketBySlug("x");
    expect(market.outcomes[0]?.tokenId).toBe(V2_TOKEN);
    expect(market.conditionId).toBe(`0x01${"a".repeat(60)}00`);
  });

  it("names what it did not find", async () => {
    const { api: data } = api(() => ({
      status: 404,
      body: '{"type":"not found error","error":"slug not found"}',
    }));
    await expect(data.fetchMarketBySlug("nope")).rejects.toThrow(MarketNotFoundError);
    await expect(data.fetchEvent("17")).rejects.toThrow(/id "17"/);
  });

  it("finds a closed market by token, and asks by position id for v2 tokens", async () => {
    const { api: data, urls } = api((url) => ({
      body: JSON.stringify({ markets: url.searchParams.get("closed") === "true" ? [MARKET] : [] }),
    }));
    expect((await data.fetchMarketByToken(V1_TOKEN)).id).toBe("901");
    expect(urls.map((url) => url.searchParams.get("clob_token_ids"))).toEqual([V1_TOKEN, V1_TOKEN]);
    await data.fetchMarketByToken(V2_TOKEN);
    expect(urls[2]?.searchParams.get("position_ids")).toBe(V2_TOKEN);
    const { api: empty } = api(() => ({ body: '{"markets":[]}' }));
    await expect(empty.fetchMarketByToken(V1_TOKEN)).rejects.toThrow(MarketNotFoundError);
  });

  it("walks the keyset", async () => {
    const { api: data, urls } = api((url) => ({
      body: JSON.stringify({
        markets: [MARKET],
        ...(url.searchParams.has("after_cursor") ? {} : { next_cursor: "abc" }),
      }),
    }));
    const result = await data.listMarkets({ tagId: "7", pageSize: 5000 }).collect();
    expect(result).toMatchObject({ pages: 2, complete: true });
    expect(urls[0]?.searchParams.get("limit")).toBe("100");
    expect(urls[1]?.searchParams.get("after_cursor")).toBe("abc");
  });

  it("names the field of a market that is not as documented", async () => {
    const { api: data } = api(() => ({ body: JSON.stringify({ ...MARKET, clobTokenIds: "[1,2" }) }));
    const failure = data.fetchMarketBySlug("x");
    await expect(failure).rejects.toThrow(InvalidResponseError);
    await expect(failure).rejects.toThrow(/clobTokenIds is not a JSON-encoded list/);
  });

  it("keeps the readable markets of an event", async () => {
    const { api: data } = api(() => ({
      body: JSON.stringify({ id: "9", slug: "weather", negRisk: true, markets: [MARKET, { id: null }] }),
    }));
    const event = await data.fetchEventBySlug("weather");
    expect(event).toMatchObject({ id: "9", negRisk: true });
    expect(event.markets).toHaveLength(1);
    expect(event.rejectedMarkets).toHaveLength(1);
  });
});

const captures = captured("data/rest/") ?? "";
const capture = (name: string): unknown => {
  const bytes = readFileSync(captures + name);
  return parseExact((name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString());
};

(captures ? describe : describe.skip)("real captures", () => {
  it.each([
    "drmanhattan-gamma-markets.json",
    "polycopy-gamma_market_sample.json",
    "ra1nty-market_detail.json",
    "ra1nty-market_search.json",
  ])("reads every market of %s", (name) => {
    const value = capture(name);
    const { items, rejected } = readRows(Array.isArray(value) ? value : [value], readMarket);
    expect(rejected).toEqual([]);
    expect(items.length).toBeGreaterThan(0);
    for (const market of items) expect(market.outcomes.every((one) => one.tokenId !== undefined)).toBe(true);
  });

  it.each(["dg-gamma-event-nobel.json.gz", "trebuchet-gamma-event.json"])("reads the event %s", (name) => {
    const value = capture(name);
    const { items, rejected } = readRows(Array.isArray(value) ? value : [value], readEvent);
    expect(rejected).toEqual([]);
    for (const event of items) expect(event.rejectedMarkets).toEqual([]);
  });
});
