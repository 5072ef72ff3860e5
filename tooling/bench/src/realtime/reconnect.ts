import { once } from "node:events";
import type { Socket, TokenId } from "@pm/core-types";
import { createMarketStream, webSockets } from "@pm/realtime";
import { createVenue } from "@pm/venue";
import WebSocket from "ws";

/** A venue with many books and a stream that keeps them. */
export type ReconnectScene = {
  readonly url: string;
  readonly tokens: readonly TokenId[];
  /** Milliseconds from losing every socket until every book is live again. */
  readonly reconnect: () => Promise<number>;
  readonly close: () => Promise<void>;
};

/** Sets the scene. Lost sockets are replaced without a pause, so that only the venue's own time counts. */
export async function reconnectScene(books: number): Promise<ReconnectScene> {
  const venue = await createVenue({
    seed: 1,
    seedBooks: true,
    events: Array.from({ length: books / 2 }, (_, n) => ({
      slug: `market-${n}`,
      title: `Market ${n}`,
      negRisk: false,
      tags: [],
      markets: [{ slug: `market-${n}`, question: `Market ${n}?`, tickSize: "0.01" as const }],
    })) as never,
  });
  const url = venue.ready.market;
  const tokens = venue.ready.markets.flatMap((market) =>
    market.tokens.map((token) => token.tokenId as TokenId),
  );
  const open = new Set<Socket>();
  const factory = webSockets();
  const stream = createMarketStream({
    url,
    backoffBaseMs: 0,
    backoffCapMs: 0,
    sockets: (address, handlers) => {
      const socket = factory(address, {
        ...handlers,
        onClose: (code, reason) => {
          open.delete(socket);
          handlers.onClose(code, reason);
        },
      });
      open.add(socket);
      return socket;
    },
  });
  // A consumer that reads every book as it changes, as a program would.
  const waiting = new Set(tokens);
  let onAllLive = () => {};
  const views = stream.watchBook(tokens);
  const consumer = (async () => {
    for await (const view of views) {
      if (view.level === "live") waiting.delete(view.tokenId);
      else waiting.add(view.tokenId);
      if (waiting.size === 0) onAllLive();
    }
  })();
  const allLive = () =>
    new Promise<void>((resolve) => {
      onAllLive = resolve;
      if (waiting.size === 0) resolve();
    });
  await allLive();
  return {
    url,
    tokens,
    reconnect: async () => {
      const { gaps } = stream.stats();
      const started = performance.now();
      for (const socket of [...open]) socket.terminate();
      while (stream.stats().gaps < gaps + tokens.length || waiting.size === 0)
        await new Promise(setImmediate);
      await allLive();
      return performance.now() - started;
    },
    close: async () => {
      await stream.close();
      await consumer;
      await venue.close();
    },
  };
}

/** Tokens on one socket, as the stream spreads them. */
const TOKENS_PER_SOCKET = 200;

/** Milliseconds in which the venue itself delivers all snapshots, over as many sockets, to a client that keeps nothing. */
export async function bareClient(scene: ReconnectScene): Promise<number> {
  const parts = Array.from({ length: Math.ceil(scene.tokens.length / TOKENS_PER_SOCKET) }, (_, n) =>
    scene.tokens.slice(n * TOKENS_PER_SOCKET, (n + 1) * TOKENS_PER_SOCKET),
  );
  const started = performance.now();
  const sockets = await Promise.all(
    parts.map(async (tokens) => {
      const socket = new WebSocket(scene.url, { perMessageDeflate: false });
      await once(socket, "open");
      socket.send(JSON.stringify({ assets_ids: tokens, type: "market" }));
      let seen = 0;
      while (seen < tokens.length) {
        const [data] = await once(socket, "message");
        seen += ([JSON.parse(String(data))].flat() as unknown[]).length;
      }
      return socket;
    }),
  );
  const took = performance.now() - started;
  for (const socket of sockets) socket.terminate();
  return took;
}
