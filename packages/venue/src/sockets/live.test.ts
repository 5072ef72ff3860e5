import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { createVirtualClock, type VirtualClock } from "@pm/core-types/virtual";
import { ConnectionStatus, type Message, RealTimeDataClient } from "@polymarket/real-time-data-client";
import { WebSocket } from "ws";
import { createVenue, type Venue } from "../index.ts";
import { testClient } from "../testing/client.ts";
import { openSocket, type TestSocket } from "../testing/socket.ts";

type Frame = Record<string, unknown>;

describe("live data, prices, sports", () => {
  let venue: Venue;
  let clock: VirtualClock;
  let sockets: TestSocket[];
  const open = async (url: string): Promise<TestSocket> => {
    const socket = await openSocket(url);
    sockets.push(socket);
    return socket;
  };

  beforeEach(async () => {
    sockets = [];
    clock = createVirtualClock(1_800_000_000_000);
    venue = await createVenue({ clock, accounts: 2 });
  });
  afterEach(async () => {
    for (const socket of sockets) socket.close();
    await venue.close();
  });

  async function trade(): Promise<void> {
    const maker = await testClient(venue, venue.ready.accounts[0]!);
    const taker = await testClient(venue, venue.ready.accounts[1]!);
    const [yes, no] = venue.ready.markets[0]!.tokens.map((token) => token.tokenId);
    await maker.place({ tokenId: yes!, side: "BUY", price: "0.4", size: "10" });
    await taker.place({ tokenId: no!, side: "BUY", price: "0.6", size: "10" });
  }

  it("streams activity to the official live-data client, unmodified", async () => {
    for (const name of ["log", "error", "warn"] as const)
      jest.spyOn(console, name).mockImplementation(() => {});
    const messages: Message[] = [];
    const slug = venue.ready.markets[0]!.slug;
    let heard: () => void = () => {};
    const both = new Promise<void>((resolve) => {
      heard = resolve;
    });
    let left: () => void = () => {};
    const gone = new Promise<void>((resolve) => {
      left = resolve;
    });
    const client = new RealTimeDataClient({
      onStatusChange: (status) => {
        if (status === ConnectionStatus.DISCONNECTED) left();
      },
      host: venue.ready.rtds,
      onMessage: (_, message) => {
        messages.push(message);
        if (messages.length === 2) heard();
      },
      onConnect: (connected) => {
        connected.subscribe({
          subscriptions: [
            { topic: "activity", type: "*", filters: `{"event_slug":"${slug}"}` },
            { topic: "comments", type: "comment_created" },
          ],
        });
        void trade();
      },
    });
    client.connect();
    await both;
    client.disconnect();
    await gone;
    expect(messages.map((message) => [message.topic, message.type])).toEqual([
      ["activity", "trades"],
      ["activity", "orders_matched"],
    ]);
    expect(messages[0]?.payload).toMatchObject({
      side: "BUY",
      price: 0.6,
      size: 10,
      eventSlug: slug,
      outcome: "No",
    });
  });

  it("backfills prices, then sends one a second; a space in the filter silences it", async () => {
    const socket = await open(venue.ready.rtds);
    const subscribe = (topic: string, filters: string) =>
      socket.send({ action: "subscribe", subscriptions: [{ topic, type: "update", filters }] });
    subscribe("crypto_prices_chainlink", '{"symbol":"btc/usd"}');
    expect(await socket.next()).toBe("");
    const history = (await socket.next()) as { topic: string; type: string; payload: { data: Frame[] } };
    expect(history).toMatchObject({
      topic: "crypto_prices",
      type: "subscribe",
      payload: { symbol: "btc/usd" },
    });
    expect(history.payload.data).toHaveLength(120);
    await clock.advance(1_000);
    const update = (await socket.next()) as { payload: Frame };
    expect(update).toMatchObject({ topic: "crypto_prices_chainlink", type: "update" });
    expect(update.payload.full_accuracy_value).toMatch(/^\d{22,}$/);
    const quiet = await open(venue.ready.rtds);
    quiet.send({
      action: "subscribe",
      subscriptions: [{ topic: "crypto_prices", type: "update", filters: '{"symbol": "btcusdt"}' }],
    });
    expect(await quiet.next()).toBe("");
    await clock.advance(3_000);
    quiet.send({ action: "subscribe", subscriptions: [{ topic: "nonsense", type: "*" }] });
    expect(await quiet.next()).toMatchObject({ statusCode: 401 });
  });

  it("tells comments to whoever watches their event", async () => {
    const socket = await open(venue.ready.rtds);
    socket.send({
      action: "subscribe",
      subscriptions: [
        {
          topic: "comments",
          type: "comment_created",
          filters: '{"parentEntityID":2,"parentEntityType":"Event"}',
        },
      ],
    });
    await socket.next();
    const author = venue.ready.accounts[0]!.funder;
    venue.comment({ body: "elsewhere", author, entityType: "Event", entityId: 1 });
    venue.comment({ body: "here", author, entityType: "Event", entityId: 2 });
    expect(await socket.next()).toMatchObject({
      topic: "comments",
      payload: { body: "here", userAddress: author },
    });
  });

  it("price socket: credentials, acks, snapshot, consecutive sequence, errors", async () => {
    const client = await testClient(venue, venue.ready.accounts[0]!);
    const token = venue.ready.markets[0]!.tokens[0]!.tokenId;
    const socket = await open(venue.ready.prices);
    const send = (frame: Frame) => socket.send(frame);
    send({
      op: "subscribe",
      rid: "1",
      subscriptions: [{ channel: "price.crypto", filter: { symbol: "btcusd" } }],
    });
    expect(await socket.next()).toEqual({
      op: "error",
      code: "auth_required",
      channel: "price.crypto",
      rid: "1",
    });
    const { key, secret, passphrase } = client.credentials;
    send({
      op: "auth",
      rid: "2",
      auth: { apiKey: key, secret: secret.reveal(), passphrase: passphrase.reveal() },
    });
    expect(await socket.next()).toEqual({ op: "authed", rid: "2" });
    send({ op: "subscribe", rid: "3", channel: "price.crypto", filter: { symbol: "btcusd" } });
    expect(await socket.next()).toMatchObject({ op: "subscribed", channel: "price.crypto", rid: "3" });
    expect(await socket.next()).toMatchObject({
      v: 1,
      seq: 1,
      snapshot: true,
      payload: { symbol: "btcusd" },
    });
    await clock.advance(2_000);
    expect(await socket.next()).toMatchObject({ seq: 2, payload: { symbol: "btcusd" } });
    expect(await socket.next()).toMatchObject({ seq: 3 });
    send({
      op: "subscribe",
      rid: "4",
      subscriptions: [{ channel: "price.polymarket", filter: { asset_id: token } }],
    });
    await socket.next();
    expect(await socket.next()).toMatchObject({
      channel: "price.polymarket",
      seq: 1,
      payload: { best_bid: "0" },
    });
    await client.place({ tokenId: token, side: "BUY", price: "0.4", size: "10" });
    expect(await socket.next()).toMatchObject({
      channel: "price.polymarket",
      seq: 2,
      payload: { best_bid: "0.4" },
    });
    send({ op: "subscribe", rid: "5", channel: "price.moon", filter: {} });
    expect(await socket.next()).toMatchObject({ op: "error", code: "bad_channel" });
    send({ op: "ping", rid: "6" });
    expect(await socket.next()).toEqual({ op: "pong", rid: "6" });
    for (let i = 0; i < 25; i++) send({ op: "unsubscribe", rid: "x", channel: "price.crypto", filter: {} });
    expect(await socket.closed).toBe(4008);
  });

  it("price socket: pings, and closes on whoever does not answer twice", async () => {
    const silent = new WebSocket(venue.ready.prices, { autoPong: false });
    const closed = once(silent, "close") as Promise<[number]>;
    await once(silent, "open");
    const alive = await open(venue.ready.prices);
    for (let n = 0; n < 4; n++) {
      await clock.advance(25_000);
      alive.send({ op: "ping", rid: "x" });
      expect(await alive.next()).toEqual({ op: "pong", rid: "x" });
    }
    expect((await closed)[0]).toBe(4002);
  });

  it("price socket: a slow reader is told how many frames it missed", async () => {
    const { credentials } = await testClient(venue, venue.ready.accounts[0]!);
    const token = venue.ready.markets[0]!.tokens[0]!.tokenId;
    const socket = new WebSocket(venue.ready.prices);
    let [answers, got, missed, gaps, sent] = [0, 0, 0, 0, 0];
    socket.on("message", (data) => {
      const frame = JSON.parse(data.toString()) as Frame;
      answers += 1;
      if (frame.seq === undefined) return;
      got += 1;
      missed += Number(frame.dropped ?? 0);
      if (frame.seq !== got) gaps += 1;
    });
    const until = async (enough: () => boolean): Promise<void> => {
      while (!enough()) await once(socket, "message");
    };
    await once(socket, "open");
    const auth = {
      apiKey: credentials.key,
      secret: credentials.secret.reveal(),
      passphrase: credentials.passphrase.reveal(),
    };
    socket.send(JSON.stringify({ op: "auth", rid: "1", auth }));
    socket.send(
      JSON.stringify({ op: "subscribe", channel: "price.polymarket", filter: { asset_id: token } }),
    );
    await until(() => answers === 3);
    const change = (): void =>
      venue.engine.mirrorDepth(token as never, "BUY", "0.40", String(100 + (++sent % 7)));
    socket.pause();
    for (let turn = 0; turn < 250; turn++) {
      for (let n = 0; n < 100; n++) change();
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.resume();
    // The first frame it takes again tells of those it missed: one comes for every change made from now on.
    const complete = (): boolean => got - 1 + missed === sent;
    while (!complete()) {
      change();
      await once(socket, "message");
    }
    expect(missed).toBeGreaterThan(0);
    expect(gaps).toBe(0);
    socket.close();
  }, 30_000);

  it("sports socket: results, text pings, and no patience without pongs", async () => {
    const socket = await open(venue.ready.sports);
    const result = {
      gameId: 7,
      leagueAbbreviation: "cup",
      slug: "harriers-terns",
      homeTeam: "Harriers",
      awayTeam: "Terns",
      status: "InProgress",
      score: "1-0",
      period: "1H",
      elapsed: "12",
      live: true,
      ended: false,
    };
    socket.send("pong");
    venue.sport(result);
    expect(await socket.next()).toEqual(result);
    await clock.advance(5_000);
    expect(await socket.next()).toBe("ping");
    await clock.advance(20_000);
    expect(await socket.closed).toBe(1001);
  });
});
