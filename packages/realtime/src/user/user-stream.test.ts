import { describe, expect, it } from "@jest/globals";
import { AuthenticationError, secret } from "@pm/core-types";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import { readUserFrame } from "../frames/read-user-frame.ts";
import type { UserEvent } from "../frames/user-events.ts";
import { fakeSockets } from "../testing/fake-sockets.ts";
import { createUserStream, type UserStreamEvent, type UserStreamOptions } from "./user-stream.ts";

const trade = (id: string, status: string) =>
  JSON.stringify({
    event_type: "trade",
    type: "TRADE",
    id,
    taker_order_id: "0xt",
    market: "0xm",
    asset_id: "1",
    side: "BUY",
    size: "10",
    price: "0.5",
    status,
    owner: "key",
    trader_side: "MAKER",
    maker_orders: [],
    timestamp: "1766491880835",
  });
const order = (id: string, type: string, matched: string, status: string) =>
  JSON.stringify({
    event_type: "order",
    type,
    id,
    owner: "key",
    market: "0xm",
    asset_id: "1",
    side: "BUY",
    original_size: "10",
    size_matched: matched,
    price: "0.5",
    status,
    timestamp: "1766491880835",
  });

function setup(over: Partial<UserStreamOptions> = {}) {
  const clock = createVirtualClock();
  const network = fakeSockets((socket, text) => {
    if (text === "PING") socket.deliver("PONG");
  });
  const stream = createUserStream({
    url: "ws://venue/user",
    credentials: { key: "key-1", secret: secret("s3cret"), passphrase: "pass" },
    sockets: network.factory,
    clock,
    random: createSeededRandom(1),
    ...over,
  });
  const seen: UserStreamEvent[] = [];
  stream.subscribe((event) => seen.push(event));
  const tell = () =>
    seen.map((event) =>
      event.type === "trade"
        ? `${event.tradeId} ${event.status}`
        : event.type === "order"
          ? `${event.orderId} ${event.action} ${event.sizeMatched}`
          : event.type,
    );
  return { clock, network, stream, seen, tell };
}

