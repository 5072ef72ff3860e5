import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createVirtualClock, type VirtualClock } from "@pm/core-types/virtual";
import { createVenue, DEFAULT_EVENTS, type Venue } from "../index.ts";
import { type Answer, request, type TestClient, type TestOrder, testClient } from "../testing/client.ts";

const error = (text: string | RegExp) =>
  typeof text === "string" ? { error: text } : { error: expect.stringMatching(text) };

describe("rules of the CLOB, to the letter", () => {
  let venue: Venue;
  let clock: VirtualClock;
  let alice: TestClient;
  let bob: TestClient;
  let token: string;
  const order = (extra: Partial<TestOrder> = {}): TestOrder => ({
    tokenId: token,
    side: "BUY",
    price: "0.4",
    size: "10",
    ...extra,
  });
  const expectRefusal = async (answer: Promise<Answer>, status: number, text: string | RegExp) =>
    expect(await answer).toMatchObject({ status, body: error(text) });

  beforeEach(async () => {
    clock = createVirtualClock(1_800_000_000_000);
    const [plain] = DEFAULT_EVENTS;
    venue = await createVenue({
      clock,
      events: [
        ...DEFAULT_EVENTS,
        {
          ...plain!,
          slug: "sports",
          markets: [{ slug: "delayed", question: "Delayed?", secondsDelay: 3 }],
        },
        {
          ...plain!,
          slug: "held",
          markets: [{ slug: "held", question: "Held?", takerDelayMs: 250 }],
        },
      ],
    });
    alice = await testClient(venue, venue.ready.accounts[0]!);
    bob = await testClient(venue, venue.ready.accounts[1]!);
    token = venue.ready.markets[0]!.tokens[0]!.tokenId;
  });
  afterEach(() => venue.close());

  it("payload, owner, signer, signature, token and version", async () => {
    const payload = await alice.payload(order());
    const inner = payload.order as Record<string, unknown>;
    const post = (body: unknown) => alice.send("POST", "/order", body);
    await expectRefusal(post("not json"), 400, "Invalid order payload");
    await expectRefusal(post({}), 400, "Invalid order payload");
    await expectRefusal(post({ ...payload, order: { ...inner, salt: "1" } }), 400, "Invalid order payload");
    await expectRefusal(post({ ...payload, orderType: "IOC" }), 400, "Invalid order payload");
    await expectRefusal(
      post({ ...payload, owner: bob.credentials.key }),
      400,
      "the order owner has to be the owner of the API KEY",
    );
    await expectRefusal(
      bob.send("POST", "/order", { ...payload, owner: bob.credentials.key }),
      400,
      "the order signer address has to be the address of the API KEY",
    );
    await expectRefusal(
      post({ ...payload, order: { ...inner, makerAmount: "3900000" } }),
      400,
      "invalid signature",
    );
    await expectRefusal(
      post({ ...payload, order: { ...inner, tokenId: "7" } }),
      400,
      "the orderbook 7 does not exist",
    );
    await expectRefusal(
      post({ ...payload, order: { ...inner, taker: "0x", nonce: "0", feeRateBps: "0" } }),
      400,
      "order_version_mismatch",
    );
    expect(venue.ledger().orders).toHaveLength(0);
  });

  it("grid, lot, minimum size, marketable minimum, funds", async () => {
    await expectRefusal(
      alice.place(order({ price: "0.405", tickSize: "0.001" })),
      400,
      /^order 0x[0-9a-f]{64} is invalid\. Price \(0\.405\) breaks minimum tick size rule: 0\.01$/,
    );
    await expectRefusal(
      alice.place(order({ size: "4" })),
      400,
      /^order 0x[0-9a-f]{64} is invalid\. Size \(4\) lower than the minimum: 5$/,
    );
    await bob.place(order({ price: "0.05", size: "50", side: "BUY", tokenId: other() }));
    await expectRefusal(
      alice.place(order({ price: "0.95", size: "1", type: "FAK" })),
      400,
      "invalid amount for a marketable BUY order ($0.95), min size: $1",
    );
    await expectRefusal(alice.place(order({ size: "30000" })), 400, "not enough balance / allowance");
    await expectRefusal(alice.place(order({ side: "SELL" })), 400, "not enough balance / allowance");
  });

  it("post-only, duplicates, expirations", async () => {
    await bob.place(order({ tokenId: other(), price: "0.6" }));
    await expectRefusal(
      alice.place(order({ postOnly: true })),
      400,
      "invalid post-only order: order crosses book",
    );
    const payload = await alice.payload(order({ price: "0.3" }));
    expect((await alice.send("POST", "/order", payload)).status).toBe(200);
    await expectRefusal(
      alice.send("POST", "/order", payload),
      400,
      /^order 0x[0-9a-f]{64} is invalid\. Duplicated\.$/,
    );
    const now = Math.floor(venue.now() / 1000);
    await expectRefusal(
      alice.place(order({ type: "GTD", expiration: now + 120 })),
      400,
      "invalid expiration",
    );
    const good = await alice.place(order({ type: "GTD", expiration: now + 200, price: "0.2" }));
    expect(good.status).toBe(200);
    await clock.advance(139_000);
    expect((await alice.get("/data/orders")).body).toMatchObject({ count: 2 });
    await clock.advance(2_000);
    expect((await alice.get("/data/orders")).body).toMatchObject({ count: 1 });
  });

  it("batches: at most 15, each entry for itself, hashes in order", async () => {
    const entries = await Promise.all(
      [order({ price: "0.1" }), order({ size: "1" }), order({ price: "0.2" })].map(alice.payload),
    );
    const answer = await alice.send("POST", "/orders", entries);
    expect(answer.body).toMatchObject([
      { success: true, status: "live", errorMsg: "" },
      {
        success: false,
        orderID: "",
        status: "",
        errorMsg: expect.stringContaining("lower than the minimum"),
      },
      { success: true, status: "live" },
    ]);
    const many = Array.from({ length: 16 }, () => entries[0]);
    await expectRefusal(
      alice.send("POST", "/orders", many),
      400,
      "Too many orders in payload: 16, max allowed: 15",
    );
    const logged = venue.ledger().requests.find((one) => one.route === "POST /orders");
    expect(logged?.orderHashes).toHaveLength(3);
  });

  it("cancels: ids, duplicates, unknown ones, other people's, whole markets", async () => {
    const id = async (price: string) =>
      ((await alice.place(order({ price }))).body as { orderID: string }).orderID;
    const [a, b, c] = [await id("0.1"), await id("0.2"), await id("0.3")];
    const unknown = `0x${"ab".repeat(32)}`;
    await expectRefusal(alice.send("DELETE", "/order", { orderID: "0x12" }), 400, "Invalid orderID");
    await expectRefusal(alice.send("DELETE", "/orders", {}), 400, "Invalid order payload");
    await expectRefusal(
      alice.send(
        "DELETE",
        "/orders",
        Array.from({ length: 1001 }, () => a),
      ),
      400,
      "Too many orders in payload, max allowed: 1000",
    );
    expect((await bob.send("DELETE", "/order", { orderID: a })).body).toMatchObject({ canceled: [] });
    expect((await alice.send("DELETE", "/orders", [a, a, unknown])).body).toEqual({
      canceled: [a],
      not_canceled: { [unknown]: "Order not found or already canceled" },
    });
    await expectRefusal(alice.send("DELETE", "/cancel-market-orders", {}), 400, "Invalid order payload");
    const market = venue.ready.markets[0]!.conditionId;
    const swept = (await alice.send("DELETE", "/cancel-market-orders", { market })).body as {
      canceled: string[];
    };
    expect(new Set(swept.canceled)).toEqual(new Set([b, c]));
  });

  it("closed-only and banned accounts", async () => {
    venue.setClosedOnly(alice.account.address, true);
    expect((await alice.get("/auth/ban-status/closed-only")).body).toEqual({ closed_only: true });
    await expectRefusal(alice.place(order()), 400, `'${alice.account.address}' address in closed only mode`);
    venue.setBanned(bob.account.address, true);
    await expectRefusal(bob.place(order()), 400, `'${bob.account.address}' address banned`);
  });

  it("modes: 425, post-only afterwards, cancel-only, disabled", async () => {
    const resting = ((await alice.place(order({ price: "0.1" }))).body as { orderID: string }).orderID;
    venue.restart(5_000);
    const away = await alice.place(order());
    expect(away).toMatchObject({ status: 425, body: "service not ready" });
    expect((await alice.send("DELETE", "/order", { orderID: resting })).status).toBe(425);
    expect((await alice.get("/data/orders")).status).toBe(425);
    await clock.advance(5_000);
    const refused = await alice.place(order());
    expect(refused).toMatchObject({
      status: 503,
      body: {
        error: "post-only mode: only post-only orders and cancels are allowed",
        code: "post_only_mode",
        retry_after_seconds: 120,
      },
    });
    expect(refused.headers.get("retry-after")).toBe("120");
    const batch = await alice.send("POST", "/orders", [await alice.payload(order())]);
    expect(batch).toMatchObject({ status: 200, body: [{ success: true, orderID: "", status: "" }] });
    expect((await alice.place(order({ postOnly: true }))).status).toBe(200);
    await clock.advance(120_000);
    expect((await alice.place(order({ price: "0.2" }))).status).toBe(200);

    venue.setMode("cancel-only");
    await expectRefusal(
      alice.place(order()),
      503,
      "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.",
    );
    expect((await alice.send("DELETE", "/order", { orderID: resting })).status).toBe(200);
    venue.setMode("disabled");
    await expectRefusal(
      alice.send("DELETE", "/cancel-all"),
      503,
      "Trading is currently disabled. Check polymarket.com for updates",
    );
  });

  it("delayed markets: seconds asynchronously, milliseconds synchronously, uncancellable meanwhile", async () => {
    const market = (slug: string) => venue.ready.markets.find((one) => one.slug === slug)!;
    const [yes, no] = market("delayed").tokens.map((one) => one.tokenId);
    await bob.place(order({ tokenId: no!, price: "0.6" }));
    const late = await alice.place(order({ tokenId: yes! }));
    expect(late.body).toMatchObject({ success: true, status: "delayed", makingAmount: "", takingAmount: "" });
    const { orderID } = late.body as { orderID: string };
    const stuck = (await alice.send("DELETE", "/order", { orderID })).body as { canceled: string[] };
    expect(stuck.canceled).toEqual([]);
    await clock.advance(3_000);
    expect((await alice.get(`/data/order/${orderID}`)).body).toMatchObject({
      status: "MATCHED",
      size_matched: "10",
    });

    const [held, against] = market("held").tokens.map((one) => one.tokenId);
    await bob.place(order({ tokenId: against!, price: "0.6" }));
    let answered = false;
    const pending = alice.place(order({ tokenId: held! })).then((answer) => {
      answered = true;
      return answer;
    });
    while (venue.ledger().orders.filter((one) => one.status === "DELAYED").length === 0) await settle();
    await clock.advance(249);
    expect(answered).toBe(false);
    await clock.advance(1);
    expect((await pending).body).toMatchObject({ success: true, status: "matched", takingAmount: "10" });
  });

  it("heartbeats: chained ids, and silence cancels everything of the key", async () => {
    await alice.place(order({ price: "0.1" }));
    const beat = (id: string) => alice.send("POST", "/v1/heartbeats", { heartbeat_id: id });
    const first = (await beat("")).body as { heartbeat_id: string };
    expect((await beat(first.heartbeat_id)).status).toBe(200);
    expect(await beat("wrong")).toMatchObject({ status: 400, body: { error_msg: "Invalid Heartbeat ID" } });
    expect((await alice.send("POST", "/heartbeats")).body).toEqual({ status: "ok" });
    await clock.advance(16_000);
    expect((await alice.get("/data/orders")).body).toMatchObject({ count: 0 });
  });

  it("authentication: every header counts, the query is not signed, the body is", async () => {
    const unauthorized = { error: "Unauthorized/Invalid api key" };
    expect(await request(`${venue.ready.clob}/data/orders`)).toMatchObject({
      status: 401,
      body: unauthorized,
    });
    expect((await alice.get("/data/orders?market=0x1&next_cursor=MA==")).status).toBe(200);
    expect(await request(`${venue.ready.clob}/auth/api-key`, { method: "POST" })).toMatchObject({
      status: 401,
      body: { error: "Invalid L1 Request headers" },
    });
    await alice.send("DELETE", "/auth/api-key");
    expect(await alice.get("/data/orders")).toMatchObject({ status: 401, body: unauthorized });
  });

  it("public reads refuse with the documented texts", async () => {
    const get = (path: string) => request(`${venue.ready.clob}${path}`);
    const post = (path: string, body: string) =>
      request(`${venue.ready.clob}${path}`, { method: "POST", body });
    await expectRefusal(get("/book"), 400, "Invalid token id");
    await expectRefusal(get("/book?token_id=abc"), 400, "Invalid token id");
    await expectRefusal(get("/book?token_id=1"), 404, "No orderbook exists for the requested token id");
    await expectRefusal(get(`/price?token_id=${token}&side=LEFT`), 400, "Invalid side");
    await expectRefusal(post("/books", "{}"), 400, "Invalid payload");
    const rows = JSON.stringify(Array.from({ length: 501 }, () => ({ token_id: token })));
    await expectRefusal(post("/books", rows), 400, "Payload exceeds the limit");
    await expectRefusal(get("/markets/0x12"), 400, "Invalid market");
    await expectRefusal(get(`/markets/0x${"0".repeat(64)}`), 404, "market not found");
    await expectRefusal(get("/tick-size?token_id=1"), 404, "market not found");
    await expectRefusal(get(`/fees/builder-fees/0x${"1".repeat(64)}`), 404, "builder not found");
    await expectRefusal(get("/ohlc"), 400, "startTs is required");
    await expectRefusal(get("/ohlc?startTs=1"), 400, "asset_id is required");
    await expectRefusal(get("/ohlc?startTs=1&asset_id=1&fidelity=2m"), 400, "invalid fidelity: 2m");
    await expectRefusal(
      get("/orderbook-history?startTs=1"),
      400,
      "either market or asset_id must be provided",
    );
    expect((await get(`/last-trade-price?token_id=${token}`)).body).toEqual({ price: "0.5", side: "" });
  });

  function other(): string {
    return venue.ready.markets[0]!.tokens[1]!.tokenId;
  }
});

/** Lets sockets and promises move on without waiting for time. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
