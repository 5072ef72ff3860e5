// The venue of a soak, in a process of its own so that its memory is nobody else's. Started by `soak.ts`.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createVenue, manyMarkets, type VenueReadyLine } from "@pm/venue";

/** What the venue did and holds. Memory in bytes, after a full collection; counts since the start. */
export type Vital = {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  /** What the traders and we did: orders that came, orders that were cancelled. */
  readonly orders: number;
  /** What the engine told: book, order, trade, price, … */
  readonly events: number;
  readonly trades: number;
  /** CPU microseconds of the process. */
  readonly cpu: number;
  /** Problems that the conservation check found. */
  readonly problems: readonly string[];
};
export type Said = { readonly ready: VenueReadyLine } | { readonly vital: Vital };

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const [rate, markets] = process.argv.slice(2).map(Number) as [number, number];
const venue = await createVenue({
  seed: 1,
  mode: "market",
  accounts: 4,
  events: manyMarkets(markets),
  agents: { rate },
});
let events = 0;
let orders = 0;
let trades = 0;
venue.engine.onEvent((event) => {
  events++;
  if (event.type === "order" && event.kind !== "UPDATE") orders++;
  if (event.type === "trade" && event.previous === undefined) trades++;
});

const say = (said: Said): void => {
  process.send?.(said);
};
process.on("message", () => {
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  say({
    vital: {
      rss,
      heapUsed,
      external,
      orders,
      events,
      trades,
      cpu: user + system,
      problems: venue.checkConservation().problems,
    },
  });
});
process.on("disconnect", () => process.exit(0));
say({ ready: venue.ready });
