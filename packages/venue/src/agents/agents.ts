import { createHash } from "node:crypto";
import {
  type ApiKey,
  type CancelTimer,
  type OrderId,
  type Random,
  type Side,
  type TimeInForce,
  tickRule,
} from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import { type DevAccount, devAccount } from "../accounts/dev-accounts.ts";
import type { VenueContext } from "../context.ts";
import type { MarketView } from "../engine/index.ts";

/** How busy the venue's own traders are. */
export type AgentOptions = {
  /** Actions a second over all markets: orders, cancels, takes. Default 20. */
  readonly rate?: number;
  /** Orders that rest in each market, about. Default 24. */
  readonly depth?: number;
};

/** Seeded traders that keep books moving. */
export type Agents = {
  /** Actions taken so far. */
  readonly actions: () => number;
  readonly setRate: (rate: number) => void;
  readonly stop: () => void;
};

type Mind = {
  readonly market: MarketView;
  readonly ticks: number;
  /** Fair price of the first outcome, in ticks. */
  fair: number;
  /** Own orders that may still rest, oldest first. */
  readonly orders: { readonly id: OrderId; readonly owner: ApiKey }[];
};

const AGENTS = 8;
const FUNDS = 5_000_000_000_000n;
const LOW = 500_000_000_000n;
const SLICE_MS = 20;
/** After this many actions full sets are merged back into pUSD and empty pockets are filled. */
const HOUSEKEEPING = 2_000;
const ZERO = `0x${"0".repeat(64)}` as const;

/** Starts the traders of `market` mode. Everything they do follows from the seed and the clock. */
export function startAgents(context: VenueContext, options: AgentOptions = {}): Agents {
  const { engine, clock, seed } = context;
  const random = createSeededRandom(seed ^ 0xa6_e7);
  const depth = options.depth ?? 24;
  const traders = Array.from({ length: AGENTS }, (_, index) =>
    devAccount(seed, `agent-${index}`, 0, context.wallets),
  );
  const keyOf = (index: number): ApiKey => `00000000-0000-4000-8000-0000000000${10 + index}` as ApiKey;
  for (const trader of traders) {
    engine.fund(trader.funder, FUNDS);
    engine.approveAll(trader.funder);
  }
  const minds = engine
    .markets()
    .filter((market) => market.acceptingOrders)
    .map((market) => createMind(market, random));
  let rate = options.rate ?? 20;
  let counter = 0;
  let owed = 0;
  let cancelTimer: CancelTimer = () => {};

  const submit = (
    mind: Mind,
    trader: DevAccount,
    owner: ApiKey,
    order: {
      readonly outcome: 0 | 1;
      readonly side: Side;
      readonly ticks: number;
      readonly type: TimeInForce;
    },
  ): void => {
    const tick = tickRule(mind.market.tickSize).tick;
    const price = BigInt(order.ticks) * tick;
    const shares = BigInt(5 + Math.floor(random.next() * random.next() * 400)) * 1_000_000n;
    const quote = (shares * price) / 1_000_000n;
    const id = `0x${createHash("sha256").update(`agent|${seed}|${++counter}`).digest("hex")}` as OrderId;
    engine.submit(
      {
        order: {
          id,
          maker: trader.funder,
          signer: trader.address,
          tokenId: mind.market.outcomes[order.outcome].tokenId,
          side: order.side,
          makerAmount: order.side === "BUY" ? quote : shares,
          takerAmount: order.side === "BUY" ? shares : quote,
          signatureType: 0,
          timestamp: BigInt(Math.floor(clock.now())),
          builder: ZERO,
        },
        owner,
        orderType: order.type,
        expiration: 0,
      },
      (result) => {
        if (result.success && result.status === "live") mind.orders.push({ id, owner });
      },
    );
  };

  const act = (): void => {
    const mind = minds[Math.floor(random.next() * minds.length)];
    if (mind === undefined) return;
    const who = Math.floor(random.next() * AGENTS);
    const trader = traders[who] as DevAccount;
    const dice = random.next();
    if (dice < 0.08) drift(mind, random);
    else if (mind.orders.length > depth * 1.5 || (dice < 0.42 && mind.orders.length > depth / 2))
      cancelOne(mind);
    else if (dice < 0.56 && mind.orders.length > depth / 2) take(mind, trader, keyOf(who));
    else quote(mind, trader, keyOf(who));
  };

  /** A resting order: a bid for the first outcome below the fair price, or for the second above it. */
  const quote = (mind: Mind, trader: DevAccount, owner: ApiKey): void => {
    const away = 1 + Math.floor(random.next() * random.next() * 12);
    const first = random.next() < 0.5;
    const ticks = first ? mind.fair - away : mind.ticks - (mind.fair + away);
    if (ticks < 1 || ticks >= mind.ticks) return;
    submit(mind, trader, owner, { outcome: first ? 0 : 1, side: "BUY", ticks, type: "GTC" });
  };

  /** An order that takes what rests near the fair price. */
  const take = (mind: Mind, trader: DevAccount, owner: ApiKey): void => {
    const first = random.next() < 0.5;
    const ticks = Math.min(mind.ticks - 1, (first ? mind.fair : mind.ticks - mind.fair) + 4);
    submit(mind, trader, owner, { outcome: first ? 0 : 1, side: "BUY", ticks, type: "FAK" });
  };

  const cancelOne = (mind: Mind): void => {
    const [gone] = mind.orders.splice(Math.floor(random.next() * mind.orders.length), 1);
    if (gone !== undefined) engine.cancel(gone.owner, gone.id);
  };

  const housekeeping = (): void => {
    for (const trader of traders) {
      for (const position of engine.positions(trader.funder)) {
        if (position.outcomeIndex !== 0 || position.size === 0n) continue;
        const other = engine
          .positions(trader.funder)
          .find((one) => one.conditionId === position.conditionId && one.outcomeIndex === 1);
        const pairs = other === undefined || other.size > position.size ? position.size : other.size;
        if (other !== undefined && pairs > 0n) engine.merge(trader.funder, position.conditionId, pairs);
      }
      if (engine.balanceAllowance(trader.funder).balance < LOW) engine.fund(trader.funder, FUNDS);
    }
  };

  let actions = 0;
  const slice = (): void => {
    owed += (rate * SLICE_MS) / 1000;
    while (owed >= 1) {
      owed -= 1;
      actions += 1;
      act();
      if (actions % HOUSEKEEPING === 0) housekeeping();
    }
    cancelTimer = clock.setTimer(SLICE_MS, slice);
  };

  for (const mind of minds) {
    for (let i = 0; i < depth; i++) {
      const who = i % AGENTS;
      quote(mind, traders[who] as DevAccount, keyOf(who));
    }
  }
  cancelTimer = clock.setTimer(SLICE_MS, slice);
  return {
    actions: () => actions,
    setRate: (next) => {
      rate = next;
    },
    stop: () => cancelTimer(),
  };
}

function createMind(market: MarketView, random: Random): Mind {
  const ticks = Number(1_000_000n / tickRule(market.tickSize).tick);
  return { market, ticks, fair: Math.floor(ticks * (0.25 + random.next() * 0.5)), orders: [] };
}

/** The fair price walks, and turns back before the grid would change near its ends. */
function drift(mind: Mind, random: Random): void {
  const step = random.next() < 0.5 ? -1 : 1;
  const next = mind.fair + step;
  mind.fair = next < mind.ticks * 0.1 || next > mind.ticks * 0.9 ? mind.fair - step : next;
}
