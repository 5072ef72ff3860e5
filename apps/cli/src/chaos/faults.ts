import type { Random } from "@pm/core-types";
import type { FaultKind, FaultSpec, Venue } from "@pm/venue";

/** Kinds and routes, each as often as it should come up. */
const KINDS: readonly FaultKind[] = [
  "latency",
  "reset-before",
  "reset-after",
  "lost-answer",
  "reset-during",
  "truncated",
  "html",
  "status",
  "status",
  "content-type",
];
const ROUTES = [
  "POST /order",
  "POST /order",
  "POST /order",
  "POST /orders",
  "POST /orders",
  "DELETE /order",
  "DELETE /orders",
  "GET /data/*",
  "GET /balance-allowance",
];

/** Two to five faults that hit at random. */
export function injectFaults(venue: Venue, random: Random): void {
  const count = 2 + Math.floor(random.next() * 4);
  for (let each = 0; each < count; each++) {
    const kind = pick(random, KINDS);
    venue.inject({
      kind,
      route: pick(random, ROUTES),
      probability: 0.05 + random.next() * 0.35,
      ms: 100 + Math.floor(random.next() * 6_000),
      ...(kind === "status" ? statusFault(random) : {}),
    });
  }
}

/** Only a 5xx may lie about what was done: 425, 429 and the engine's modes are documented refusals. */
function statusFault(random: Random): Partial<FaultSpec> {
  const status = pick(random, [500, 500, 502, 503, 429, 425]);
  return { status, retryAfter: 1, processed: (status === 500 || status === 502) && random.next() < 0.7 };
}

/** One of `items`, each as likely as the others. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random.next() * items.length)]!;
}
