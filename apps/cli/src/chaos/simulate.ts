import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import { createTransport, type Transport } from "@pm/resilience";
import { createVenue } from "@pm/venue";
import { drive } from "./drive.ts";
import { injectFaults } from "./faults.ts";
import { createJob } from "./job.ts";
import { judge } from "./judge.ts";
import type { ChaosReport } from "./report.ts";

/** Wallets that trade in a run: two accounts of their own and a Safe. */
const WALLETS = [0, 1, 8];

/**
 * One run on virtual time: random orders of three wallets on one venue, with faults on every route and processes that
 * die and come back; judged by the venue's own ledger.
 */
export async function simulate(seed: number): Promise<ChaosReport> {
  const random = createSeededRandom(seed);
  const clock = createVirtualClock(1_790_000_000_000);
  const venue = await createVenue({
    seed,
    clock,
    accounts: 10,
    funds: "400",
    settlement: { minedAfterMs: 500, confirmedAfterMs: 1_500, fails: random.next() < 0.1 },
  });
  const http = createTransport({ clock, timeoutMs: 4_000 });
  let traffic = 0;
  const counted: Transport = async (request) => {
    traffic += 1;
    try {
      return await http(request);
    } finally {
      traffic += 1;
    }
  };
  // Each wallet draws from its own dice, so that what one does changes nothing about the others.
  const jobs = WALLETS.map((index) =>
    createJob(venue, counted, clock, createSeededRandom(seed * 31 + index), index),
  );
  try {
    injectFaults(venue, random);
    await drive(clock, () => traffic, Promise.all(jobs.map((job) => job.run())));
    venue.clearFaults();
    await drive(clock, () => traffic, Promise.all(jobs.map((job) => job.finish())));
    const ledger = venue.ledger();
    const found = [
      ...jobs.flatMap((job) => judge(job.belief(), ledger)),
      ...(venue.checkConservation().ok ? [] : ["the venue's own books do not balance"]),
    ];
    return {
      runs: 1,
      orders: ledger.orders.length,
      crashes: jobs.reduce((sum, job) => sum + job.crashes(), 0),
      faults: ledger.faults.length,
      violations: found.map((text) => `seed ${seed}: ${text}`),
      unresolved: jobs.reduce((sum, job) => sum + job.unresolved(), 0),
    };
  } finally {
    for (const job of jobs) job.stop();
    await http.close();
    await venue.close();
  }
}
