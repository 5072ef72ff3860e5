import { describe, expect, it } from "@jest/globals";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import { readUserFrame } from "../frames/read-user-frame.ts";
import type { TradeEvent, UserEvent } from "../frames/user-events.ts";
import { type FakeSocket, fakeSockets } from "../testing/fake-sockets.ts";
import { faultySockets, SOCKET_TROUBLES } from "../testing/faulty-sockets.ts";
import { createUserStream } from "./user-stream.ts";

/** Seeded runs; a release runs 2,000 and more. */
const RUNS = Number(process.env.PM_CAMPAIGN_RUNS ?? 60);
const FIRST_SEED = Number(process.env.PM_CAMPAIGN_SEED ?? 1);
const STAGES = ["MATCHED", "MINED", "CONFIRMED"];

const read = (frame: string): UserEvent[] => {
  const events: UserEvent[] = [];
  readUserFrame(frame, { event: (event) => events.push(event), anomaly: () => {} });
  return events;
};

async function run(seed: number): Promise<{ recovered: number; struck: number }> {
  const clock = createVirtualClock();
  const random = createSeededRandom(seed);
  const signedIn = new Set<FakeSocket>();
  const network = fakeSockets(
    (socket, text) => {
      if (text === "PING") socket.deliver("PONG");
      else signedIn.add(socket);
    },
    (socket) => socket.open(),
  );
  const gremlin = faultySockets(network.factory, { clock, random });
  /** The venue's truth: each order's fills and each trade's stage, newest report of each. */
  const trades = new Map<string, { stage: number; changedAt: number }>();
  const orders = new Map<string, { matched: number; changedAt: number }>();
  const base = { owner: "key", market: "0xm", asset_id: "1", side: "BUY", price: "0.5" };
  const tradeFrame = (id: string) =>
    JSON.stringify({
      ...base,
      event_type: "trade",
      type: "TRADE",
      id,
      taker_order_id: "0xt",
      size: "1",
      status: STAGES[trades.get(id)?.stage ?? 0],
      timestamp: String(Math.floor(clock.now())),
    });
  const orderFrame = (id: string) =>
    JSON.stringify({
      ...base,
      event_type: "order",
      type: orders.get(id)?.matched === 0 ? "PLACEMENT" : "UPDATE",
      id,
      original_size: "10",
      size_matched: String(orders.get(id)?.matched ?? 0),
      status: orders.get(id)?.matched === 10 ? "MATCHED" : "LIVE",
      timestamp: String(Math.floor(clock.now())),
    });
  const tell = (frame: string) => {
    for (const socket of signedIn) socket.deliver(frame);
  };
  const stream = createUserStream({
    url: "ws://venue/ws/user",
    credentials: { key: "k", secret: "s", passphrase: "p" },
    sockets: gremlin.factory,
    clock,
    random,
    silenceMs: 12_000,
    backoffCapMs: 2_000,
    auditMs: 20_000,
    recover: async ({ from }) => {
      if (random.next() < 0.2) throw new Error("the venue is busy");
      return [
        ...[...orders]
          .filter(([, order]) => order.changedAt >= from - 5_000)
          .flatMap(([id]) => read(orderFrame(id))),
        ...[...trades]
          .filter(([, trade]) => trade.changedAt >= from - 5_000)
          .flatMap(([id]) => read(tradeFrame(id))),
      ];
    },
  });
  const heardTrades = new Map<string, string[]>();
  const heardOrders = new Map<string, number[]>();
  stream.subscribe((event) => {
    if (event.type === "trade")
      heardTrades.set(event.tradeId, [
        ...(heardTrades.get(event.tradeId) ?? []),
        (event as TradeEvent).status,
      ]);
    if (event.type === "order")
      heardOrders.set(event.orderId, [...(heardOrders.get(event.orderId) ?? []), Number(event.sizeMatched)]);
  });

  for (let n = 1 + Math.floor(random.next() * 4); n > 0; n--) {
    gremlin.trouble.add(SOCKET_TROUBLES[Math.floor(random.next() * SOCKET_TROUBLES.length)] ?? "drop");
  }
  gremlin.setProbability(0.02 + random.next() * 0.25);
  await stream.ready();
  let count = 0;
  while (clock.monotonic() < 90_000) {
    await clock.advance(random.next() * 1_500);
    const now = clock.now();
    const open = [...orders].filter(([, order]) => order.matched < 10);
    const choice = random.next();
    if (choice < 0.3 || open.length === 0) {
      const id = `o${++count}`;
      orders.set(id, { matched: 0, changedAt: now });
      tell(orderFrame(id));
    } else if (choice < 0.6) {
      const [id, order] = open[Math.floor(random.next() * open.length)] as [string, { matched: number }];
      const matched = Math.min(10, order.matched + 1 + Math.floor(random.next() * 5));
      orders.set(id, { matched, changedAt: now });
      const trade = `t${++count}`;
      trades.set(trade, { stage: 0, changedAt: now });
      tell(tradeFrame(trade));
      tell(orderFrame(id));
    } else {
      const moving = [...trades].filter(([, trade]) => trade.stage < 2);
      const [id, trade] = moving[Math.floor(random.next() * moving.length)] ?? [];
      if (id === undefined || trade === undefined) continue;
      trades.set(id, { stage: trade.stage + 1, changedAt: now });
      tell(tradeFrame(id));
    }
  }
  gremlin.trouble.clear();
  await clock.advance(300_000);
  expect(stream.state()).toBe("live");
  const lost = {
    trades: [...trades]
      .filter(([id, { stage }]) => heardTrades.get(id)?.at(-1) !== STAGES[stage])
      .map(([id]) => id),
    orders: [...orders]
      .filter(([id, { matched }]) => heardOrders.get(id)?.at(-1) !== matched)
      .map(([id]) => id),
  };
  expect({ seed, lost }).toEqual({ seed, lost: { trades: [], orders: [] } });
  const doubled = [
    ...[...heardTrades].filter(([, stages]) =>
      stages.some((stage, at) => at > 0 && STAGES.indexOf(stage) <= STAGES.indexOf(stages[at - 1] ?? "")),
    ),
    ...[...heardOrders].filter(([, fills]) =>
      fills.some((fill, at) => at > 0 && fill <= (fills[at - 1] ?? 0)),
    ),
  ];
  expect({ seed, doubled }).toEqual({ seed, doubled: [] });
  const { recovered } = stream.stats();
  await stream.close();
  return { recovered, struck: gremlin.struck() };
}

describe("a user stream in a bad network", () => {
  it(`loses no event and delivers none twice (${RUNS} seeded runs)`, async () => {
    let recovered = 0;
    let struck = 0;
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
      const result = await run(seed);
      recovered += result.recovered;
      struck += result.struck;
    }
    expect(recovered).toBeGreaterThan(0);
    expect(struck).toBeGreaterThan(RUNS);
    if (process.env.PM_CAMPAIGN_RUNS !== undefined) console.log({ runs: RUNS, struck, recovered });
  }, 1_200_000);
});
