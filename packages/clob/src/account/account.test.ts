import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Hex } from "@pm/core-types";
import { type LocalVenue, openLocalVenue } from "../testing/local-venue.ts";
import { createScriptedAccount } from "../testing/scripted-account.ts";
import type { ClobAccount } from "./account.ts";

describe("credentials", () => {
  it("are derived first, and created only where there are none", async () => {
    const { account, transport, sent } = createScriptedAccount();
    const created = {
      apiKey: "f4f247b7-0000-4000-8000-000000000001",
      secret: "c2VjcmV0c2VjcmV0c2VjcmV0",
      passphrase: "p",
    };
    transport.on("GET /auth/derive-api-key", { status: 400, body: { error: "Could not derive api key!" } });
    transport.on("POST /auth/api-key", { body: created });
    const [first, second] = await Promise.all([account.credentials(), account.credentials()]);
    expect(first.key).toBe(created.apiKey);
    expect(second).toBe(first);
    expect(sent("GET /auth/derive-api-key")).toHaveLength(1);
    expect(sent("POST /auth/api-key")).toHaveLength(1);
    expect(sent("GET /auth/derive-api-key")[0]!.headers).toBeInstanceOf(Function);
  });

  it("that another process creates in between are derived after all", async () => {
    const { account, transport } = createScriptedAccount();
    transport.on(
      "GET /auth/derive-api-key",
      { status: 400, body: { error: "Could not derive api key!" } },
      {
        body: {
          apiKey: "f4f247b7-0000-4000-8000-000000000002",
          secret: "c2VjcmV0c2VjcmV0c2VjcmV0",
          passphrase: "p",
        },
      },
    );
    transport.on("POST /auth/api-key", { status: 400, body: { error: "Could not create api key" } });
    expect((await account.credentials()).key).toBe("f4f247b7-0000-4000-8000-000000000002");
  });

  it("never show in a failure, its JSON or its inspection", async () => {
    const { account, transport } = createScriptedAccount();
    transport.on("GET /auth/derive-api-key", {
      body: { apiKey: "f4f247b7", secret: "HUSH-HUSH", extra: "HUSH-HUSH" },
    });
    const error = await account.credentials().catch((caught) => caught);
    expect(error.name).toBe("InvalidResponseError");
    expect(JSON.stringify(error.toJSON()) + inspect(error) + error.stack).not.toContain("HUSH");
  });

  it("given as plain strings are used as they are, and shown nowhere", async () => {
    const given = {
      key: "f4f247b7-0000-4000-8000-000000000003",
      secret: "SFVTSC1IVVNI",
      passphrase: "HUSH-HUSH",
    };
    const { account, sent } = createScriptedAccount({ credentials: given });
    await account.fetchBalance();
    const { headers } = sent("GET /balance-allowance")[0]!;
    expect((headers as () => Record<string, string>)()).toMatchObject({
      POLY_API_KEY: given.key,
      POLY_PASSPHRASE: given.passphrase,
    });
    expect(sent("GET /auth/derive-api-key")).toHaveLength(0);
    const credentials = await account.credentials();
    expect(inspect(credentials, { depth: 9 }) + JSON.stringify(credentials)).not.toMatch(/HUSH|SFVTSC/);
    const wrapped = createScriptedAccount({ credentials });
    expect(await wrapped.account.credentials()).toEqual(credentials);
  });

  it.each([
    ["key", { secret: "c2VjcmV0", passphrase: "p" }],
    ["secret", { key: "f4f247b7-0000-4000-8000-000000000003", secret: "", passphrase: "p" }],
    ["passphrase", { key: "f4f247b7-0000-4000-8000-000000000003", secret: "c2VjcmV0" }],
    ["key", null],
  ])("without a %s are refused before anything is sent", (field, credentials) => {
    let error: unknown;
    try {
      createScriptedAccount({ credentials: credentials as never });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({
      name: "ValidationError",
      action: expect.stringContaining("{ key, secret, passphrase }"),
      context: { field: `credentials.${field}` },
    });
  });

  it("refused by the venue are derived once more, because they may have been revoked", async () => {
    const { account, transport, sent } = createScriptedAccount();
    await account.credentials();
    transport.on("GET /auth/derive-api-key", {
      body: {
        apiKey: "f4f247b7-0000-4000-8000-000000000009",
        secret: "c2VjcmV0c2VjcmV0c2VjcmV0",
        passphrase: "p",
      },
    });
    transport.on(
      "GET /auth/ban-status/closed-only",
      { status: 401, body: { error: "Unauthorized/Invalid api key" } },
      { body: { closed_only: false } },
    );
    expect(await account.fetchClosedOnly()).toBe(false);
    expect(sent("GET /auth/ban-status/closed-only")).toHaveLength(2);
  });

  it("that stay the same after a refusal are an error at once", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("GET /auth/ban-status/closed-only", {
      status: 401,
      body: { error: "Unauthorized/Invalid api key" },
    });
    await expect(account.fetchClosedOnly()).rejects.toMatchObject({ name: "AuthenticationError" });
    expect(sent("GET /auth/ban-status/closed-only")).toHaveLength(1);
  });

  it("headers are signed when the request goes out, with the venue's time", async () => {
    const { account, transport, clock, sent } = createScriptedAccount();
    await account.fetchBalance();
    const { headers } = sent("GET /balance-allowance")[0]!;
    const read = (): Record<string, string> =>
      (typeof headers === "function" ? headers() : {}) as Record<string, string>;
    const before = Number(read().POLY_TIMESTAMP);
    await clock.advance(30_000);
    expect(Number(read().POLY_TIMESTAMP)).toBe(before + 30);
    expect(
      transport.seen.every(
        (request) => request.wallet === undefined || request.wallet === request.wallet.toLowerCase(),
      ),
    ).toBe(true);
  });
});

