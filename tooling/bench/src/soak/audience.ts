import { once } from "node:events";
import type { VenueReadyLine } from "@pm/venue";
import { WebSocket } from "ws";

/** Sockets that read everything a venue sends, as fast as it comes. */
export type Audience = {
  /** Frames and bytes that arrived so far, over all sockets. */
  readonly heard: () => { readonly frames: number; readonly bytes: number };
  /** Sockets that the venue closed. */
  readonly lost: () => number;
  readonly close: () => void;
};

const PING_MS = 10_000;

/** One socket that follows every book, three that follow a part of them, and one for the live data. */
export async function openAudience({ market, rtds, markets }: VenueReadyLine): Promise<Audience> {
  const tokens = markets.flatMap((one) => one.tokens.map((token) => token.tokenId));
  const part = Math.ceil(tokens.length / 4);
  const follow = (assets: readonly string[]) => ({
    url: market,
    hello: { type: "market", assets_ids: assets, custom_feature_enabled: true },
  });
  const wanted = [
    follow(tokens),
    ...[0, 1, 2].map((n) => follow(tokens.slice(n * part, (n + 1) * part))),
    { url: rtds, hello: { action: "subscribe", subscriptions: [{ topic: "activity", type: "*" }] } },
  ];
  let [frames, bytes, lost] = [0, 0, 0];
  let closing = false;
  const sockets = await Promise.all(
    wanted.map(async ({ url, hello }) => {
      const socket = new WebSocket(url);
      socket.on("message", (data: Buffer) => {
        frames++;
        bytes += data.length;
      });
      socket.on("close", () => {
        if (!closing) lost++;
      });
      await once(socket, "open");
      socket.send(JSON.stringify(hello));
      return socket;
    }),
  );
  const ping = setInterval(() => {
    for (const socket of sockets) if (socket.readyState === WebSocket.OPEN) socket.send("PING");
  }, PING_MS);
  return {
    heard: () => ({ frames, bytes }),
    lost: () => lost,
    close: () => {
      closing = true;
      clearInterval(ping);
      for (const socket of sockets) socket.terminate();
    },
  };
}
