import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import type { Random, TokenId } from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import { createVenue, type Venue } from "@pm/venue";
import { badWire, WIRE_TROUBLES } from "../testing/bad-wire.ts";
import { submitOrder } from "../testing/venue-orders.ts";
import { createMarketStream, type MarketStream } from "./market-stream.ts";

/** Seeded runs over real sockets, on real time; a release runs 2,000 and more, several at once. */
const RUNS = Number(process.env.PM_CAMPAIGN_RUNS ?? 8);
const FIRST_SEED = Number(process.env.PM_CAMPAIGN_SEED ?? 1);
const AT_ONCE = Math.min(4, RUNS);
/** Long enough for a machine that does ten other things. */
const PATIENCE_MS = 30_000;

const VENUE_TROUBLES = ["mute", "drop", "duplicate", "reorder", "close"] as const;
const CLOSE_CODES = [undefined, 1000, 1001, 1011, 1012, 1013];

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random.next() * list.length)] as T;

function isTrue(venue: Venue, stream: MarketStream, token: TokenId): boolean {
  const view = stream.book(token);
  const theirs = venue.engine.book(token);
  if (view?.level !== "live" || theirs === undefined) return false;
  return (["bids", "asks"] as const).every((side) => {
    const ours = (side === "bids" ? view.book.bids() : view.book.asks()).reverse();
    const levels = theirs[side];
    return (
      ours.length === levels.length &&
      ours.every(
        ({ price, size }, at) => price.eq(levels[at]?.price ?? "0") && size.eq(levels[at]?.size ?? "0"),
      )
    );
  });
}

async function run(seed: number): Promise<{ readonly strikes: number; readonly recoveries: number }> {
  const random = createSeededRandom(seed);
  const venue = await createVenue({ seed, seedBooks: true });
  const wire = await badWire(venue.ready.market);
  const stream = createMarketStream({
    url: wire.url,
    random,
    hashes: { every: 1 + Math.floor(random.next() * 4) },
    redundancy: seed % 4 === 0 ? 2 : 1,
    assetsPerSocket: seed % 3 === 0 ? 3 : 200,
    backoffBaseMs: 5,
    backoffCapMs: 100,
    doubtMs: 50,
    muteMs: 300,
    quietMs: 700,
    snapshotDeadlineMs: 250,
    frameIntervalMs: 5,
    pingIntervalMs: 200,
    silenceMs: 600,
    openTimeoutMs: 1_000,
  });
  const tokens = venue.ready.markets.flatMap((market) =>
    market.tokens.map(({ tokenId }) => tokenId as TokenId),
  );
  let crossedLive = 0;
  stream.subscribe(tokens, (event) => {
    const view = "tokenId" in event ? stream.book(event.tokenId) : undefined;
    if (view?.level === "live" && view.book.isCrossed) crossedLive++;
  });
  let strikes = 0;
  for (let n = 0; n < 40; n++) {
    if (random.next() < 0.12) {
      strikes++;
      wire.strike(pick(random, WIRE_TROUBLES), 50 + random.next() * 400);
    }
    if (random.next() < 0.25) {
      strikes++;
      const kind = pick(random, VENUE_TROUBLES);
      const status = kind === "close" ? pick(random, CLOSE_CODES) : undefined;
      venue.inject({
        kind,
        route: "/ws/market",
        times: kind === "close" || kind === "mute" ? 1 : 1 + Math.floor(random.next() * 4),
        ms: 50 + random.next() * 500,
        ...(status === undefined ? {} : { status }),
      });
    }
    submitOrder(venue, {
      tokenId: pick(random, tokens),
      side: "BUY",
      price: `0.0${1 + Math.floor(random.next() * 9)}`,
      size: String(20 + Math.floor(random.next() * 50)),
      account: Math.floor(random.next() * 5),
    });
    await sleep(random.next() * 25);
  }
  venue.clearFaults();
  const deadline = performance.now() + PATIENCE_MS;
  while (!tokens.every((token) => isTrue(venue, stream, token)) && performance.now() < deadline)
    await sleep(20);
  const wrong = tokens
    .filter((token) => !isTrue(venue, stream, token))
    .map((token) => [stream.book(token)?.level, stream.book(token)?.reason]);
  const { gaps, resyncs, malformed } = stream.stats();
  await stream.close();
  await wire.close();
  await venue.close();
  expect({ seed, wrong, crossedLive, malformed }).toEqual({ seed, wrong: [], crossedLive: 0, malformed: 0 });
  return { strikes, recoveries: gaps + resyncs };
}

describe("a market stream on a bad wire to a bad venue", () => {
  it(`ends with every book equal to the venue's (${RUNS} seeded runs over real sockets)`, async () => {
    let strikes = 0;
    let recoveries = 0;
    let next = FIRST_SEED;
    const work = async () => {
      while (next < FIRST_SEED + RUNS) {
        const result = await run(next++);
        strikes += result.strikes;
        recoveries += result.recoveries;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(strikes).toBeGreaterThan(RUNS);
    expect(recoveries).toBeGreaterThan(0);
    if (process.env.PM_CAMPAIGN_RUNS !== undefined) console.log({ runs: RUNS, strikes, recoveries });
  }, 7_200_000);
});
