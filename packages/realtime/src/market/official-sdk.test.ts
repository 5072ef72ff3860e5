import { on, once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { TokenId } from "@pm/core-types";
import { createPublicClient, forkEnvironmentConfig } from "@polymarket/client";
import { WebSocket, WebSocketServer } from "ws";
import { createMarketStream } from "./market-stream.ts";

// The SDK takes the platform's WebSocket, which this Node has not.
Object.assign(globalThis, { WebSocket });

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A server that notes what the first client of each round sends. */
async function listener() {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  closing.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  await once(server, "listening");
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws/market`,
    frames: async (count: number): Promise<string[]> => {
      const [socket] = await once(server, "connection");
      const frames: string[] = [];
      for await (const [data] of on(socket, "message")) {
        if (String(data) !== "PING") frames.push(String(data));
        if (frames.length === count) break;
      }
      return frames;
    },
  };
}

describe("the official SDK", () => {
  it.each([false, true])(
    "sends the same frames of the market channel (custom features: %s)",
    async (customFeatures) => {
      const [a, b] = ["123", "456"] as TokenId[] as [TokenId, TokenId];
      const { url, frames } = await listener();
      const environment = forkEnvironmentConfig({ name: "test", clob: { market: { ws: url } } });
      const client = createPublicClient({ environment });
      const theirs = frames(3);
      const options = customFeatures ? { customFeatureEnabled: true } : {};
      const first = await client.subscribe([{ topic: "market", tokenIds: [a], ...options }]);
      const second = await client.subscribe([{ topic: "market", tokenIds: [b], ...options }]);
      await second.close();
      const expected = await theirs;
      await first.close();

      const ours = frames(3);
      const stream = createMarketStream({ url, customFeatures });
      closing.push(stream.close);
      stream.subscribe([a], () => {});
      while (stream.book(a)?.level === "stale") await new Promise(setImmediate);
      const more = stream.subscribe([b], () => {});
      await new Promise((resolve) => setTimeout(resolve, 150));
      more.close();
      expect(await ours).toEqual(expected);
    },
  );
});
