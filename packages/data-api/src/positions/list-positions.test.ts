import { describe, expect, it } from "@jest/globals";
import {
  APIError,
  address,
  IncompleteDataError,
  InvalidResponseError,
  PRODUCTION,
  ValidationError,
} from "@pm/core-types";
import { createDataApi } from "../create-data-api.ts";
import { scriptedTransport } from "../testing/scripted-transport.ts";

const OWNER = address("0x19254b55e7c48e88baab9e62cc218223a6544654");

function row(tokenId: string, over = ""): string {
  return `{"proxy_wallet":"${OWNER.toLowerCase()}","token_id":"${tokenId}",
    "condition_id":"0xed1e27580725a7387eac41b5080871f5f10a6642efbc244a1d25a30161717606",
    "current_size":463557.745212345678,"avg_price":0.52780,"current_price":null,"realized_pnl":-1.5e-3,
    "status":"SOMETHING_NEW","outcome":"Lightning","outcome_index":999,"title":"","negative_risk":true,
    "last_event_at":1791000000,"of_the_future":{"n":1.10}${over}}`;
}

function page(rows: string[], cursor: string | null): string {
  return `{"data":[${rows.join(",")}],"pagination":{"limit":2,"offset":0,"has_more":${cursor !== null},"next_cursor":${JSON.stringify(cursor)}}}`;
}

function api(answer: Parameters<typeof scriptedTransport>[0]) {
  const scripted = scriptedTransport(answer);
  return {
    api: createDataApi({ environment: PRODUCTION, transport: scripted.transport }),
    urls: scripted.urls,
  };
}

describe("listPositions", () => {
  it("keeps every digit, open statuses, unknown fields, and says what the venue did not say", async () => {
    const { api: data } = api(() => ({ body: page([row("7")], null) }));
    const { items, complete } = await data.listPositions(OWNER).collect();
    expect(complete).toBe(true);
    const [position] = items;
    expect(position?.size.toFixed()).toBe("463557.745212345678");
    expect(position?.averagePrice?.toFixed()).toBe("0.5278");
    expect(position?.realizedPnl?.toFixed()).toBe("-0.0015");
    expect(position?.raw.of_the_future).toEqual({ n: "1.1" });
    expect(position).toMatchObject({
      owner: OWNER,
      currentPrice: undefined,
      status: "SOMETHING_NEW",
      outcomeIndex: undefined,
      title: undefined,
      negRisk: true,
      redeemable: false,
      lastEventAt: 1_791_000_000_000,
    });
  });

  it("follows cursors to the end, with the anchor and no offset, small positions included", async () => {
    const { api: data, urls } = api((url) => {
      const cursor = url.searchParams.get("cursor");
      if (cursor === null) return { body: page([row("1"), row("2")], "c2") };
      return cursor === "c2" ? { body: page([row("3")], "c3") } : { body: page([], null) };
    });
    const { items, pages, complete } = await data.listPositions(OWNER, { status: "OPEN" }).collect();
    expect(items.map((one) => one.tokenId)).toEqual(["1", "2", "3"]);
    expect({ pages, complete }).toEqual({ pages: 3, complete: true });
    for (const url of urls) {
      expect(url.pathname).toBe("/v2/positions");
      expect(url.searchParams.get("user")).toBe(OWNER.toLowerCase());
      expect(url.searchParams.get("filter_amount")).toBe("0");
      expect(url.searchParams.get("status")).toBe("OPEN");
      expect(url.searchParams.has("offset")).toBe(false);
    }
  });

  it("never calls a part the whole: a failing page throws, or says so when asked for a partial result", async () => {
    const { api: data } = api((url) =>
      url.searchParams.has("cursor")
        ? { status: 500, body: '{"error":"boom","code":"internal"}' }
        : { body: page([row("1")], "c2") },
    );
    await expect(data.listPositions(OWNER).collect()).rejects.toThrow(IncompleteDataError);
    const partial = await data.listPositions(OWNER).collect({ partial: true });
    expect(partial).toMatchObject({ complete: false, pages: 1 });
    expect(partial.items).toHaveLength(1);
    const capped = await data.listPositions(OWNER).collect({ maxPages: 1 });
    expect(capped).toMatchObject({ complete: false, reason: "stopped after 1 pages, as asked" });
  });

  it("stops on a cursor that repeats", async () => {
    const { api: data } = api(() => ({ body: page([row("1")], "again") }));
    await expect(data.listPositions(OWNER).collect()).rejects.toThrow(/cursor twice/);
  });

  it("reports a row it cannot read beside those it can", async () => {
    const { api: data } = api(() => ({ body: page([row("1"), row("0x2"), row("3")], null) }));
    const result = await data.listPositions(OWNER).collect();
    expect(result.items.map((one) => one.tokenId)).toEqual(["1", "3"]);
    expect(result.complete).toBe(false);
    expect(result.rejected).toEqual([expect.objectContaining({ index: 1 })]);
    expect(result.reason).toMatch(/token_id/);
  });

  it("passes the first page's own error on", async () => {
    const { api: data } = api(() => ({ status: 500, body: '{"error":"boom"}' }));
    await expect(data.listPositions(OWNER).collect()).rejects.toThrow(APIError);
  });

  it.each(["<html>", "[]", '{"data":{}}', '{"data":[1,2'])("refuses %s as an answer", async (body) => {
    const { api: data } = api(() => ({ body }));
    await expect(data.listPositions(OWNER).collect()).rejects.toThrow(InvalidResponseError);
  });

  it("refuses more conditions than one query takes", () => {
    const { api: data } = api(() => ({ body: "" }));
    const conditionIds = Array.from({ length: 21 }, () => "0x" as never);
    expect(() => data.listPositions(OWNER, { conditionIds })).toThrow(ValidationError);
  });
});
