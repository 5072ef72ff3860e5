import { describe, expect, it } from "@jest/globals";
import { AuthenticationError, type PolymarketError, secret, ValidationError } from "@pm/core-types";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import type { Anomaly } from "../frames/anomaly.ts";
import { type FakeSocket, fakeSockets } from "../testing/fake-sockets.ts";
import { createPriceStream, type PriceStreamOptions } from "./price-stream.ts";

type Sent = { op: string; rid: string; subscriptions?: { channel: string; filter: object }[] };

/** A price server that says yes to everything. */
function setup(over: Partial<PriceStreamOptions> = {}, answers = true) {
  const clock = createVirtualClock();
  const network = fakeSockets((socket, text) => {
    const frame = JSON.parse(text) as Sent;
    if (!answers) return;
    if (frame.op === "ping") socket.deliver('{"op":"pong"}');
    if (frame.op === "auth") socket.deliver(JSON.stringify({ op: "authed", rid: frame.rid }));
    for (const { channel } of frame.subscriptions ?? []) {
      socket.deliver(JSON.stringify({ op: `${frame.op}d`, channel, rid: frame.rid }));
    }
  });
  const errors: PolymarketError[] = [];
  const anomalies: Anomaly[] = [];
  const states: string[] = [];
  const stream = createPriceStream({
    url: "ws://venue/prices",
    sockets: network.factory,
    clock,
    random: createSeededRandom(3),
    onError: (error) => errors.push(error),
    onAnomaly: (anomaly) => anomalies.push(anomaly),
    onState: (state) => states.push(state),
    ...over,
  });
  const sent = (socket: FakeSocket) => socket.sent.map((text) => JSON.parse(text) as Sent);
  return { clock, network, stream, errors, anomalies, states, sent };
}

const data = (channel: string, seq: number, payload: object, more: object = {}) =>
  JSON.stringify({ v: 1, channel, seq, ts: 1_791_000_000_123, payload, ...more });
const tick = (symbol: string) => ({
  symbol,
  timestamp: 1_791_000_000_000,
  value: 63508.5,
  full_accuracy_value: "63508.50001",
});