describe("createUserStream", () => {
  it("signs in as the official client does and becomes live when it was not refused", async () => {
    const { network, stream, tell } = setup({ markets: ["0xm"] });
    expect(stream.state()).toBe("connecting");
    network.last().open();
    await stream.ready();
    expect(network.last().sent[0]).toBe(
      '{"auth":{"apiKey":"key-1","passphrase":"pass","secret":"s3cret"},"type":"user","markets":["0xm"]}',
    );
    expect(tell()).toEqual(["live"]);
    await stream.close();
  });

  it("says when the credentials are refused, and does not try again", async () => {
    const network = fakeSockets((socket, text) => {
      if (text.includes("auth")) socket.drop(1008, "authentication failed");
    });
    const { clock, stream } = setup({ sockets: network.factory });
    const ready = stream.ready();
    const next = stream.events().next();
    network.last().open();
    await expect(ready).rejects.toThrow(AuthenticationError);
    await expect(next).rejects.toThrow(AuthenticationError);
    await expect(stream.ready()).rejects.not.toThrow(/s3cret/);
    await clock.advance(60_000);
    expect(network.sockets).toHaveLength(1);
    expect(stream.state()).toBe("failed");
    await stream.close();
  });

  it("delivers each step of orders and trades once, whatever is repeated or late", async () => {
    const { network, stream, tell } = setup();
    const socket = network.last();
    socket.open();
    for (const frame of [
      order("o1", "PLACEMENT", "0", "LIVE"),
      order("o1", "PLACEMENT", "0", "LIVE"),
      trade("t1", "MATCHED"),
      order("o1", "UPDATE", "4", "LIVE"),
      trade("t1", "MATCHED"),
      trade("t1", "MINED"),
      trade("t1", "RETRYING"),
      trade("t1", "MATCHED"),
      trade("t1", "TRADE_STATUS_CONFIRMED"),
      trade("t1", "MINED"),
      trade("t1", "FAILED"),
      order("o1", "UPDATE", "3", "LIVE"),
      order("o1", "CANCELLATION", "4", "CANCELED"),
      order("o1", "UPDATE", "4", "LIVE"),
      order("o1", "UPDATE", "10", "MATCHED"),
    ]) {
      socket.deliver(frame);
    }
    expect(tell()).toEqual([
      "live",
      "o1 PLACEMENT 0",
      "t1 MATCHED",
      "o1 UPDATE 4",
      "t1 MINED",
      "t1 RETRYING",
      "t1 CONFIRMED",
      "o1 CANCELLATION 4",
      "o1 UPDATE 10",
    ]);
    expect(stream.stats()).toMatchObject({ events: 8, duplicates: 7 });
    await stream.close();
  });

  it("closes the gap over HTTP before it says live again, and delivers nothing twice", async () => {
    const read = (frame: string): UserEvent => {
      let found: UserEvent | undefined;
      readUserFrame(frame, { event: (event) => (found = event), anomaly: () => {} });
      return found as UserEvent;
    };
    let calls = 0;
    const gaps: unknown[] = [];
    const { clock, network, seen, stream, tell } = setup({
      recover: async (gap) => {
        calls++;
        gaps.push(gap);
        if (calls === 1) throw new Error("venue is restarting");
        return [read(trade("t1", "MATCHED")), read(trade("t2", "MATCHED"))];
      },
    });
    network.last().open();
    network.last().deliver(trade("t1", "MATCHED"));
    const start = clock.now();
    await clock.advance(4_000);
    network.last().drop(1006, "gone");
    while (network.sockets.length === 1) await clock.runNext();
    await clock.advance(500);
    network.last().open();
    network.last().deliver(trade("t3", "MATCHED"));
    expect(stream.state()).toBe("recovering");
    await clock.advance(1_000);
    expect(stream.state()).toBe("live");
    expect(tell()).toEqual(["live", "t1 MATCHED", "gap", "t3 MATCHED", "t2 MATCHED", "live"]);
    // From the last frame heard, not from when the loss was noticed.
    expect(seen[2]).toMatchObject({ gap: { from: start } });
    expect(gaps[0]).toMatchObject({ from: start });
    await stream.close();
  });

  it("names the oldest trade that is not settled: its news may be in a gap that begins later", async () => {
    const gaps: { readonly unsettledFrom?: number | undefined }[] = [];
    const { clock, network, stream } = setup({
      recover: async (gap) => {
        gaps.push(gap);
        return [];
      },
    });
    network.last().open();
    const matchedAt = (at: number, id: string, status: string) =>
      trade(id, status).replace("{", `{"match_time":"${at}",`);
    const now = Math.floor(clock.now() / 1000);
    network.last().deliver(matchedAt(now - 60, "t1", "CONFIRMED"));
    network.last().deliver(matchedAt(now - 40, "t2", "MATCHED"));
    network.last().deliver(matchedAt(now - 20, "t3", "MINED"));
    network.last().drop(1006, "gone");
    while (network.sockets.length === 1) await clock.runNext();
    network.last().open();
    network.last().deliver("PONG");
    await clock.advance(100);
    expect(gaps[0]).toMatchObject({ unsettledFrom: (now - 40) * 1000 });
    await stream.close();
  });

  it("reports a handler that throws and goes on", async () => {
    const errors: unknown[] = [];
    const { network, stream, tell } = setup({ onHandlerError: (error) => errors.push(error) });
    stream.subscribe(() => {
      throw new Error("mine");
    });
    network.last().open();
    network.last().deliver(trade("t1", "MATCHED"));
    network.last().deliver("garbage");
    expect(errors).toHaveLength(2);
    expect(tell()).toEqual(["live", "t1 MATCHED"]);
    expect(stream.stats()).toMatchObject({ malformed: 1 });
    await stream.close();
  });

  it("leaves nothing behind", async () => {
    const { clock, network, stream } = setup();
    network.last().open();
    const events = stream.events();
    const next = events.next();
    await stream.close();
    expect((await next).done).toBe(true);
    expect(clock.pending()).toBe(0);
  });
});
