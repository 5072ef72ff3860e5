import { type CancelTimer, OrderRejectedError } from "@pm/core-types";
import type { AccountCore } from "../account/core.ts";
import { asPolymarketError } from "../errors/error-of.ts";
import type { Funds } from "../funds/funds.ts";
import type { Query } from "../http/call.ts";
import { createListing } from "../http/listing.ts";
import { mapLimited } from "../http/map-limited.ts";
import { createSingleFlight } from "../http/single-flight.ts";
import { isImmediate } from "../lifecycle/facts.ts";
import { isEndStatus } from "../lifecycle/join.ts";
import { factOfOrder, newsOfTrade } from "../lifecycle/news.ts";
import { factsAreFinal, missingTrades, seenUnits } from "../lifecycle/state.ts";
import { readOrder, type VenueOrder } from "../wire/order.ts";
import { readPage } from "../wire/page.ts";
import { readTrade, type VenueTrade } from "../wire/trade.ts";
import { findOrder, sightOrder } from "./find-order.ts";
import type { OrderRegistry } from "./registry.ts";
import type { TrackedOrder } from "./tracked-order.ts";

/** How own orders are followed over HTTP; milliseconds. */
export type FollowOptions = {
  /** Between two sweeps while orders rest; default 15,000. 0: only when somebody asks. */
  readonly everyMs?: number;
  /** Until the first sweep when an order is done or awaited; then doubling up to `everyMs`. Default 500. */
  readonly hurryMs?: number;
  /** Between two sweeps while a feed says it tells everything; default 120,000. */
  readonly withFeedMs?: number;
};

/** Reads what has become of orders, for as long as there are any that can still change. */
export type Follower = {
  /** Reads now; joins a sweep that is running. */
  readonly sweep: () => Promise<void>;
  /** An order may be about to change: look soon. */
  readonly hurry: () => void;
  /** A feed tells everything as it happens, or no longer does. */
  readonly feed: (live: boolean) => void;
  readonly close: () => void;
};

/** Trades are asked for from a minute before the oldest order, for clocks that differ. */
const SLACK_MS = 60_000;
/** Reads lag behind the engine: an order that left no mark for less than this may still show one. */
const FORGOTTEN_MS = 10_000;
/** An order that had landed and is not to be read for this long is over: nothing holds an order back so long. */
const VANISHED_MS = 30_000;
/** Single orders read at the same time. */
const READS_AT_ONCE = 8;

