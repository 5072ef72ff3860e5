import { describe, expect, it } from "@jest/globals";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import { fakeSockets } from "../testing/fake-sockets.ts";
import { createConnection } from "./connection.ts";
import type { ConnectionOptions } from "./options.ts";

function setup(over: Partial<ConnectionOptions> = {}) {
  const clock = createVirtualClock();
  const network = fakeSockets();
  const log: string[] = [];
  const connection = createConnection({
    url: "ws://venue",
    channel: "test",
    sockets: network.factory,
    clock,
    random: { ...createSeededRandom(7), next: () => 0.5 },
    onOpen: (epoch) => log.push(`open ${epoch}`),
    onText: (text, epoch) => log.push(`${epoch}:${text}`),
    onBinary: (bytes) => log.push(`binary ${bytes.length}`),
    onDown: ({ code, reason }) => {
      log.push(`down ${code} ${reason}`.trim());
      return undefined;
    },
    ...over,
  });
  return { clock, network, log, connection };
}

describe("createConnection", () => {
  it("opens, delivers texts and bytes, swallows PONG, and beats every ten seconds", async () => {
    const { clock, network, log, connection } = setup();
    connection.start();
    const socket = network.last();
    socket.open();
    socket.deliver("hello");
    socket.deliver("PONG");
    socket.deliver(new Uint8Array(3));
    await clock.advance(10_000);
    socket.deliver("PONG");
    await clock.advance(10_000);
    expect(log).toEqual(["open 1", "1:hello", "binary 3"]);
    expect(socket.sent).toEqual(["PING", "PING"]);
  });

  it("reconnects with a growing, jittered wait and a new epoch", async () => {
    const { clock, network, log, connection } = setup({ backoffBaseMs: 1000, backoffCapMs: 3000 });
    connection.start();
    const waits: number[] = [];
    for (let round = 0; round < 4; round++) {
      network.last().drop(1001, "restart");
      const from = clock.monotonic();
      const known = network.sockets.length;
      while (network.sockets.length === known) await clock.runNext();
      waits.push(clock.monotonic() - from);
    }
    expect(waits).toEqual([500, 1000, 1500, 1500]);
    network.last().open();
    expect(log.at(-1)).toBe("open 1");
    await clock.advance(6_000);
    network.last().drop();
    await clock.advance(500);
    network.last().open();
    expect(log.at(-1)).toBe("open 2");
  });

  it("drops a socket that says nothing, heartbeat answers included", async () => {
    const { clock, network, log, connection } = setup({ silenceMs: 25_000 });
    connection.start();
    network.last().open();
    await clock.advance(24_000);
    network.last().deliver("PONG");
    await clock.advance(24_000);
    expect(connection.state()).toBe("open");
    await clock.advance(1_000);
    expect(log.at(-1)).toBe("down 1006 silent for 25000 ms");
    expect(network.sockets[0]?.left()).toBe("terminated");
  });

  it("gives up on a socket that does not open", async () => {
    const { clock, network, log, connection } = setup();
    connection.start();
    await clock.advance(10_000);
    expect(log).toEqual(["down 1006 not open after 10000 ms"]);
    await clock.advance(30_000);
    expect(network.sockets.length).toBeGreaterThan(1);
  });

  it("ignores what a replaced socket still delivers", async () => {
    const { clock, network, log, connection } = setup();
    connection.start();
    const first = network.last();
    first.open();
    connection.restart("test");
    first.deliver("late");
    first.drop();
    await clock.advance(250);
    network.last().open();
    first.deliver("later");
    expect(log).toEqual(["open 1", "down 1006 test", "open 2"]);
  });

  it("survives a factory that throws", async () => {
    const { clock, log, connection } = setup({
      sockets: () => {
        throw new Error("no route");
      },
    });
    connection.start();
    await clock.advance(500);
    expect(log.slice(0, 2)).toEqual(["down 1006 no route", "down 1006 no route"]);
    await connection.close();
  });

  it("waits as long as it is told, or not at all", async () => {
    const { clock, network, connection } = setup({ onDown: () => 4321 });
    connection.start();
    network.last().drop();
    await clock.advance(4320);
    expect(network.sockets).toHaveLength(1);
    await clock.advance(1);
    expect(network.sockets).toHaveLength(2);
    const stopped = setup({ onDown: () => "stop" });
    stopped.connection.start();
    stopped.network.last().drop();
    await stopped.clock.advance(100_000);
    expect(stopped.network.sockets).toHaveLength(1);
  });

  it.each(["idle", "connecting", "open", "waiting"])("closes from %s and leaves no timer", async (state) => {
    const { clock, network, connection } = setup();
    if (state !== "idle") connection.start();
    if (state === "open") network.last().open();
    if (state === "waiting") network.last().drop();
    expect(connection.state()).toBe(state);
    await Promise.all([connection.close(), connection.close()]);
    expect(clock.pending()).toBe(0);
    expect(connection.send("x")).toBe(false);
  });

  it("does not wait for a peer that never finishes closing", async () => {
    const clock = createVirtualClock();
    let terminated = 0;
    const connection = createConnection({
      url: "ws://venue",
      channel: "test",
      clock,
      sockets: (_url, handlers) => {
        queueMicrotask(handlers.onOpen);
        return { send: () => {}, close: () => {}, terminate: () => terminated++, bufferedAmount: () => 0 };
      },
      onOpen: () => {},
      onText: () => {},
      onBinary: () => {},
      onDown: () => undefined,
    });
    connection.start();
    await clock.advance(1);
    const closed = connection.close();
    await clock.advance(1_000);
    await closed;
    expect([terminated, clock.pending()]).toEqual([1, 0]);
  });
});
