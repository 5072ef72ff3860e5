import { proveIsolation } from "./isolation.ts";
import { type ChaosReport, digestOf, NOTHING } from "./report.ts";
import { simulate } from "./simulate.ts";

/** One run in so many looks at a fleet with broken wallets instead of at one machine under faults. */
const ISOLATED_EVERY = 20;
/** Milliseconds of venue time that broken neighbours may cost. */
const PATIENCE_MS = 1_000;

/** The run of one seed. */
export function run(seed: number): Promise<ChaosReport> {
  return seed % ISOLATED_EVERY === 0 ? isolated(seed) : simulate(seed);
}

/** A small fleet beside itself with two broken wallets: nobody else may notice. */
async function isolated(seed: number): Promise<ChaosReport> {
  const report = await proveIsolation({ seed, wallets: 8, broken: 2, first: 2 * (seed / ISOLATED_EVERY) });
  const { alone, beside } = report;
  const found = [...alone.errors, ...beside.errors];
  if (beside.worstMs > alone.worstMs + PATIENCE_MS) {
    found.push(`an order took ${beside.worstMs} ms beside broken wallets, ${alone.worstMs} ms alone`);
  }
  if (beside.worstCancelMs > alone.worstCancelMs + PATIENCE_MS) {
    found.push(
      `a cancel took ${beside.worstCancelMs} ms beside broken wallets, ${alone.worstCancelMs} ms alone`,
    );
  }
  return {
    ...NOTHING,
    runs: 1,
    orders: alone.orders + beside.orders,
    violations: found.map((text) => `seed ${seed}: ${text}`),
    digest: digestOf(report),
  };
}
