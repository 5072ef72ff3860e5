import type { Order, PlacedLeg } from "@pm/clob";
import { type PolymarketError, type Random, sleep } from "@pm/core-types";
import type { VirtualClock } from "@pm/core-types/virtual";
import type { Wallet } from "@pm/polymarket";
import type { Belief, FundsBelief } from "./judge.ts";
import type { Life } from "./life.ts";
import type { Machine } from "./machine.ts";
import { pick } from "./pick.ts";
import type { Step } from "./plan.ts";

/** What one wallet of a machine does. */
export type Job = {
  /** Places what it means to place, cancelling and dying on the way; begins anew when the machine died. */
  readonly run: () => Promise<void>;
  /** Places it all once more, waits until everything is decided, cancelled and settled, as far as that goes. */
  readonly finish: () => Promise<void>;
  readonly belief: () => Belief;
  readonly unresolved: () => number;
  readonly slowestDecisionMs: () => number;
};

/** How wild it is: chances per step. */
export type Temper = {
  /** Crashes of the machine that this job may still cause. */
  readonly crashes: number;
  readonly crash: number;
  readonly batch: number;
  readonly overlap: number;
  readonly cancel: number;
  readonly replace: number;
  /** Reads far beyond a published limit, all at once. */
  readonly storm: number;
};

const STORM = 70;
/** A second apart: more than an open circuit takes to close. */
const SWEEPS = 150;
const PATIENCE_MS = 20_000;

/** The job of one of the venue's wallets. */
export function createJob(
  machine: Machine,
  clock: VirtualClock,
  random: Random,
  given: {
    readonly index: number;
    readonly funder: string;
    readonly plan: readonly Step[];
    readonly temper: Temper;
  },
): Job {
  const { index, plan, temper } = given;
  let handles = new Map<string, Order>();
  let crashesLeft = temper.crashes;
  let funds: FundsBelief | undefined;
  let unresolved = 0;
  let replacing: Promise<unknown> = Promise.resolve();
  let slowest = 0;

  const take = (life: Life, requests: readonly Step[], legs: readonly Pick<PlacedLeg, "order">[]): void => {
    if (life.dead()) return;
    for (const [position, { order }] of legs.entries()) {
      if (order !== undefined) handles.set(requests[position]!.idempotencyKey, order);
    }
  };

  const place = async (
    life: Life,
    wallet: Wallet,
    requests: readonly Step[],
  ): Promise<readonly PlacedLeg[]> => {
    const [only] = requests;
    const legs =
      requests.length === 1
        ? [await legOf(placeOne(wallet, only!))]
        : await wallet.orders.placeMany(requests);
    take(life, requests, legs);
    return legs;
  };

  const crashSoon = (life: Life): void => {
    crashesLeft -= 1;
    clock.setTimer(Math.floor(random.next() * 300), () => {
      if (machine.life() === life) machine.crash();
    });
  };

  /** Something else one may do with an order, in the middle of everything. */
  const meddle = async (life: Life, wallet: Wallet): Promise<void> => {
    const order = pick(random, [...handles.values(), undefined]);
    if (order !== undefined && random.next() < temper.cancel) {
      const cancelling = wallet.orders.cancel(order.id).catch(() => {});
      if (random.next() < 0.5) await Promise.race([cancelling, sleep(clock, PATIENCE_MS)]);
    }
    if (order !== undefined && random.next() < temper.replace) {
      const key = `${order.idempotencyKey}-r${Math.floor(random.next() * 1_000_000)}`;
      replacing = wallet.orders.replace(order.id, { price: "0.45", idempotencyKey: key }).catch(() => {});
      // The next life waits for nothing that this one began.
      replacing = Promise.race([replacing, life.died]);
      await Promise.race([replacing, sleep(clock, PATIENCE_MS)]);
    }
    if (random.next() < temper.storm) {
      // Each of another token: equal reads at the same time are one request.
      for (let each = 0; each < STORM; each++) {
        void wallet.account.refreshBalance(String(10n ** 70n + BigInt(each))).catch(() => {});
      }
    }
  };

  /** One pass over the plan in one life. */
  const work = async (life: Life): Promise<void> => {
    const wallet = await machine.wallet(index);
    for (let position = 0; position < plan.length && !life.dead(); ) {
      const size = random.next() < temper.batch ? 1 + Math.floor(random.next() * 4) : 1;
      const doing = place(life, wallet, plan.slice(position, position + size));
      position += size;
      if (crashesLeft > 0 && random.next() < temper.crash) crashSoon(life);
      if (random.next() < temper.overlap) doing.catch(() => {});
      else await doing;
      if (!life.dead()) await meddle(life, wallet);
    }
  };

  /** What a read comes to, also while a circuit is open; undefined when it never succeeds. */
  const patiently = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
    for (let attempt = 0; attempt < SWEEPS; attempt++) {
      try {
        return await read();
      } catch {
        await sleep(clock, 1_000);
      }
    }
    return undefined;
  };

  return {
    run: async () => {
      for (;;) {
        const life = machine.life();
        const done = await Promise.race([work(life).then(() => true), life.died.then(() => false)]);
        if (done) return;
        handles = new Map();
      }
    },
    finish: async () => {
      const wallet = await machine.wallet(index);
      await replacing;
      // The same keys once more, until each names an order or was refused for good.
      for (const step of plan) {
        for (let attempt = 0; attempt < 4; attempt++) {
          const [leg] = await place(machine.life(), wallet, [step]);
          if (isFinal(leg!)) break;
          await sleep(clock, 3_000);
        }
      }
      await wallet.account.restore().catch(() => {});
      for (const order of wallet.orders.list()) handles.set(order.idempotencyKey ?? order.id, order);
      for (const order of handles.values()) {
        const { outcome, decidedAfterMs } = await order.decided();
        if (outcome === "unknown") unresolved += 1;
        slowest = Math.max(slowest, decidedAfterMs);
      }
      await patiently(() => wallet.orders.cancelAll());
      for (let round = 0; round < SWEEPS && wallet.orders.list().length > 0; round++) {
        await wallet.account.sweep().catch(() => {});
        await sleep(clock, 1_000);
      }
      unresolved = Math.max(unresolved, wallet.orders.list().length);
      if (unresolved > 0) return;
      const read = await patiently(() => wallet.fetchBalance());
      if (read === undefined) return;
      const { balance, reserved, unsettled } = read;
      funds = { balance: balance.toFixed(), reserved: reserved.toFixed(), unsettled: unsettled.toFixed() };
    },
    belief: () => ({
      wallet: `wallet ${index}`,
      funder: given.funder,
      orders: [
        ...new Map(
          [...machine.changed(index), ...handles.values()].map((order) => [order.id, order]),
        ).values(),
      ],
      funds,
    }),
    unresolved: () => unresolved,
    slowestDecisionMs: () => slowest,
  };
}

function placeOne(wallet: Wallet, step: Step): Promise<Order> {
  return step.kind === "market" ? wallet.orders.placeMarket(step) : wallet.orders.placeLimit(step);
}

async function legOf(placing: Promise<Order>): Promise<PlacedLeg> {
  try {
    return { order: await placing };
  } catch (error) {
    return { error: error as PolymarketError };
  }
}

/** Whether asking again would change nothing. */
function isFinal({ order, error }: PlacedLeg): boolean {
  if (order === undefined) return error.retry === "never";
  return order.outcome !== "rejected" || order.error?.retry === "never";
}
