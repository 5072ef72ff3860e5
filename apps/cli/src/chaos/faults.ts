import type { Random } from "@pm/core-types";
import { FAULT_KINDS, type FaultKind, type FaultSpec, type Venue } from "@pm/venue";
import { pick } from "./pick.ts";

const ORDER_ROUTES = ["POST /order", "POST /order", "POST /order", "POST /orders", "POST /orders"];
const PRIVATE_ROUTES = [
  ...ORDER_ROUTES,
  "DELETE /order",
  "DELETE /orders",
  "GET /data/*",
  "GET /balance-allowance",
];
const SOCKETS = ["/ws/user"];

/** Where each kind of fault strikes; whatever is not listed strikes the routes of orders and accounts. */
const ROUTES: Partial<Record<FaultKind, readonly string[]>> = {
  mute: SOCKETS,
  drop: SOCKETS,
  duplicate: SOCKETS,
  reorder: SOCKETS,
  close: SOCKETS,
  "stale-snapshot": ["GET /book"],
  "clock-skew": ["GET /time", ...PRIVATE_ROUTES],
};

/** Kinds that come up oftener: those after which nobody knows what happened. */
const OFTEN: readonly FaultKind[] = ["reset-after", "lost-answer", "reset-during", "status", "status"];

/** Two to six faults of the venue's whole catalogue that hit at random. */
export function injectFaults(venue: Venue, random: Random): void {
  const kinds: readonly FaultKind[] = [...FAULT_KINDS, ...OFTEN];
  const count = 2 + Math.floor(random.next() * 5);
  for (let each = 0; each < count; each++) {
    const kind = pick(random, kinds);
    venue.inject({
      kind,
      route: pick(random, ROUTES[kind] ?? PRIVATE_ROUTES),
      probability: 0.05 + random.next() * 0.35,
      ms: kind === "clock-skew" ? skew(random) : 100 + Math.floor(random.next() * 6_000),
      ...(kind === "status" ? statusFault(random) : {}),
    });
  }
}

/** Minutes fast or slow: more than the venue tolerates. */
function skew(random: Random): number {
  return (random.next() < 0.5 ? -1 : 1) * (400_000 + Math.floor(random.next() * 600_000));
}

/** Only a 5xx may lie about what was done: 425, 429 and the engine's modes are documented refusals. */
function statusFault(random: Random): Partial<FaultSpec> {
  const status = pick(random, [500, 500, 502, 503, 429, 425]);
  return { status, retryAfter: 1, processed: (status === 500 || status === 502) && random.next() < 0.7 };
}

/** What the venue's operators do meanwhile: restarts, modes, new grids. */
export function scheduleEvents(venue: Venue, random: Random, conditionId: string, later: Later): void {
  const at = (): number => Math.floor(random.next() * 4_000);
  if (random.next() < 0.12) later(at(), () => venue.restart(500 + Math.floor(random.next() * 3_000)));
  if (random.next() < 0.08) {
    const mode = pick(random, ["cancel-only", "disabled"] as const);
    later(at(), () => venue.setMode(mode, 3_000));
  }
  if (random.next() < 0.1) later(at(), () => venue.setTickSize(conditionId, pick(random, ["0.001", "0.1"])));
}

/** Runs a task after so many milliseconds of venue time. */
export type Later = (ms: number, task: () => void) => void;
