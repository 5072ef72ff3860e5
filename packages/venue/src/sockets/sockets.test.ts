import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createVenue, type Venue } from "../index.ts";
import { type TestClient, testClient } from "../testing/client.ts";
import { openSocket, type TestSocket } from "../testing/socket.ts";

type Level = { price: string; size: string };
type Frame = Record<string, unknown> & { event_type: string };

describe("sockets", () => {
  let venue: Venue;
  let maker: TestClient;
  let taker: TestClient;
  let yes: string;
  let no: string;
  let sockets: TestSocket[];
  const open = async (url: string): Promise<TestSocket> => {
    const socket = await openSocket(url);
    sockets.push(socket);
    return socket;
  };

  beforeEach(async () => {
    sockets = [];
    venue = await createVenue({
      quirks: { lastTradeDelayMs: 1 },
      settlement: { minedAfterMs: 1, confirmedAfterMs: 1 },
    });
    const [first, second] = venue.ready.accounts;
    maker = await testClient(venue, first!);
    taker = await testClient(venue, second!);
    yes = venue.ready.markets[0]!.tokens[0]!.tokenId;
    no = venue.ready.markets[0]!.tokens[1]!.tokenId;
  });

  afterEach(async () => {
    for (const socket of sockets) socket.close();
    await venue.close();
  });

  it("answers a subscription with one array of books and PING with PONG", async () => {
    await maker.place({ tokenId: yes, side: "BUY", price: "0.4", size: "10" });
    const socket = await open(venue.ready.market);
    socket.send({ assets_ids: [yes, no, "123"], type: "market" });
    const books = (await socket.next()) as Frame[];
    expect(books).toHaveLength(2);
    expect(books[0]).toMatchObject({
      event_type: "book",
      asset_id: yes,
      bids: [{ price: "0.4", size: "10" }],
      asks: [],
      tick_size: "0.01",
      last_trade_price: "",
    });
    expect(books[0]).not.toHaveProperty("min_order_size");
    socket.send("PING");
    expect(await socket.next()).toBe("PONG");
  });

  it("sends each change of both tokens, with the hash of the book after it", async () => {
    const socket = await open(venue.ready.market);
    socket.send({ assets_ids: [yes], type: "market" });
    await socket.next();
    await maker.place({ tokenId: yes, side: "BUY", price: "0.4", size: "10" });
    const frame = (await socket.next()) as Frame & {
      price_changes: Record<string, string>[];
      timestamp: string;
    };
    expect(frame).toMatchObject({
      event_type: "price_change",
      price_changes: [
        { asset_id: yes, side: "BUY", price: "0.4", size: "10", best_bid: "0.4", best_ask: "1" },
        { asset_id: no, side: "SELL", price: "0.6", size: "10", best_bid: "0", best_ask: "0.6" },
      ],
    });
    expect(socket.raw.at(-1)).toContain('", "price_changes":[{"asset_id":"');
    const canonical = JSON.stringify({
      market: frame.market,
      asset_id: yes,
      timestamp: frame.timestamp,
      hash: "",
      bids: [{ price: "0.4", size: "10" } satisfies Level],
      asks: [],
      min_order_size: "5",
      tick_size: "0.01",
      neg_risk: false,
      last_trade_price: "",
    });
    expect(frame.price_changes[0]?.hash).toBe(createHash("sha1").update(canonical).digest("hex"));
  });

  it("sends the change, the book, and later the trade; custom features bring the best prices", async () => {
    await maker.place({ tokenId: yes, side: "BUY", price: "0.4", size: "10" });
    const socket = await open(venue.ready.market);
    socket.send({ assets_ids: [yes], type: "market", custom_feature_enabled: true });
    await socket.next();
    await taker.place({ tokenId: no, side: "BUY", price: "0.6", size: "10" });
    const kinds: string[] = [];
    while (!kinds.includes("price_change")) kinds.push(((await socket.next()) as Frame).event_type);
    expect(kinds).toEqual(["best_bid_ask", "best_bid_ask", "price_change"]);
    expect(await socket.next()).toMatchObject({ event_type: "book", asset_id: yes, bids: [], asks: [] });
  });

  it("stops after unsubscribing, and dumps again after subscribing anew", async () => {
    const socket = await open(venue.ready.market);
    socket.send({ assets_ids: [yes], type: "market" });
    await socket.next();
    socket.send({ assets_ids: [yes], operation: "unsubscribe" });
    socket.send("PING");
    await socket.next();
    await maker.place({ tokenId: yes, side: "BUY", price: "0.4", size: "10" });
    socket.send({ assets_ids: [no], operation: "subscribe" });
    expect(await socket.next()).toMatchObject([{ event_type: "book", asset_id: no }]);
  });

  it("tells each side of a trade its orders and every state of the trade", async () => {
    const mine = await open(venue.ready.user);
    const theirs = await open(venue.ready.user);
    for (const [socket, client] of [
      [mine, maker],
      [theirs, taker],
    ] as const) {
      const { key, secret, passphrase } = client.credentials;
      socket.send({
        auth: { apiKey: key, secret: secret.reveal(), passphrase: passphrase.reveal() },
        type: "user",
      });
      socket.send("PING");
      await socket.next();
    }
    await maker.place({ tokenId: yes, side: "BUY", price: "0.4", size: "10" });
    expect(await mine.next()).toMatchObject({
      event_type: "order",
      type: "PLACEMENT",
      status: "LIVE",
      price: "0.4",
      original_size: "10",
      size_matched: "0",
      order_type: "GTC",
      maker_address: maker.account.funder,
      owner: maker.credentials.key,
    });
    await taker.place({ tokenId: no, side: "BUY", price: "0.6", size: "10" });
    const heard: Frame[] = [];
    while (heard.filter((frame) => frame.event_type === "trade").length < 3) {
      heard.push((await mine.next()) as Frame);
    }
    const trades = heard.filter((frame) => frame.event_type === "trade");
    expect(trades.map((frame) => frame.status)).toEqual(["MATCHED", "MINED", "CONFIRMED"]);
    expect(trades[0]).toMatchObject({
      type: "TRADE",
      trader_side: "MAKER",
      asset_id: no,
      size: "10",
      price: "0.6",
    });
    const update = heard.find((frame) => frame.type === "UPDATE");
    expect(update).toMatchObject({ size_matched: "10", status: "MATCHED" });
    const first = [(await theirs.next()) as Frame, (await theirs.next()) as Frame];
    expect(first.some((frame) => frame.event_type === "trade" && frame.trader_side === "TAKER")).toBe(true);
  });

  it("names the reason of a killed order and leaves its matched size empty", async () => {
    const socket = await open(venue.ready.user);
    const { key, secret, passphrase } = maker.credentials;
    socket.send({
      auth: { apiKey: key, secret: secret.reveal(), passphrase: passphrase.reveal() },
      type: "user",
      markets: [venue.ready.markets[0]!.conditionId],
    });
    socket.send("PING");
    await socket.next();
    await maker.place({ tokenId: yes, side: "BUY", price: "0.4", size: "10", type: "FOK" });
    const frames = [await socket.next()] as Frame[];
    while (frames.at(-1)?.type !== "CANCELLATION") frames.push((await socket.next()) as Frame);
    const killed = frames.at(-1);
    expect(killed?.status).toMatch(/^CANCELED_/);
    expect(killed).toMatchObject({ size_matched: "", created_at: "" });
  });

  it("closes a user socket whose credentials are wrong", async () => {
    const socket = await open(venue.ready.user);
    socket.send({ auth: { apiKey: maker.credentials.key, secret: "AAAA", passphrase: "x" }, type: "user" });
    expect(await socket.closed).toBe(1008);
  });

  it("drops, repeats, reorders, mutes and closes on demand", async () => {
    const socket = await open(venue.ready.market);
    socket.send({ assets_ids: [yes], type: "market" });
    await socket.next();
    const place = (price: string) => maker.place({ tokenId: yes, side: "BUY", price, size: "10" });
    const priceOf = (frame: unknown) => (frame as { price_changes: Level[] }).price_changes[0]?.price;

    venue.inject({ kind: "drop", route: "/ws/market" });
    await place("0.1");
    await place("0.2");
    expect(priceOf(await socket.next())).toBe("0.2");

    venue.inject({ kind: "duplicate", route: "/ws/market" });
    await place("0.3");
    expect([priceOf(await socket.next()), priceOf(await socket.next())]).toEqual(["0.3", "0.3"]);

    venue.inject({ kind: "reorder", route: "/ws/market" });
    await place("0.31");
    await place("0.32");
    expect([priceOf(await socket.next()), priceOf(await socket.next())]).toEqual(["0.32", "0.31"]);

    venue.inject({ kind: "mute", route: "/ws/market" });
    await place("0.33");
    await place("0.34");
    socket.send("PING");
    expect(await socket.next()).toBe("PONG");
    expect(venue.ledger().faults.map((hit) => hit.kind)).toEqual(["drop", "duplicate", "reorder", "mute"]);

    const other = await open(venue.ready.market);
    other.send({ assets_ids: [yes], type: "market" });
    await other.next();
    venue.inject({ kind: "close", route: "/ws/market", status: 1012 });
    await place("0.35");
    expect(await other.closed).toBe(1012);
  });
});
