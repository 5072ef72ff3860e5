import { describe, expect, it } from "@jest/globals";
import { type Crowd, createCrowd, type Logged } from "../testing/crowd/crowd.ts";
import { loadsOf } from "../testing/crowd/loads.ts";
import type { Member } from "../testing/crowd/member.ts";
import { TIERS, tierOf } from "../testing/crowd/tiers.ts";
import { densest } from "../testing/sliding.ts";
import { polymarketLimits, signers202610 } from "./index.ts";

/** `npm run proof`: nearly every window is filled all the time. Otherwise each has a spell. */
const FULL = process.env.PM_FULL_DEMAND === "1";
const WALLETS = 200;
const RUN_MS = 600_000;
const MARGIN = 0.8;
const BATCH = 15;

function countBy(entries: readonly Logged[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { route, status } of entries) {
    const key = `${route} ${status}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

const refused = (log: readonly Logged[]) => log.filter(({ status }) => status === 429);
const batchesOf = (log: readonly Logged[], { wallet }: Member, from: number, until: number) =>
  log.filter(
    (entry) =>
      entry.route === "POST /orders" &&
      entry.status === 200 &&
      entry.wallet?.toLowerCase() === wallet &&
      entry.at >= from &&
      entry.at < until,
  ).length;

/** Orders and cancels of every wallet now and then, so that a cancel-all finds some. */
function trade(crowd: Crowd): void {
  for (const member of crowd.members) {
    crowd.askAtTimes(400_000, member.place);
    crowd.askAtTimes(120_000, () => member.cancelMany(1 + Math.floor(crowd.random() * 30)));
  }
}

function report(what: string, log: readonly Logged[]): void {
  if (FULL) console.info(`${what}: ${log.length} requests\n${JSON.stringify(countBy(log), null, 1)}`);
}

describe("limiter against the local venue, over HTTP, with both layers enforced", () => {
  it("meets no 429 with 200 wallets in ten minutes at 80 % margin, and leaves little unused", async () => {
    const crowd = await createCrowd({
      wallets: WALLETS,
      prepare: (venue, limiter) => {
        venue.ready.accounts.forEach(({ address }, index) => {
          venue.setTier(address, tierOf(index));
          // Of the others the limiter learns the tier from the venue's headers.
          if (index % 4 < 2) limiter.setTier(address, tierOf(index));
        });
      },
    });
    const loads = Object.entries(loadsOf(crowd, FULL));
    for (const [, { spell, width, next }] of loads) {
      crowd.keepAsking({ from: spell[0], until: spell[1], width, next });
    }
    trade(crowd);
    // One wallet of each tier, half of them unknown, asks for more than its buckets hold.
    const greedy = Array.from({ length: 8 }, (_, nth) => {
      const from = 480_000 + 12_000 * nth;
      return { index: 2 * nth + 1, from, until: from + (nth < 3 ? 20_000 : 5_000) };
    });
    for (const { index, from, until } of greedy) {
      const member = crowd.members[index]!;
      crowd.keepAsking({ from, until, width: 10, next: () => member.placeMany(BATCH) });
      crowd.keepAsking({ from, until, width: 4, next: () => member.cancelMany(90) });
    }
    const log = await crowd.run(RUN_MS);
    const { signers } = crowd.limiter.stats();
    await crowd.close();
    report("both layers", log);

    expect(countBy(refused(log))).toEqual({});
    expect(log.filter(({ status }) => status !== 200 && status !== 404)).toEqual([]);
    for (const [name, { windows, counts, lane }] of loads) {
      const times = log.filter(counts).map(({ at }) => at);
      for (const { limit, windowMs } of windows) {
        const used = densest(times, windowMs - 1) / (limit * MARGIN * lane);
        expect({ name, windowMs, filled: used > 0.95 || used }).toEqual({ name, windowMs, filled: true });
      }
    }
    // In the full proof the windows that all share leave nobody enough to empty a bucket.
    for (const { index, from, until } of FULL ? [] : greedy) {
      const { burst, rate } = TIERS[tierOf(index)].orders;
      const orders = batchesOf(log, crowd.members[index]!, from, until) * BATCH;
      const given = MARGIN * (burst + (rate * (until - from)) / 1000);
      const used = orders / given;
      expect({ tier: tierOf(index), used: used > 0.85 || used }).toEqual({ tier: tierOf(index), used: true });
    }
    const tierOfWallet = new Map(crowd.members.map(({ wallet }, index) => [wallet, tierOf(index)]));
    expect(signers.map(({ tier }) => tier)).toEqual(signers.map(({ wallet }) => tierOfWallet.get(wallet)));
    expect(signers).toHaveLength(WALLETS);
  }, 900_000);

  it("converges without a storm where it took tiers for better ones, or does not know them", async () => {
    const WIDTH = 8;
    const DEMOTED_AT = 300_000;
    const SETTLED_MS = 10_000;
    const unknown = FULL ? [0, 2, 4, 6, 8, 10, 12, 14] : [0, 2];
    const outdated = [3, 19, 35];
    const demoted = [7, 23];
    const crowd = await createCrowd({
      wallets: WALLETS,
      // A table without the tier of half of the wallets, which it takes for silver: five times what they have.
      tables: [
        {
          ...polymarketLimits,
          signers: {
            ...signers202610,
            defaultTier: "silver",
            tiers: signers202610.tiers.filter(({ name }) => name !== "standard"),
          },
        },
      ],
      prepare: (venue, limiter) => {
        venue.ready.accounts.forEach(({ address }, index) => {
          venue.setTier(address, tierOf(index));
          if (outdated.includes(index)) limiter.setTier(address, "elite");
        });
      },
    });
    const { members, venue } = crowd;
    trade(crowd);
    const askBatches = (index: number, from: number, until: number) =>
      crowd.keepAsking({ from, until, width: WIDTH, next: () => members[index]!.placeMany(BATCH) });
    for (const index of unknown) askBatches(index, 0, RUN_MS);
    for (const index of outdated) askBatches(index, 0, FULL ? RUN_MS : 30_000);
    for (const index of demoted) {
      askBatches(index, DEMOTED_AT - 5_000, DEMOTED_AT + 30_000);
      crowd.schedule(DEMOTED_AT, () => venue.setTier(members[index]!.wallet, "copper"));
    }
    const log = await crowd.run(RUN_MS);
    await crowd.close();
    report("mistaken tiers", log);

    // A tier that the table knows is learned from the first answer: only what was under way before it is refused.
    const named = new Set(
      members.filter((_, index) => tierOf(index) !== "standard").map(({ wallet }) => wallet),
    );
    const isNamed = ({ wallet }: Logged) => named.has(wallet?.toLowerCase() ?? "");
    const isEarly = ({ at }: Logged) => at < SETTLED_MS || (at >= DEMOTED_AT && at < DEMOTED_AT + SETTLED_MS);
    const refusals = refused(log);
    const learned = refusals.filter(isNamed);
    expect(learned.length).toBeGreaterThan(0);
    expect(learned.length).toBeLessThanOrEqual((outdated.length + demoted.length) * WIDTH);
    expect(learned.filter((entry) => !isEarly(entry))).toEqual([]);
    // Of the others nothing but what is left is known, and it is as old as the answer that told it.
    const guessed = refusals.filter((entry) => !isNamed(entry));
    expect(guessed.length).toBeGreaterThan(0);
    expect(guessed.filter(isEarly).length).toBeLessThanOrEqual(unknown.length * WIDTH);
    const asked = log.filter((entry) => entry.route === "POST /orders" && !isNamed(entry)).length;
    expect(guessed.filter((entry) => !isEarly(entry)).length).toBeLessThan(0.01 * asked);
    // What the venue gives is used all the same, also where only its headers tell how much that is.
    for (const index of unknown) {
      const orders = batchesOf(log, members[index]!, 0, RUN_MS) * BATCH;
      expect(orders).toBeGreaterThan(MARGIN * TIERS.standard.orders.rate * (RUN_MS / 1000));
    }
  }, 900_000);
});
