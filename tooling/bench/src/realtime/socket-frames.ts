import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { TokenId } from "@pm/core-types";
import { createMarketStream } from "@pm/realtime";
import { MarketPriceChangeEventSchema } from "@polymarket/bindings/subscriptions";
import WebSocket from "ws";
import { loadMarketFrames } from "./frames.ts";

/** A server in a thread of its own: sends the books asked for, and on "go" every change as fast as it is taken. */
const SERVER = `
const { parentPort, workerData } = require("node:worker_threads");
const { WebSocketServer } = require(workerData.ws);
const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false }, () => {
  parentPort.postMessage({ port: server.address().port });
});
let socket;
server.on("connection", (client) => {
  socket = client;
  client.on("message", (data) => {
    const text = data.toString();
    if (text === "PING") client.send("PONG");
    else client.send("[" + workerData.books.join(",") + "]");
  });
});
parentPort.on("message", (message) => {
  if (message === "stop") { server.close(); for (const client of server.clients) client.terminate(); return; }
  let next = 0;
  const pump = () => {
    for (let n = 0; n < 200 && next < workerData.changes.length; n++) socket.send(workerData.changes[next++]);
    if (next < workerData.changes.length) setImmediate(pump);
  };
  pump();
});
`;

/** Both sides: frames a second from the first to the last one, through a real socket. */
export async function blast(): Promise<{
  ours: () => Promise<number>;
  peer: () => Promise<number>;
  close: () => Promise<void>;
}> {
  const frames = loadMarketFrames();
  const { createRequire } = await import("node:module");
  const worker = new Worker(SERVER, {
    eval: true,
    workerData: {
      ws: createRequire(import.meta.url).resolve("ws"),
      books: frames.books,
      changes: frames.changes,
    },
  });
  const [{ port }] = (await once(worker, "message")) as [{ port: number }];
  const url = `ws://127.0.0.1:${port}`;
  const total = frames.changes.length;
  const rate = (started: number) => (total / (performance.now() - started)) * 1000;

  return {
    ours: async () => {
      const stream = createMarketStream({ url, hashes: { every: 0 } });
      const tokens = frames.tokens as readonly TokenId[];
      // A consumer that reads the books as they change, as a program would.
      const views = stream.watchBook(tokens);
      while (!tokens.every((token) => stream.book(token)?.level === "live")) await views.next();
      const started = performance.now();
      worker.postMessage("go");
      while (stream.stats().frames <= total) await views.next();
      const result = rate(started);
      await stream.close();
      return result;
    },
    peer: async () => {
      const socket = new WebSocket(url, { perMessageDeflate: false });
      await once(socket, "open");
      socket.send(JSON.stringify({ assets_ids: frames.tokens, type: "market" }));
      await once(socket, "message");
      const started = performance.now();
      let seen = 0;
      const done = new Promise<void>((resolve) => {
        socket.on("message", (data) => {
          MarketPriceChangeEventSchema.parse(JSON.parse(String(data)));
          if (++seen === total) resolve();
        });
      });
      worker.postMessage("go");
      await done;
      const result = rate(started);
      socket.terminate();
      return result;
    },
    close: async () => {
      worker.postMessage("stop");
      await worker.terminate();
    },
  };
}
