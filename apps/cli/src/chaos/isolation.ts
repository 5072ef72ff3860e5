import { type Random, sleep } from "@pm/core-types";
import { createSeededRandom, createVirtualClock, type VirtualClock } from "@pm/core-types/virtual";
import type { Wallet } from "@pm/polymarket";
import { createVenue } from "@pm/venue";
import { createDisk } from "./disk.ts";
import { drive } from "./drive.ts";
import { inProcessFetch } from "./in-process-fetch.ts";
import { inProcessSockets } from "./in-process-sockets.ts";
import { createMachine, type Machine } from "./machine.ts";
import { TROUBLES } from "./troubles.ts";

/** What healthy wallets went through; milliseconds of venue time. */
export type Experience = {
  readonly orders: number;
  readonly cancels: number;
  /** What went wrong for a wallet that should have had no trouble. */
  readonly errors: readonly string[];
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  readonly worstCancelMs: number;
};

/** The same fleet twice: with everybody well, and with some broken, each in a way of its own. */
export type IsolationReport = {
  readonly wallets: number;
  readonly broken: number;
  readonly troubles: readonly string[];
  readonly alone: Experience;
  readonly beside: Experience;
};

const ORDERS = 6;
/** Time in which everybody finds out who they are; keys and balances have windows of their own. */
const PATIENCE_MS = 120_000;

/** Which fleet, and what is wrong with part of it. */
export type IsolationOptions = {
  readonly seed: number;
  readonly wallets: number;
  readonly broken: number;
  /** The kind of trouble of the first broken wallet, by its place; default 0. */
  readonly first?: number;
};

/** Lets `wallets` trade at once on one venue and in one process, then once more with `broken` of them in trouble. */
export async function proveIsolation(options: IsolationOptions): Promise<IsolationReport> {
  const { wallets, broken } = options;
  const alone = await experience(options, false);
  const beside = await experience(options, true);
  const troubles = new Set(Array.from({ length: broken }, (_, place) => kindAt(options, place)));
  return { wallets, broken, troubles: [...troubles], alone, beside };
}

/** The kinds of trouble take turns. */
function kindAt({ first = 0 }: IsolationOptions, place: number): string {
  const kinds = Object.keys(TROUBLES);
  return kinds[(first + place) % kinds.length] ?? "";
}

async function experience(options: IsolationOptions, inTrouble: boolean): Promise<Experience> {
  const { seed, wallets, broken } = options;
  const clock = createVirtualClock(1_790_000_000_000);
  const venue = await createVenue({
    seed,
    clock,
    accounts: wallets,
    funds: "1000",
    limits: { signer: "enforce", ip: true },
  });
  const disk = createDisk(clock, createSeededRandom(seed), 3, 0);
  let traffic = 0;
  const moved = (): void => {
    traffic += 1;
  };
  const strangers = new Set<number>();
  const ids = Array.from({ length: wallets }, (_, index) => index);
  // The broken ones are spread over the whole fleet.
  const bad = ids.filter((index) => index % Math.floor(wallets / broken) === 0).slice(0, broken);
  if (inTrouble) {
    for (const [place, index] of bad.entries()) {
      TROUBLES[kindAt(options, place)]?.({ venue, disk, strangers }, index);
    }
  }
  const machine = createMachine({
    venue,
    clock,
    seed,
    disk,
    fetch: inProcessFetch(venue, clock, createSeededRandom(seed + 1), moved),
    sockets: inProcessSockets(venue, moved),
    wallets: ids,
    strangers,
    listens: () => false,
  });
  try {
    const { tokenId } = venue.ready.markets[0]!.tokens[0]!;
    const well = ids.filter((index) => !bad.includes(index));
    // Nobody waits for the broken, who try again and again.
    for (const index of bad) void nuisance(machine, clock, tokenId, index);
    const told = well.map((index) =>
      trade(machine, clock, tokenId, index, createSeededRandom(seed * 7 + index)),
    );
    return summary(await drive(clock, () => traffic, Promise.all(told)));
  } finally {
    await machine.close();
    await venue.close();
  }
}

type Told = {
  readonly orders: readonly number[];
  readonly cancels: readonly number[];
  readonly errors: readonly string[];
};

/** A healthy wallet: every order must be taken, every cancel must cancel. */
async function trade(
  machine: Machine,
  clock: VirtualClock,
  tokenId: string,
  index: number,
  random: Random,
): Promise<Told> {
  const wallet = await machine.wallet(index);
  const orders: number[] = [];
  const cancels: number[] = [];
  const errors: string[] = [];
  const timed = async <T>(times: number[], work: () => Promise<T>): Promise<T | undefined> => {
    const started = clock.monotonic();
    try {
      return await work();
    } catch (error) {
      errors.push(`wallet ${index}: ${String(error)}`);
      return undefined;
    } finally {
      times.push(clock.monotonic() - started);
    }
  };
  // Everybody first finds out who they are; then all trade at the same time.
  await timed([], () => wallet.account.restore());
  await timed([], () => wallet.fetchBalance());
  await sleep(clock, PATIENCE_MS - clock.monotonic());
  for (let step = 0; step < ORDERS; step++) {
    const order = await timed(orders, () => place(wallet, tokenId, random));
    if (order !== undefined && order.outcome !== "accepted") {
      errors.push(`wallet ${index}: an order was ${order.outcome}: ${String(order.error)}`);
    }
    if (order !== undefined && step % 2 === 0) {
      const cancelled = await timed(cancels, () => wallet.orders.cancel(order.id));
      if (cancelled?.canceled.length === 0) errors.push(`wallet ${index}: a cancel did nothing`);
    }
  }
  return { orders, cancels, errors };
}

/** A broken wallet keeps trying for as long as the others trade, four things at a time, five times a second. */
async function nuisance(
  machine: Machine,
  clock: VirtualClock,
  tokenId: string,
  index: number,
): Promise<void> {
  const wallet = await machine.wallet(index);
  const random = createSeededRandom(index);
  await sleep(clock, PATIENCE_MS - clock.monotonic());
  for (;;) {
    await Promise.allSettled([
      place(wallet, tokenId, random),
      place(wallet, tokenId, random),
      wallet.orders.cancelAll(),
      wallet.fetchBalance(),
    ]);
    await sleep(clock, 200);
  }
}

function place(wallet: Wallet, tokenId: string, random: Random) {
  const price = `0.${10 + Math.floor(random.next() * 20)}`;
  return wallet.orders.placeLimit({ tokenId, side: "BUY", price, size: "6" });
}

function summary(told: readonly Told[]): Experience {
  const orders = told.flatMap((each) => each.orders).sort((left, right) => left - right);
  const cancels = told.flatMap((each) => each.cancels);
  const at = (share: number): number => Math.round(orders[Math.floor(share * (orders.length - 1))] ?? 0);
  return {
    orders: orders.length,
    cancels: cancels.length,
    errors: told.flatMap((each) => each.errors),
    medianMs: at(0.5),
    p99Ms: at(0.99),
    worstMs: at(1),
    worstCancelMs: Math.round(Math.max(0, ...cancels)),
  };
}