/** Follows the orders of one account. */
export function createFollower(
  core: AccountCore,
  registry: OrderRegistry,
  funds: Funds,
  options: FollowOptions = {},
): Follower {
  const { everyMs = 15_000, hurryMs = 500, withFeedMs = 120_000 } = options;
  const { context, calls, closing } = core;
  const { clock } = context;
  const flight = createSingleFlight<void>();
  /** Since when an order is neither listed nor readable, `clock.monotonic()` milliseconds. */
  const missingSince = new WeakMap<TrackedOrder, number>();
  let fed = false;
  let wait = everyMs;
  let timer: CancelTimer | undefined;
  let dueAt = Number.POSITIVE_INFINITY;

  const readAll = async <T>(
    path: string,
    query: Query,
    read: (row: unknown, endpoint: string) => T,
    signal: AbortSignal,
  ): Promise<readonly T[]> => {
    const fetch = (paged: Query) =>
      calls.fetch({ method: "GET", path, endpoint: `GET ${path}`, lane: "private", query: paged }, readPage, {
        signal,
      });
    return (await createListing(context, { path, query, read, fetch }).collect()).items;
  };

  /** Reads orders; the result are those that are nowhere. */
  const readOrders = async (
    orders: readonly TrackedOrder[],
    signal: AbortSignal,
  ): Promise<readonly TrackedOrder[]> => {
    const open = await readAll<VenueOrder>("/data/orders", {}, readOrder, signal);
    const listed = new Set(open.map((order) => order.id));
    for (const order of open) registry.find(order.id)?.learn(factOfOrder(order));
    funds.replaceForeign(open.filter((order) => !registry.isOwn(order.id)));
    const gone = orders.filter((order) => !listed.has(order.intent.id) && !factsAreFinal(order.facts()));
    const found = await mapLimited(gone, READS_AT_ONCE, (order) => readOne(order, signal));
    const nowhere = gone.filter((_, index) => found[index] === false);
    for (const order of orders) if (!nowhere.includes(order)) missingSince.delete(order);
    return nowhere;
  };

  /** False when there is no record of the order. */
  const readOne = async (tracked: TrackedOrder, signal: AbortSignal): Promise<boolean> => {
    const order = await findOrder(context, calls, tracked.intent.id, { signal });
    if (order !== undefined) {
      // It was not among the open orders a moment ago, so an end it names is its end.
      tracked.learn({ ...factOfOrder(order), gone: isEndStatus(order.status) });
      return true;
    }
    const { duplicate, terms } = tracked.facts();
    const quiet = clock.monotonic() - (tracked.lastSentAt() ?? Number.NEGATIVE_INFINITY);
    if (!duplicate || !isImmediate(terms) || quiet < FORGOTTEN_MS) return false;
    const facts = await sightOrder(context, calls, tracked.intent, { signal });
    if (facts.length > 0) {
      // It matched in part before it was forgotten: over, when nothing more is heard of it.
      tracked.learn(...facts);
      return false;
    }
    // The venue has the bytes of this order, but neither a record nor a trade: it was killed at once and forgotten.
    tracked.learn({ type: "absent", error: forgotten(tracked) });
    return true;
  };

  const readTrades = async (
    orders: readonly TrackedOrder[],
    nowhere: readonly TrackedOrder[],
    signal: AbortSignal,
  ): Promise<void> => {
    const wanting = orders.filter(
      (order) => !order.state().settled && (hasTrades(order) || nowhere.includes(order)),
    );
    if (wanting.length === 0) return;
    const oldest = Math.min(...wanting.map((order) => order.intent.createdAt)) - SLACK_MS;
    const trades = await readAll<VenueTrade>(
      "/data/trades",
      { after: Math.floor(oldest / 1000) },
      readTrade,
      signal,
    );
    for (const trade of trades) registry.ingest(newsOfTrade(trade));
  };

  const sweep = (): Promise<void> =>
    flight("sweep", () =>
      closing.during(async (signal) => {
        const orders = registry.list().filter((order) => order.state().outcome === "accepted");
        const nowhere = await readOrders(orders, signal);
        await readTrades(orders, nowhere, signal);
        // All their trades are known now, so what they came to is known as well.
        for (const order of nowhere) giveUp(order);
      }),
    );

  /** The venue tells of open orders only for sure: one that it has forgotten for long enough is over. */
  const giveUp = (order: TrackedOrder): void => {
    const now = clock.monotonic();
    const since = missingSince.get(order) ?? now;
    missingSince.set(order, since);
    if (now - since < VANISHED_MS) return;
    order.learn({ type: "vanished", matched: seenUnits(order.facts()) });
  };

  const plan = (ms: number): void => {
    const at = clock.monotonic() + ms;
    if (closing.isClosed() || at >= dueAt) return;
    timer?.();
    dueAt = at;
    timer = clock.setTimer(ms, run, { background: true });
  };

  const run = (): void => {
    dueAt = Number.POSITIVE_INFINITY;
    timer = undefined;
    void sweep()
      .catch((error: unknown) => {
        if (closing.isClosed()) return;
        context.logger.log("warn", "Own orders could not be read; they will be again", {
          wallet: core.identity.id,
          reason: asPolymarketError(error, "sweep").message,
        });
      })
      .finally(next);
  };

  const next = (): void => {
    const orders = registry.list().filter((order) => order.state().outcome === "accepted");
    if (orders.length === 0 || everyMs === 0) return;
    const slow = fed ? withFeedMs : everyMs;
    const pressing = orders.some((order) => order.state().phase === "done" || order.state().cancelPending);
    wait = pressing ? Math.min(wait * 2, slow) : slow;
    plan(wait);
  };

  registry.onOrder((order) => {
    if (everyMs === 0 || order.outcome !== "accepted" || order.state.settled) return;
    if (order.state.phase === "done" || order.state.phase === "delayed") hurry();
    else plan(fed ? withFeedMs : everyMs);
  });
  registry.onAwaited(() => hurry());

  function hurry(): void {
    if (fed && everyMs !== 0) {
      // The feed is quicker than any read; a sweep a little later makes sure.
      plan(Math.min(hurryMs * 10, withFeedMs));
      return;
    }
    wait = hurryMs;
    plan(hurryMs);
  }

  return {
    sweep,
    hurry,
    feed: (live) => {
      const before = fed;
      fed = live;
      if (before && !live) hurry();
    },
    close: () => {
      timer?.();
      timer = undefined;
    },
  };
}

function hasTrades(tracked: TrackedOrder): boolean {
  const facts = tracked.facts();
  return (
    facts.matched > 0n ||
    facts.fills.size > 0 ||
    missingTrades(facts).length > 0 ||
    facts.answered.has("matched")
  );
}

function forgotten(tracked: TrackedOrder): OrderRejectedError {
  return new OrderRejectedError({
    message: `Order ${tracked.intent.id} was taken and killed: the venue has its bytes but no record of it.`,
    context: { orderId: tracked.intent.id },
  });
}
