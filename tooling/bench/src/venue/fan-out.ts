import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createVenue } from "@pm/venue";
import { WebSocketServer } from "ws";
import type { Asked, Told } from "./subscribers-process.ts";

/** Something that sends one frame to everybody each time. */
type Source = {
  readonly url: string;
  readonly token: string;
  readonly change: () => void;
  readonly close: () => unknown;
};

/** Subscribers of one source. */
type Audience = {
  /** Runs `act`, which makes that many frames, and says when the last subscriber had each of them. */
  readonly hear: (frames: number, act: () => Promise<void>) => Promise<readonly number[]>;
  readonly close: () => void;
};

const CHANGES = 200;
/** Changes that arrive together: a busy book's orders come in bunches. */
const AT_ONCE = 4;
const PACED_CHANGES = 400;
const EVERY_MS = 5;

const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** A venue's book: each change is hashed, put into a frame and sent. */
async function venueSource(): Promise<Source> {
  const venue = await createVenue({ seed: 1, accounts: 1 });
  const token = venue.ready.markets[0]!.tokens[0]!.tokenId;
  let n = 0;
  const change = (): void => {
    n++;
    venue.engine.mirrorDepth(token as never, "BUY", `0.${10 + (n % 30)}`, `${100 + ((n * 7) % 50)}`);
  };
  return { url: venue.ready.market, token, change, close: venue.close };
}

/** What one would write: a frame that exists already, sent to each client. */
async function plainSource(): Promise<Source> {
  const text = JSON.stringify({ market: "0x".padEnd(66, "7"), price_changes: ["x".repeat(520)] });
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/`,
    token: "1",
    change: () => {
      for (const client of server.clients) client.send(text);
    },
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
      http.close();
    },
  };
}

async function audience(source: Source, subscribers: number): Promise<Audience> {
  const file = fileURLToPath(new URL("./subscribers-process.js", import.meta.url));
  const child = fork(file, [source.url, source.token, String(subscribers)]);
  await once(child, "message");
  return {
    hear: async (frames, act) => {
      child.send({ frames } satisfies Asked);
      await pause(50);
      const told = once(child, "message") as Promise<[Told]>;
      await act();
      const [answer] = await told;
      if (answer === "ready") throw new Error("The subscribers started anew.");
      return answer.at;
    },
    close: () => child.disconnect(),
  };
}

async function end(listeners: Audience, source: Source): Promise<void> {
  listeners.close();
  await source.close();
}

/** Frames a second that reach all subscribers, from the first change until the last of them has the last frame. */
export async function fanOutRate(subscribers: number) {
  const side = async (source: Source) => {
    const listeners = await audience(source, subscribers);
    const sample = async (): Promise<number> => {
      let started = 0;
      const at = await listeners.hear(CHANGES, async () => {
        started = now();
        for (let sent = 0; sent < CHANGES; sent += AT_ONCE) {
          for (let one = 0; one < AT_ONCE; one++) source.change();
          await turn();
        }
      });
      return ((CHANGES * subscribers) / (at.at(-1)! - started)) * 1000;
    };
    await sample();
    return { sample, close: () => end(listeners, source) };
  };
  const ours = await side(await venueSource());
  const peer = await side(await plainSource());
  return {
    ours: ours.sample,
    peer: peer.sample,
    close: async () => {
      await ours.close();
      await peer.close();
    },
  };
}

/** Milliseconds from a change until the last subscriber has it, 99th percentile, with a change every 5 ms. */
export async function fanOutLag(subscribers: number) {
  const source = await venueSource();
  const listeners = await audience(source, subscribers);
  const ours = async (): Promise<number> => {
    const changed: number[] = [];
    const at = await listeners.hear(PACED_CHANGES, async () => {
      const started = now();
      for (let n = 0; n < PACED_CHANGES; n++) {
        await pause(Math.max(0, started + n * EVERY_MS - now()));
        changed.push(now());
        source.change();
      }
    });
    const lags = at.map((time, n) => time - changed[n]!).sort((a, b) => a - b);
    return lags[Math.floor(lags.length * 0.99)]!;
  };
  await ours();
  return { ours, close: () => end(listeners, source) };
}
