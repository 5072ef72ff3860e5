import { localEnvironment, type Random } from "@pm/core-types";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import { createTransport, type HttpResponse, type Transport } from "@pm/resilience";
import { privateKey } from "@pm/signing";
import { createVenue, type FaultKind, type FaultSpec, type Venue } from "@pm/venue";
import type { ClobAccount } from "../account/account.ts";
import { createClob } from "../clob.ts";
import type { Journal, JournalRecord } from "../journal/journal.ts";
import { createMemoryJournal } from "../journal/memory-journal.ts";
import type { Order } from "../orders/order.ts";
import type { LimitOrderRequest, OrderRequest } from "../orders/request.ts";
import { drive } from "./virtual-drive.ts";

/** What one run of the campaign came to. */
export type RunReport = {
  readonly seed: number;
  readonly orders: number;
  readonly crashes: number;
  readonly faults: number;
  readonly violations: readonly string[];
  readonly unresolved: number;
};

const FAULTS: readonly FaultKind[] = [
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

/** One strategy of random orders, cancels, crashes and faults, judged by the venue's own ledger. */
export async function runCampaign(seed: number): Promise<RunReport> {
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
  let events = 0;
  const counted: Transport = async (request) => {
    events += 1;
    try {
      return await http(request);
    } finally {
      events += 1;
    }
  };
  const moved = () => events;
  const wallets = [0, 1, 8].map((index) => createProcess(venue, counted, clock, random, index));
  try {
    injectFaults(venue, random);
    await drive(clock, moved, Promise.all(wallets.map((wallet) => wallet.run())));
    venue.clearFaults();
    await drive(clock, moved, Promise.all(wallets.map((wallet) => wallet.finish())));
    const violations = [
      ...wallets.flatMap((wallet) => wallet.judge()),
      ...(venue.checkConservation().ok ? [] : ["the venue's own books do not balance"]),
    ];
    const { faults, orders } = venue.ledger();
    return {
      seed,
      orders: orders.length,
      crashes: wallets.reduce((sum, wallet) => sum + wallet.crashes(), 0),
      faults: faults.length,
      violations,
      unresolved: wallets.reduce((sum, wallet) => sum + wallet.unresolved(), 0),
    };
  } finally {
    for (const wallet of wallets) wallet.stop();
    await http.close();
    await venue.close();
  }
}

function injectFaults(venue: Venue, random: Random): void {
  const count = 2 + Math.floor(random.next() * 4);
  for (let each = 0; each < count; each++) {
    const kind = pick(random, FAULTS);
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

/** One wallet's process, which can die at any moment and come back with its journal. */
function createProcess(
  venue: Venue,
  transport: Transport,
  clock: ReturnType<typeof createVirtualClock>,
  random: Random,
  index: number,
) {
  const given = venue.ready.accounts[index]!;
  const disk = createMemoryJournal();
  const market = venue.ready.markets[0]!;
  const plan = Array.from({ length: 4 + Math.floor(random.next() * 8) }, (_, step): LimitOrderRequest => {
    const resting = random.next() < 0.7;
    return {
      tokenId: pick(random, market.tokens).tokenId,
      // A SELL goes out only where earlier fills brought the shares; elsewhere it is refused here.
      side: random.next() < 0.25 ? "SELL" : "BUY",
      price: `0.${40 + Math.floor(random.next() * 21)}`,
      size: String(5 + Math.floor(random.next() * 60)),
      timeInForce: resting ? "GTC" : "FAK",
      idempotencyKey: `${index}-${step}`,
    };
  });
  const idsByKey = new Map<string, Set<string>>();
  const handles = new Map<string, Order>();
  let crashes = 0;
  let alive = { dead: false };
  let account = start();

  function start(): ClobAccount {
    const life = { dead: false };
    alive = life;
    const journal: Journal = {
      append: (records: readonly JournalRecord[]) => (life.dead ? never() : disk.append(records)),
      read: disk.read,
      close: disk.close,
    };
    const clob = createClob({
      environment: localEnvironment(venue.ready),
      clock,
      random: createSeededRandom(Math.floor(random.next() * 2 ** 32)),
      // A dead process neither sends nor hears; what it sent goes its way.
      transport: async (request) => {
        if (life.dead) return never<HttpResponse>();
        const response = await transport(request).catch((error: unknown) => {
          if (life.dead) return never<HttpResponse>();
          throw error;
        });
        return life.dead ? never<HttpResponse>() : response;
      },
    });
    return clob.account({
      id: `w${index}`,
      signer: privateKey(given.privateKey),
      signatureType: given.signatureType,
      funder: given.funder,
      journal,
      resolve: { graceMs: 1_000, absenceMs: 8_000 },
      follow: { hurryMs: 300, everyMs: 3_000 },
    });
  }

  const crash = (): void => {
    alive.dead = true;
    account.close();
    crashes += 1;
    account = start();
  };

  const place = async (requests: readonly LimitOrderRequest[]): Promise<void> => {
    const mine = alive;
    const placed =
      requests.length === 1
        ? [await account.placeLimit(requests[0]!).catch(() => undefined)]
        : (await account.placeMany(requests as readonly OrderRequest[])).map((leg) => leg.order);
    if (mine.dead) return;
    for (const [position, order] of placed.entries()) note(requests[position]!.idempotencyKey!, order);
  };

  const note = (key: string, order: Order | undefined): void => {
    if (order === undefined) return;
    idsByKey.set(key, (idsByKey.get(key) ?? new Set()).add(order.id));
    handles.set(key, order);
  };

  return {
    crashes: () => crashes,
    stop: () => account.close(),
    run: async () => {
      for (let position = 0; position < plan.length; ) {
        const size = random.next() < 0.3 ? 1 + Math.floor(random.next() * 4) : 1;
        const doing = place(plan.slice(position, position + size));
        position += size;
        const roll = random.next();
        if (roll < 0.15) {
          // The process dies somewhere in the middle, and its successor starts the whole job again.
          await Promise.race([doing, wait(clock, Math.floor(random.next() * 300))]);
          crash();
          position = 0;
        } else if (roll < 0.3) {
          // Not waited for: the next order overlaps with this one.
          doing.catch(() => {});
        } else {
          await doing;
        }
        if (random.next() < 0.2) {
          const order = pick(random, [...handles.values(), undefined]);
          const cancelling = order === undefined ? undefined : account.cancelOrder(order.id).catch(() => {});
          if (random.next() < 0.5) await Promise.race([cancelling, wait(clock, 20_000)]);
        }
      }
    },
    finish: async () => {
      // Whatever is still on its way: the same keys once more, until each names an order or was refused for good.
      for (const request of plan) await place([request]);
      await account.restore();
      for (const order of account.listOrders()) await order.decided();
      await account.cancelAll().catch(() => {});
      for (let round = 0; round < 40 && account.listOrders().length > 0; round++) {
        await account.sweep().catch(() => {});
        await wait(clock, 1_000);
      }
    },
    unresolved: () => account.listOrders().length,
    judge: (): string[] => {
      const { orders, balances } = venue.ledger();
      const mine = orders.filter((order) => order.maker.toLowerCase() === given.funder.toLowerCase());
      const violations: string[] = [];
      for (const [key, ids] of idsByKey) {
        if (ids.size > 1) violations.push(`wallet ${index}: key ${key} named ${ids.size} orders`);
      }
      for (const order of handles.values()) {
        if (order.outcome === "rejected" && order.error?.name === "InsufficientBalanceError") {
          violations.push(`wallet ${index}: ${order.id} went out without funds: ${order.error.message}`);
        }
      }
      const accepted = new Set(
        [...handles.values()]
          .filter((order) => order.outcome === "accepted")
          .map((order) => order.id as string),
      );
      for (const order of mine) {
        // An immediate order that met nobody is refused, and yet the venue keeps a record of it.
        const killed = order.status === "CANCELED" && order.matched === "0" && order.orderType !== "GTC";
        if (!accepted.has(order.id) && !killed) {
          const told = {
            order,
            keys: [...idsByKey].map(([key, ids]) => [
              key,
              [...ids],
              handles.get(key)?.outcome,
              handles.get(key)?.error?.message,
            ]),
            seen: venue
              .ledger()
              .requests.filter((request) => request.orderHashes.includes(order.id))
              .map(({ at, route, status, faults }) => ({ at, route, status, faults })),
          };
          violations.push(
            `wallet ${index}: the venue has ${order.id}, which nobody here knows: ${JSON.stringify(told)}`,
          );
        }
        const known = [...handles.values()].find((each) => each.id === order.id);
        if (known !== undefined && known.state.matched.toFixed() !== order.matched) {
          violations.push(
            `wallet ${index}: ${order.id} matched ${order.matched} at the venue, ${known.state.matched.toFixed()} here`,
          );
        }
      }
      const atVenue = new Set(mine.map((order) => order.id));
      for (const id of accepted) {
        if (!atVenue.has(id))
          violations.push(`wallet ${index}: ${id} was called accepted, but the venue has no such order`);
      }
      if (new Set(mine.map((order) => order.id)).size > plan.length) {
        violations.push(`wallet ${index}: ${mine.length} orders for ${plan.length} intents`);
      }
      const balance = balances.find((each) => each.address.toLowerCase() === given.funder.toLowerCase());
      if (balance !== undefined && Number(balance.collateral) < 0)
        violations.push(`wallet ${index}: overdrawn`);
      return violations;
    },
  };
}

function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}

function wait(clock: ReturnType<typeof createVirtualClock>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(ms, resolve);
  });
}

function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random.next() * items.length)]!;
}
