import { on, once } from "node:events";
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { ValidationError } from "@pm/core-types";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import { captured } from "@pm/jest/captures";
import { createVenue } from "@pm/venue";
import official from "@polymarket/real-time-data-client";
import { WebSocketServer } from "ws";
import type { Anomaly } from "../frames/anomaly.ts";
import { fromE18, numberText } from "../frames/number-text.ts";
import { fakeSockets } from "../testing/fake-sockets.ts";
import { createLiveDataStream, type LiveDataStreamOptions } from "./live-data-stream.ts";
import { type LiveDataEvent, readLiveDataFrame } from "./read-live-data-frame.ts";
import { LIVE_DATA_STREAMS } from "./streams.ts";

function setup(over: Partial<LiveDataStreamOptions> = {}) {
  const clock = createVirtualClock();
  const network = fakeSockets();
  const anomalies: Anomaly[] = [];
  const stream = createLiveDataStream({
    url: "ws://venue/rtds",
    sockets: network.factory,
    clock,
    random: createSeededRandom(1),
    onAnomaly: (anomaly) => anomalies.push(anomaly),
    ...over,
  });
  return { clock, network, stream, anomalies };
}

const price = (topic: string, type: string, payload: object) =>
  JSON.stringify({ topic, type, timestamp: 1_781_228_467_847, payload });

