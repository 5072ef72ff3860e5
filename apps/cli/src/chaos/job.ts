import {
  type ClobAccount,
  createClob,
  createMemoryJournal,
  type Journal,
  type LimitOrderRequest,
  type Order,
} from "@pm/clob";
import { localEnvironment, type Random } from "@pm/core-types";
import { createSeededRandom, type VirtualClock } from "@pm/core-types/virtual";
import type { HttpResponse, Transport } from "@pm/resilience";
import { privateKey } from "@pm/signing";
import type { Venue } from "@pm/venue";
import { pick } from "./faults.ts";
import type { Belief } from "./judge.ts";

/** A wallet's process that can die at any moment and comes back with nothing but its journal. */
export type Job = {
  /** Places what it means to place, cancelling and dying on the way. */
  readonly run: () => Promise<void>;
  /** Waits until everything is decided, cancelled and settled, as far as that goes. */
  readonly finish: () => Promise<void>;
  readonly belief: () => Belief;
  readonly crashes: () => number;
  readonly unresolved: () => number;
  readonly stop: () => void;
};

/** The job of one of the venue's wallets. */
export function createJob(
  venue: Venue,
  transport: Transport,
  clock: VirtualClock,
  random: Random,
  index: number,
): Job {
  const given = venue.ready.accounts[index]!;
  const disk = createMemoryJournal();
  const plan = makePlan(venue, random, index);
  const idsByKey = new Map<string, Set<string>>();
  const handles = new Map<string, Order>();
  let crashes = 0;
  let life = { dead: false };
  let account = begin();

  /** A new life: the same wallet, the same disk, nothing else. */
  function begin(): ClobAccount {
    const mine = { dead: false };
    life = mine;
    const journal: Journal = { ...disk, append: (records) => (mine.dead ? never() : disk.append(records)) };
    // A dead process neither sends nor hears; what it sent goes its way.
    const mortal: Transport = async (request) => {
      if (mine.dead) return never<HttpResponse>();
      const response = await transport(request).catch((error: unknown) => {
        if (mine.dead) return never<HttpResponse>();
        throw error;
      });
      return mine.dead ? never<HttpResponse>() : response;
    };
    const clob = createClob({
      environment: localEnvironment(venue.ready),
      clock,
      random: createSeededRandom(Math.floor(random.next() * 2 ** 32)),
      transport: mortal,
    });
    return clob.account({
      id: `wallet ${index}`,
      signer: privateKey(given.privateKey),
      signatureType: given.signatureType,
      funder: given.funder,
      journal,
      resolve: { graceMs: 1_000, absenceMs: 8_000 },
      follow: { hurryMs: 300, everyMs: 3_000 },
    });
  }

  const crash = (): void => {
    life.dead = true;
    account.close();
    crashes += 1;
    account = begin();
  };

  const place = async (requests: readonly LimitOrderRequest[]): Promise<void> => {
    const mine = life;
    const placed =
      requests.length === 1
        ? [await account.placeLimit(requests[0]!).catch(() => undefined)]
        : (await account.placeMany(requests)).map((leg) => leg.order);
    if (mine.dead) return;
    for (const [position, order] of placed.entries()) {
      const key = requests[position]?.idempotencyKey;
      if (order === undefined || key === undefined) continue;
      idsByKey.set(key, (idsByKey.get(key) ?? new Set()).add(order.id));
      handles.set(key, order);
    }
  };

  const maybeCancel = async (): Promise<void> => {
    const order = pick(random, [...handles.values(), undefined]);
    if (order === undefined) return;
    const cancelling = account.cancelOrder(order.id).catch(() => {});
    if (random.next() < 0.5) await Promise.race([cancelling, wait(clock, 20_000)]);
  };

  return {
    run: async () => {
      for (let position = 0; position < plan.length; ) {
        const size = random.next() < 0.3 ? 1 + Math.floor(random.next() * 4) : 1;
        const doing = place(plan.slice(position, position + size));
        position += size;
        const roll = random.next();
        if (roll < 0.15) {
          // The process dies somewhere in the middle, and its successor begins the whole job again.
          await Promise.race([doing, wait(clock, Math.floor(random.next() * 300))]);
          crash();
          position = 0;
        } else if (roll < 0.3) {
          // Not waited for: the next order overlaps with this one.
          doing.catch(() => {});
        } else {
          await doing;
        }
        if (random.next() < 0.2) await maybeCancel();
      }
    },
    finish: async () => {
      // The same keys once more, until each names an order or was refused for good.
      for (const request of plan) await place([request]);
      await account.restore();
      for (const order of account.listOrders()) await order.decided();
      await account.cancelAll().catch(() => {});
      for (let round = 0; round < 40 && account.listOrders().length > 0; round++) {
        await account.sweep().catch(() => {});
        await wait(clock, 1_000);
      }
    },
    belief: () => ({
      wallet: `wallet ${index}`,
      funder: given.funder,
      intents: plan.length,
      idsByKey,
      orders: [...handles.values()],
    }),
    crashes: () => crashes,
    unresolved: () => account.listOrders().length,
    stop: () => account.close(),
  };
}

/** Four to eleven orders of one market, each under a key of its own. */
function makePlan(venue: Venue, random: Random, index: number): readonly LimitOrderRequest[] {
  const market = venue.ready.markets[0]!;
  return Array.from({ length: 4 + Math.floor(random.next() * 8) }, (_, step) => ({
    tokenId: pick(random, market.tokens).tokenId,
    // A SELL goes out only where earlier fills brought the shares; elsewhere it is refused here.
    side: random.next() < 0.25 ? ("SELL" as const) : ("BUY" as const),
    price: `0.${40 + Math.floor(random.next() * 21)}`,
    size: String(5 + Math.floor(random.next() * 60)),
    timeInForce: random.next() < 0.7 ? ("GTC" as const) : ("FAK" as const),
    idempotencyKey: `${index}-${step}`,
  }));
}

function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}

function wait(clock: VirtualClock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(ms, resolve);
  });
}