describe("createPriceStream", () => {
  it("signs in, subscribes in one frame, and hands on typed prices", async () => {
    const { clock, network, stream, sent } = setup({
      credentials: { key: "k", secret: secret("s"), passphrase: "p" },
    });
    const seen: unknown[] = [];
    stream.subscribe("price.crypto", { symbol: "btcusd" }, (event) => seen.push(event));
    stream.subscribe("price.polymarket", { tokenId: "123" }, ({ payload }) => seen.push(payload.bestBid));
    network.last().open();
    await clock.advance(500);
    expect(sent(network.last())).toEqual([
      { op: "auth", auth: { apiKey: "k", secret: "s", passphrase: "p" }, rid: "1" },
      {
        op: "subscribe",
        subscriptions: [
          { channel: "price.crypto", filter: { symbol: "btcusd" } },
          { channel: "price.polymarket", filter: { asset_id: "123" } },
        ],
        rid: "2",
      },
    ]);
    network.last().deliver(data("price.crypto", 0, { symbol: "btcusd", data: [] }, { snapshot: true }));
    network.last().deliver(data("price.crypto", 1, tick("BTCUSD")));
    network.last().deliver(data("price.crypto", 4, tick("ethusd")));
    network.last().deliver(data("price.crypto", 5, tick("btcusd")));
    network
      .last()
      .deliver(
        data("price.polymarket", 0, { market: "0xm", asset_id: "123", best_bid: "0.5", timestamp: 1 }),
      );
    expect(seen).toEqual([
      expect.objectContaining({ isSnapshot: true, missed: 0 }),
      expect.objectContaining({
        missed: 0,
        payload: expect.objectContaining({ value: "63508.5", exactValue: "63508.50001" }),
      }),
      expect.objectContaining({ missed: 0 }),
      "0.5",
    ]);
    expect(stream.stats()).toMatchObject({ events: 5, missed: 2, sockets: 1 });
    await stream.close();
    expect(clock.pending()).toBe(0);
  });

  it.each([
    ["price.crypto", { symbol: "btc/usd" }],
    ["price.equity", { symbol: "AAPL" }],
    ["price.crypto.twap", { symbol: "btcusd", windowSeconds: 30 }],
    ["price.polymarket", { tokenId: "0x1" }],
  ] as const)("refuses a filter the server would refuse: %s %j", async (name, filter) => {
    const { stream } = setup();
    expect(() => stream.subscribe(name, filter as never, () => {})).toThrow(ValidationError);
    await stream.close();
  });

  it("begins to count anew on a new connection and asks for everything again", async () => {
    const { clock, network, stream, states } = setup();
    stream.subscribe("price.crypto", { symbol: "btcusd" }, () => {});
    network.last().open();
    network.last().deliver(data("price.crypto", 41, tick("btcusd")));
    network.last().drop(4002, "slow");
    while (network.sockets.length === 1) await clock.runNext();
    network.last().open();
    network.last().deliver(data("price.crypto", 0, tick("btcusd")));
    expect(network.last().sent[0]).toContain("btcusd");
    expect(stream.stats().missed).toBe(0);
    expect(states).toEqual(["live", "gap", "live"]);
    await stream.close();
  });

  it("stays with a token whose price does not change, and leaves a socket that only answers pings", async () => {
    const quiet = setup();
    quiet.stream.subscribe("price.polymarket", { tokenId: "123" }, () => {});
    quiet.network.last().open();
    await quiet.clock.advance(3_600_000);
    expect(quiet.states).toEqual(["live"]);
    expect(quiet.anomalies).toEqual([]);
    await quiet.stream.close();
    expect(quiet.clock.pending()).toBe(0);

    const mute = setup();
    mute.stream.subscribe("price.crypto", { symbol: "btcusd" }, () => {});
    mute.network.last().open();
    for (let seq = 0; seq < 60; seq++) {
      await mute.clock.advance(1_000);
      mute.network.last().deliver(data("price.crypto", seq, tick("btcusd")));
    }
    expect(mute.states).toEqual(["live"]);
    await mute.clock.advance(61_000);
    expect(mute.states).toEqual(["live", "gap"]);
    await mute.stream.close();

    const dead = setup({}, false);
    dead.stream.subscribe("price.polymarket", { tokenId: "123" }, () => {});
    dead.network.last().open();
    dead.network.last().deliver('{"op":"subscribed","channel":"price.polymarket","rid":"1"}');
    await dead.clock.advance(31_000);
    expect(dead.network.sockets[0]?.left()).toBe("terminated");
    await dead.stream.close();
  });

  it("comes back at a random moment when the server is drained, and never when it was refused", async () => {
    const { clock, network, stream } = setup();
    stream.subscribe("price.crypto", { symbol: "btcusd" }, () => {});
    network.last().open();
    network.last().drop(4003, "draining");
    await clock.advance(10_000);
    expect(network.sockets).toHaveLength(2);
    await stream.close();

    const refused = setup();
    refused.stream.subscribe("price.crypto", { symbol: "btcusd" }, () => {});
    refused.network.last().open();
    refused.network.last().drop(4001, "bad key");
    await refused.clock.advance(600_000);
    expect(refused.network.sockets).toHaveLength(1);
    expect(refused.errors[0]).toBeInstanceOf(AuthenticationError);
    expect(refused.states).toEqual(["live", "failed"]);
    await refused.stream.close();
  });

  it("reports a refused subscription by name, and restarts when there is no answer", async () => {
    const { network, stream, errors } = setup({}, false);
    stream.subscribe("price.crypto", { symbol: "nosuch" }, () => {});
    network.last().open();
    network.last().deliver('{"op":"error","code":"bad_filter","channel":"price.crypto","rid":"1"}');
    expect(errors[0]?.message).toContain("price.crypto: bad_filter");
    expect(errors[0]?.context.subjects).toEqual(["price.crypto nosuch"]);
    await stream.close();

    const silent = setup({}, false);
    silent.stream.subscribe("price.crypto", { symbol: "btcusd" }, () => {});
    silent.network.last().open();
    await silent.clock.advance(10_000);
    expect(silent.network.sockets[0]?.left()).toBe("terminated");
    await silent.stream.close();
    expect(silent.clock.pending()).toBe(0);
  });

  it("carries half as much on a connection for which the server dropped frames", async () => {
    const { clock, network, stream } = setup({ keysPerSocket: 8 });
    const symbols = Array.from({ length: 8 }, (_, n) => `s${n}`);
    for (const symbol of symbols) stream.subscribe("price.crypto", { symbol }, () => {});
    network.last().open();
    await clock.advance(2_000);
    network.last().deliver(data("price.crypto", 0, tick("s1"), { dropped: 3 }));
    expect(stream.stats()).toMatchObject({ dropped: 3, sockets: 2 });
    network.last().open();
    await clock.advance(2_000);
    expect(network.last().sent.join(" ")).toContain('"s7"');
    expect(network.last().sent.join(" ")).not.toContain('"s0"');
    expect(network.sockets[0]?.sent.at(-1)).toContain("unsubscribe");
    await stream.close();
  });

  it("counts what it cannot read", async () => {
    const { network, stream, anomalies } = setup();
    stream.subscribe("price.crypto", { symbol: "btcusd" }, () => {});
    network.last().open();
    for (const frame of [
      "{",
      "7",
      '{"v":1,"channel":"price.moon"}',
      data("price.crypto", 1, { symbol: "btcusd" }),
    ]) {
      network.last().deliver(frame);
    }
    expect(anomalies.map((anomaly) => anomaly.kind)).toEqual([
      "invalid-json",
      "malformed",
      "unknown",
      "malformed",
    ]);
    await stream.close();
  });
});