describe("createLiveDataStream", () => {
  it("sends one subscription a frame, without a space, as the official client words it", async () => {
    const { clock, network, stream } = setup();
    stream.subscribe("activity.trades", { eventSlug: "my-event" }, () => {});
    stream.subscribe("prices.crypto.chainlink", { symbol: "btc/usd" }, () => {});
    stream.subscribe("comments.created", { parentEntityId: 7, parentEntityType: "Event" }, () => {});
    const last = stream.subscribe("activity.orders_matched", {}, () => {});
    network.last().open();
    await clock.advance(1_000);
    last.close();
    await clock.advance(1_000);
    expect(network.last().sent).toEqual([
      String.raw`{"action":"subscribe","subscriptions":[{"topic":"activity","type":"trades","filters":"{\"event_slug\":\"my-event\"}"}]}`,
      String.raw`{"action":"subscribe","subscriptions":[{"topic":"crypto_prices_chainlink","type":"*","filters":"{\"symbol\":\"btc/usd\"}"}]}`,
      String.raw`{"action":"subscribe","subscriptions":[{"topic":"comments","type":"comment_created","filters":"{\"parentEntityID\":7,\"parentEntityType\":\"Event\"}"}]}`,
      '{"action":"subscribe","subscriptions":[{"topic":"activity","type":"orders_matched"}]}',
      '{"action":"unsubscribe","subscriptions":[{"topic":"activity","type":"orders_matched"}]}',
    ]);
    await stream.close();
    expect(clock.pending()).toBe(0);
  });

  it.each([
    ["activity.trades", { marketSlug: "has space" }],
    ["activity.trades", { marketSlug: "a", eventSlug: "b" }],
    ["prices.crypto", { symbol: "btcusdt,ethusdt" }],
    ["prices.crypto", { symbol: "BTCUSDT" }],
    ["prices.crypto.chainlink", { symbol: "btc / usd" }],
    ["prices.crypto.chainlink", { symbol: "btcusd" }],
    ["comments.created", { parentEntityId: 1.5, parentEntityType: "Event" }],
    ["market.book", { tokenIds: [] }],
  ] as const)("refuses a filter that the server would ignore: %s %j", async (name, filter) => {
    const { stream } = setup();
    expect(() => stream.subscribe(name, filter as never, () => {})).toThrow(ValidationError);
    await stream.close();
  });

  it("gives each subscription what it asked for, also under a wrong label", async () => {
    const { network, stream } = setup();
    const seen: string[] = [];
    const note = (event: LiveDataEvent) =>
      seen.push(
        `${event.stream} ${event.type} ${JSON.stringify((event.payload as { symbol?: string }).symbol)}`,
      );
    stream.subscribe("prices.crypto", { symbol: "btcusdt" }, note);
    stream.subscribe("prices.crypto.chainlink", { symbol: "btc/usd" }, note);
    network.last().open();
    const history = { symbol: "btc/usd", data: [{ timestamp: 1_779_223_841_000, value: 76924.1245 }] };
    network.last().deliver("");
    network.last().deliver(price("crypto_prices", "subscribe", history));
    network
      .last()
      .deliver(price("crypto_prices", "update", { symbol: "btcusdt", timestamp: 1, value: 63508 }));
    network.last().deliver(price("crypto_prices", "update", { symbol: "ethusdt", timestamp: 1, value: 1 }));
    expect(seen).toEqual(['prices.crypto.chainlink subscribe "btc/usd"', 'prices.crypto update "btcusdt"']);
    await stream.close();
  });

  it("asks for everything again on a new socket, and says that there was a gap", async () => {
    const states: string[] = [];
    const { clock, network, stream } = setup({ onState: (state) => states.push(state) });
    stream.subscribe("prices.equity", { symbol: "aapl" }, () => {});
    network.last().open();
    await clock.advance(100);
    network.last().drop();
    while (network.sockets.length === 1) await clock.runNext();
    network.last().open();
    await clock.advance(100);
    expect(network.last().sent[0]).toContain("equity_prices");
    expect(states).toEqual(["live", "gap", "live"]);
    await stream.close();
  });

  it("replaces a socket whose steady streams fall silent, and refreshes what the server forgets", async () => {
    const { clock, network, stream } = setup({ refreshMs: 60_000 });
    stream.subscribe("prices.crypto", { symbol: "btcusdt" }, () => {});
    network.last().open();
    await clock.advance(15_000);
    network.last().deliver(price("crypto_prices", "update", { symbol: "btcusdt", timestamp: 1, value: 1 }));
    await clock.advance(15_000);
    expect(network.sockets[0]?.left()).toBeUndefined();
    await clock.advance(10_000);
    expect(network.sockets[0]?.left()).toBe("terminated");
    const quiet = setup({ refreshMs: 60_000 });
    quiet.stream.subscribe("comments.created", {}, () => {});
    quiet.network.last().open();
    await quiet.clock.advance(70_000);
    expect(quiet.network.sockets).toHaveLength(1);
    expect(quiet.network.last().sent.filter((frame) => frame.includes("subscribe"))).toHaveLength(3);
    await stream.close();
    await quiet.stream.close();
  });

  it("counts what it cannot read, and what the server refuses", async () => {
    const { network, stream, anomalies } = setup();
    stream.subscribe("comments.created", {}, () => {});
    network.last().open();
    for (const frame of [
      '{"body":{"message":"boom"},"statusCode":500}',
      "{",
      "[]",
      '{"topic":"weather","type":"rain","payload":{}}',
      price("crypto_prices", "update", { symbol: "btcusdt", value: "many" }),
    ]) {
      network.last().deliver(frame);
    }
    expect(anomalies.map((anomaly) => anomaly.kind)).toEqual([
      "refused",
      "invalid-json",
      "malformed",
      "unknown",
      "malformed",
    ]);
    await stream.close();
  });
});