describe("an account at the local venue", () => {
  let local: LocalVenue;
  let account: ClobAccount;
  let tokenId: string;

  beforeAll(async () => {
    local = await openLocalVenue({ seed: 4, settlement: { minedAfterMs: 0, confirmedAfterMs: 0 } });
    account = local.wallet(0);
    const market = local.venue.ready.markets[0]!;
    tokenId = market.tokens[0]!.tokenId;
    await account.placeLimit({ tokenId, side: "BUY", price: "0.4", size: "100" });
    await local
      .wallet(1)
      .placeLimit({ tokenId: market.tokens[1]!.tokenId, side: "BUY", price: "0.6", size: "40" });
    local.venue.advance(5_000);
  });

  afterAll(() => local.close());

  it("manages its keys", async () => {
    const { key } = await account.credentials();
    expect(await account.listApiKeys()).toEqual([key]);
    const readOnly = await account.createReadOnlyKey();
    expect(await account.listReadOnlyKeys()).toEqual([readOnly]);
    expect(await account.deleteReadOnlyKey(readOnly)).toBe(true);
    expect(await account.deleteReadOnlyKey(readOnly)).toBe(false);
    const builder = await account.createBuilderKey();
    expect(JSON.stringify(builder)).not.toContain(builder.secret.reveal());
    expect((await account.listBuilderKeys()).map((each) => each.key)).toEqual([builder.key]);
  });

  it("gets another key after deleting the one it works with", async () => {
    const wallet = local.wallet(2);
    const before = (await wallet.credentials()).key;
    await wallet.deleteApiKey();
    expect((await wallet.fetchBalance()).balance.toFixed()).toBe("10000");
    expect((await wallet.credentials()).key).not.toBe(before);
  });

  it("reads how it stands", async () => {
    const notifications = await account.fetchNotifications();
    expect(notifications.map((each) => each.type)).toContain(2);
    await account.dropNotifications(notifications.map((each) => each.id));
    expect(await account.fetchNotifications()).toEqual([]);
    expect(await account.fetchRateLimitTier()).toBe("standard");
    expect(await local.wallet(9).fetchSessionSigners()).toEqual([]);
    expect((await account.listEarnings("2026-11-22").collect()).complete).toBe(true);
    await expect(async () => account.listEarnings("22.11.2026")).rejects.toMatchObject({
      name: "ValidationError",
    });
    expect(await account.fetchRewardShares()).toBeInstanceOf(Map);
    const [open] = (await account.listOpenOrders().collect()).items;
    expect((await account.fetchScoring([open!.id])).has(open!.id)).toBe(true);
  });

  it("public reads: history, short markets, builders, rewards, version", async () => {
    const { clob } = local;
    expect(await clob.fetchVersion()).toBe(2);
    const history = await clob.fetchPriceHistory(tokenId, { interval: "1h" });
    expect(history.points.length).toBeGreaterThan(0);
    const now = local.venue.ledger().now;
    const window = await clob.fetchPriceHistory(tokenId, { from: now - 3_600_000, to: now });
    // Nothing traded for most of the hour, and the result says so.
    expect(window).toMatchObject({ complete: false });
    expect(window.gaps[0]!.from).toBe(now - 3_600_000);
    await expect(clob.fetchPriceHistory(tokenId, { from: 2, to: 1 })).rejects.toMatchObject({
      name: "ValidationError",
    });
    const histories = await clob.fetchPriceHistories([tokenId], { interval: "1d" });
    expect([...histories.keys()]).toEqual([tokenId]);

    const short = await clob.listSimplifiedMarkets().collect();
    expect(short).toMatchObject({ complete: true });
    expect(short.items).toHaveLength(local.venue.ready.markets.length);

    const builder: Hex = `0x${"ab".repeat(32)}`;
    await expect(clob.fetchBuilderFees(builder)).rejects.toMatchObject({
      name: "MarketDataError",
      retry: "never",
    });
    local.venue.setBuilderRates(builder, 20, 5);
    expect((await clob.fetchBuilderFees(builder)).takerBps.toFixed()).toBe("20");
    await account.placeLimit({ tokenId, side: "BUY", price: "0.35", size: "10", builder });
    expect((await clob.listBuilderTrades(builder).collect()).complete).toBe(true);

    const rewards = await clob.listCurrentRewards().collect();
    expect(rewards.complete).toBe(true);
    const rewarded = rewards.items[0];
    if (rewarded !== undefined) {
      expect((await clob.fetchMarketRewards(rewarded.conditionId))[0]?.conditionId).toBe(
        rewarded.conditionId,
      );
    }
    expect(await clob.fetchRebates(account.funder, "2026-11-22")).toBeInstanceOf(Array);
  });
});
