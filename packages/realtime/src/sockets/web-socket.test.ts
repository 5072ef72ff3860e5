import { once } from "node:events";
import { Agent } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { Socket, SocketHandlers } from "@pm/core-types";
import { WebSocketServer } from "ws";
import { type WebSocketOptions, webSockets } from "./web-socket.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function server(): Promise<{ url: string; server: WebSocketServer }> {
  const made = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  closing.push(() => {
    for (const client of made.clients) client.terminate();
    made.close();
  });
  await once(made, "listening");
  return { url: `ws://127.0.0.1:${(made.address() as AddressInfo).port}/x`, server: made };
}

/** Opens a socket and tells what its owner hears, in order. */
function open(url: string, options?: WebSocketOptions) {
  const heard: string[] = [];
  let socket: Socket | undefined;
  const closed = new Promise<void>((resolve) => {
    const handlers: SocketHandlers = {
      onOpen: () => heard.push("open"),
      onMessage: (data) => heard.push(typeof data === "string" ? data : `bytes ${[...data].join(",")}`),
      onError: (error) => heard.push(`error ${(error as Error).message.slice(0, 20)}`),
      onClose: (code, reason) => {
        heard.push(`close ${code} ${reason}`.trim());
        resolve();
      },
    };
    socket = webSockets(options)(url, handlers);
  });
  return { heard, closed, socket: socket as unknown as Socket };
}

describe("webSockets", () => {
  it("delivers text as text and bytes as bytes, and closes in good order", async () => {
    const { url, server: made } = await server();
    const { heard, closed, socket } = open(url);
    socket.send("too early");
    const [peer] = await once(made, "connection");
    peer.send("hello é");
    peer.send(Buffer.from([1, 2, 3]));
    peer.once("message", (data: Buffer) => peer.close(4001, `heard ${data}`));
    while (heard.length < 3) await new Promise(setImmediate);
    socket.send("hi");
    await closed;
    expect(heard).toEqual(["open", "hello é", "bytes 1,2,3", "close 4001 heard hi"]);
    socket.send("too late");
    socket.close();
    expect(socket.bufferedAmount()).toBe(0);
  });

  it("tells once that it could not connect", async () => {
    const { url, server: made } = await server();
    made.close();
    await once(made, "close");
    const { heard, closed } = open(url);
    await closed;
    expect(heard).toEqual([expect.stringMatching(/^error connect ECONN/), "close 1006"]);
  });

  it("drops a connection whose frame is too large, and one that is terminated", async () => {
    const { url, server: made } = await server();
    const small = open(url, { maxFrameBytes: 100 });
    const [peer] = await once(made, "connection");
    peer.send("x".repeat(101));
    await small.closed;
    expect(small.heard.at(-1)).toBe("close 1006");
    const other = open(url);
    await once(made, "connection");
    other.socket.terminate();
    await other.closed;
    expect(other.heard.at(-1)).toBe("close 1006");
  });

  it("connects through an agent, with headers", async () => {
    const { url, server: made } = await server();
    let connections = 0;
    class Counting extends Agent {
      override createConnection(...args: Parameters<Agent["createConnection"]>) {
        connections++;
        return super.createConnection(...args);
      }
    }
    const { socket, closed } = open(url, { agent: new Counting(), headers: { "x-test": "1" } });
    const [, request] = await once(made, "connection");
    expect([connections, request.headers["x-test"]]).toEqual([1, "1"]);
    socket.terminate();
    await closed;
  });
});