describe("numbers", () => {
  it("become text without losing what was sent", () => {
    expect([0.1, 1e-7, 1.5e21, -2.5e-8, 63508, 1030.92].map(numberText)).toEqual([
      "0.1",
      "0.0000001",
      "1500000000000000000000",
      "-0.000000025",
      "63508",
      "1030.92",
    ]);
    expect(numberText(Number.NaN)).toBeUndefined();
    expect(["63281853416344427500000", "5", "-1500000000000000000", "x"].map(fromE18)).toEqual([
      "63281.8534163444275",
      "0.000000000000000005",
      "-1.5",
      undefined,
    ]);
  });
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe("the official live-data client", () => {
  it("sends the same frames for the same subscriptions", async () => {
    // It says goodbye on the console.
    jest.spyOn(console, "error").mockImplementation(() => {});
    const { RealTimeDataClient } = official;
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    closing.push(async () => {
      for (const client of server.clients) client.terminate();
      server.close();
    });
    await once(server, "listening");
    const host = `ws://127.0.0.1:${(server.address() as { port: number }).port}`;
    const framesOf = async (count: number): Promise<string[]> => {
      const [socket] = await once(server, "connection");
      const frames: string[] = [];
      for await (const [data] of on(socket, "message")) {
        const text = String(data);
        if (text.toLowerCase() !== "ping") frames.push(text);
        if (frames.length === count) break;
      }
      return frames;
    };
    const theirs = framesOf(3);
    const client = new RealTimeDataClient({
      host,
      autoReconnect: false,
      onConnect: (connected) => {
        for (const subscription of [
          { topic: "activity", type: "trades", filters: '{"market_slug":"some-market"}' },
          { topic: "crypto_prices", type: "*", filters: '{"symbol":"btcusdt"}' },
          { topic: "comments", type: "reaction_created" },
        ]) {
          connected.subscribe({ subscriptions: [subscription] });
        }
      },
    }).connect();
    const expected = await theirs;
    client.disconnect();

    const ours = framesOf(3);
    const stream = createLiveDataStream({ url: host });
    closing.push(stream.close);
    stream.subscribe("activity.trades", { marketSlug: "some-market" }, () => {});
    stream.subscribe("prices.crypto", { symbol: "btcusdt" }, () => {});
    stream.subscribe("reactions.created", {}, () => {});
    expect(await ours).toEqual(expected);
  });
});

describe("the live-data socket of the venue", () => {
  it("brings prices, their history first", async () => {
    const venue = await createVenue({ seed: 4 });
    closing.push(venue.close);
    const stream = createLiveDataStream({ url: venue.ready.rtds });
    closing.push(stream.close);
    const types = new Set<string>();
    await new Promise<void>((resolve) => {
      stream.subscribe("prices.crypto.chainlink", { symbol: "btc/usd" }, ({ type, payload }) => {
        types.add(type);
        expect(payload.symbol).toBe("btc/usd");
        if (types.size === 2) resolve();
      });
    });
    expect([...types]).toEqual(["subscribe", "update"]);
    expect(stream.stats()).toMatchObject({ anomalies: 0 });
  }, 15_000);
});

const captures = captured("data/rtds/") ?? "";
(captures ? describe : describe.skip)("captured live data", () => {
  it.each([
    ["activity-trades.frames.jsonl", 0],
    ["marfusios-20260519.frames.jsonl", 0],
    ["glmbotpoly.frames.jsonl", 1],
  ])("reads %s", (name, refused) => {
    let events = 0;
    const kinds: string[] = [];
    for (const frame of readFileSync(captures + name, "utf8")
      .split("\n")
      .filter(Boolean)) {
      readLiveDataFrame(frame, { event: () => events++, anomaly: (anomaly) => kinds.push(anomaly.kind) });
    }
    expect(kinds).toEqual(Array.from({ length: refused }, () => "refused"));
    expect(events).toBeGreaterThan(0);
  });

  it("keeps the digits of an oracle price", () => {
    const [, frame] = readFileSync(`${captures}glmbotpoly.frames.jsonl`, "utf8").split("\n");
    const seen: unknown[] = [];
    readLiveDataFrame(frame ?? "", { event: ({ payload }) => seen.push(payload), anomaly: () => {} });
    expect(seen).toEqual([
      expect.objectContaining({
        symbol: "btc/usd",
        value: "63281.85341634443",
        exactValue: "63281.8534163444275",
      }),
    ]);
  });
});

describe("the table of streams", () => {
  it("has a definition for each name, and no topic and type twice", () => {
    const asked = Object.values(LIVE_DATA_STREAMS).map(({ topic, type }) => `${topic} ${type}`);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.length).toBeGreaterThanOrEqual(14);
  });
});
