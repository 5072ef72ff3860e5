import { type Random, sleep } from "@pm/core-types";
import { createSeededRandom, createVirtualClock, type VirtualClock } from "@pm/core-types/virtual";
import { createVenue, type Venue } from "@pm/venue";
import { createDisk } from "./disk.ts";
import { drive } from "./drive.ts";
import { injectFaults, scheduleEvents } from "./faults.ts";
import { forgetful } from "./forgetful.ts";
import { inProcessFetch } from "./in-process-fetch.ts";
import { inProcessSockets } from "./in-process-sockets.ts";
import { createJob, type Temper } from "./job.ts";
import { judge } from "./judge.ts";
import { judgeLimits } from "./judge-limits.ts";
import { createMachine } from "./machine.ts";
import { pick } from "./pick.ts";
import { makePlan } from "./plan.ts";
import { type ChaosReport, countKinds, digestOf } from "./report.ts";

/** Pairs of wallets that trade in a short run: accounts of their own, a proxy, a Safe and a deposit wallet. */
const PAIRS = [
  [0, 1],
  [0, 7],
  [1, 8],
  [0, 9],
];
/** Those of a long one. */
const ALL = [0, 1, 8, 9];
/** Most runs are short: many small stories find more than few large ones. */
const LONG = 0.2;
/** Some venues tell nothing of orders that are over. */
const FORGETFUL = 0.3;

const WILD: Temper = {
  crashes: 2,
  crash: 0.12,
  batch: 0.3,
  overlap: 0.15,
  cancel: 0.2,
  replace: 0.06,
  storm: 0.01,
};

/** After a restart of the engine only post-only orders are taken for two minutes. */
const POST_ONLY_MS = 125_000;

/**
 * One run on virtual time: a machine with two or four wallets trades one market with random orders, while faults of the
 * venue's whole catalogue strike, its engine restarts, its disk fails, and the machine dies and comes back; judged by
 * the venue's own ledger. Nothing in it depends on anything but the seed.
 */
export async function simulate(seed: number): Promise<ChaosReport> {
  const dice = (part: number): Random => createSeededRandom(seed * 31 + part);
  const random = dice(0);
  const clock = createVirtualClock(1_790_000_000_000);
  const venue = await openVenue(seed, clock, random);
  let traffic = 0;
  const moved = (): void => {
    traffic += 1;
  };
  const disk = createDisk(clock, dice(1), 6, random.next() < 0.2 ? 0.04 : 0);
  const listening = random.next();
  const long = random.next() < LONG;
  const wallets = long ? ALL : pick(random, PAIRS);
  const fetch = inProcessFetch(venue, clock, dice(2), moved);
  const machine = createMachine({
    venue,
    clock,
    seed,
    disk,
    fetch: random.next() < FORGETFUL ? forgetful(fetch) : fetch,
    sockets: inProcessSockets(venue, moved),
    wallets,
    strangers: new Set(),
    listens: (life) => (listening + life * 0.37) % 1 < 0.6,
  });
  const market = pick(random, venue.ready.markets);
  const jobs = wallets.map((index) => {
    const own = dice(100 + index);
    const plan = makePlan(market, own, { index, most: long ? 11 : 5, now: venue.now() });
    return createJob(machine, clock, own, {
      index,
      funder: venue.ready.accounts[index]!.funder,
      plan,
      temper: long ? WILD : { ...WILD, crashes: 1 },
    });
  });
  const hung: string[] = [];
  const driven = (what: string, work: Promise<unknown>): Promise<unknown> =>
    drive(clock, () => traffic, work).catch((error: unknown) => hung.push(`${what}: ${String(error)}`));
  try {
    injectFaults(venue, random);
    scheduleEvents(venue, random, market.conditionId, (ms, task) => clock.setTimer(ms, task));
    await driven("trading", Promise.all(jobs.map((job) => job.run())));
    venue.clearFaults();
    await driven("waiting for the engine", calm(venue, clock));
    await driven("finishing", Promise.all(jobs.map((job) => job.finish())));
    const ledger = venue.ledger();
    const kept = { intents: disk.intents(), closed: disk.closed() };
    const found = [
      ...hung,
      ...jobs.flatMap((job) => judge(job.belief(), kept, ledger)),
      ...judgeLimits(machine.births(), ledger),
      ...(venue.checkConservation().ok ? [] : ["the venue's own books do not balance"]),
    ];
    const unresolved = jobs.reduce((sum, job) => sum + job.unresolved(), 0);
    return {
      runs: 1,
      orders: ledger.orders.length,
      faults: ledger.faults.length,
      violations: found.map((text) => `seed ${seed}: ${text}`),
      unresolved,
      unresolvedSeeds: unresolved === 0 ? [] : [seed],
      crashes: machine.crashes(),
      kinds: countKinds(ledger.faults),
      slowestDecisionMs: Math.round(Math.max(...jobs.map((job) => job.slowestDecisionMs()))),
      digest: digestOf(ledger),
    };
  } finally {
    await machine.close();
    await venue.close();
  }
}

function openVenue(seed: number, clock: VirtualClock, random: Random): Promise<Venue> {
  return createVenue({
    seed,
    clock,
    accounts: 10,
    // Sometimes too little for everything that is meant, so that what is held decides what may be ordered.
    funds: random.next() < 0.4 ? "90" : "400",
    timestampTolerance: 300,
    limits: { signer: "enforce", ip: true },
    settlement: {
      minedAfterMs: 500,
      confirmedAfterMs: 1_500,
      fails: random.next() < 0.1,
      retries: random.next() < 0.1 ? 2 : 0,
    },
  });
}

/** The engine is itself again: no job can be blamed for what a mode refuses. */
async function calm(venue: Venue, clock: VirtualClock): Promise<void> {
  // Whoever was to die yet has died then.
  await sleep(clock, 500);
  if (venue.engine.mode().mode === "normal") return;
  await sleep(clock, POST_ONLY_MS);
  if (venue.engine.mode().mode !== "normal") venue.setMode("normal");
}
