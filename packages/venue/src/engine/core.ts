import type { Address, ApiKey, Clock, ConditionId, Contracts, Hex, OrderId, Side } from "@pm/core-types";
import type { BookCause, BookItem, EngineEvent } from "./events.ts";
import type { FeeRule } from "./fees.ts";
import { Ledger, type Lock } from "./ledger.ts";
import type { Market } from "./market.ts";
import { deriveMarketIds, type MarketIdInput, type MarketIds } from "./market-ids.ts";
import type { Order } from "./order.ts";
import { Scheduler } from "./scheduler.ts";
import type { Trade, Transaction } from "./trade.ts";
import type {
  Activity,
  BuilderRates,
  EngineConfig,
  EngineMode,
  EngineOptions,
  EventView,
  SettlementPlan,
  SubmitResult,
} from "./types.ts";
import { amountText, PRICE_ONE, priceText } from "./units.ts";

/** A neg-risk event's shared collateral and its markets by index. */
export type Group = { readonly view: EventView; readonly markets: Market[]; readonly lock: Lock };

/** State of one key's dead-man switch. */
export type Heartbeat = { expected: string; last: number };

/** A line of an account's history, as it is kept: prices in ten-thousandths, the rest in base units. */
export type HistoryLine = {
  readonly owner: Address;
  readonly type: Activity["type"];
  readonly timestamp: number;
  readonly market: Market | undefined;
  readonly outcome: 0 | 1 | undefined;
  readonly side: Side | undefined;
  readonly size: number;
  readonly usd: number;
  readonly price: number | undefined;
  /** Number that the transaction's hash is made from. */
  readonly hash: number;
};

/** Where a token belongs. */
export type TokenPlace = { readonly market: Market; readonly outcome: 0 | 1 };

/** Everything an engine knows, and how it tells. The modules beside this one are its verbs. */
export class Core {
  readonly clock: Clock;
  readonly contracts: Contracts;
  readonly config: EngineConfig;
  readonly marketIds: (input: MarketIdInput) => MarketIds;
  readonly ledger = new Ledger();
  readonly scheduler: Scheduler;
  readonly markets = new Map<ConditionId | string, Market>();
  readonly tokens = new Map<string, TokenPlace>();
  readonly tokenByNumber = new Map<number, TokenPlace>();
  readonly groups: Group[] = [];
  readonly feeRules = new Map<Market, FeeRule>();
  readonly builders = new Map<Hex, BuilderRates>();
  /** Every order still known, by id; finished ones leave oldest first. */
  readonly orders = new Map<OrderId | string, Order>();
  readonly finished: Order[] = [];
  /** Orders that rest or wait, by key, oldest first. */
  readonly live = new Map<ApiKey, Set<Order>>();
  readonly held = new Map<string, (result: SubmitResult) => void>();
  readonly trades = new Map<string, Trade>();
  /** The same trades, oldest first. */
  readonly tradeLog: Trade[] = [];
  /** The same again by API key and by address of every party. */
  readonly tradesOf = new Map<string, Trade[]>();
  readonly transactions = new Map<number, Transaction>();
  readonly activity: HistoryLine[] = [];
  readonly heartbeats = new Map<ApiKey, Heartbeat>();
  readonly listeners = new Set<(event: EngineEvent) => void>();
  readonly counters = { trade: 0, transaction: 0, heartbeat: 0, market: 0, event: 0, mirror: 0 };

  now: number;
  mode: EngineMode = "normal";
  modeUntil: number | undefined;
  settlement: SettlementPlan;
  /** A settlement plan for the next few transactions only. */
  special: { plan: SettlementPlan; times: number } | undefined;
  sweeping = false;

  #queue: EngineEvent[] = [];
  #touched: { readonly isBid: boolean; readonly price: number }[] = [];

  constructor(options: EngineOptions, config: EngineConfig, wake: () => void) {
    const { clock } = options;
    this.clock = clock;
    this.contracts = options.contracts;
    this.config = config;
    this.marketIds = options.marketIds ?? deriveMarketIds;
    this.settlement = config.settlement;
    this.now = Math.floor(clock.now());
    this.scheduler = new Scheduler(clock, wake);
  }

  /** Is anybody listening? Without listeners no event is built. */
  get watched(): boolean {
    return this.listeners.size > 0;
  }

  emit(event: EngineEvent): void {
    if (this.listeners.size > 0) this.#queue.push(event);
  }

  /** Notes a level of a market's book that the running step changed. */
  touch(isBid: boolean, price: number): void {
    for (const seen of this.#touched) if (seen.price === price && seen.isBid === isBid) return;
    this.#touched.push({ isBid, price });
  }

  /** Ends the changes of one step to one book: new timestamp, one event. */
  bookChanged(market: Market, first: 0 | 1, cause: BookCause): void {
    if (this.#touched.length === 0) return;
    const touched = this.#touched;
    this.#touched = [];
    market.updatedAt = this.now;
    if (!this.watched) return;
    const best = [market.best(0), market.best(1)] as const;
    const hashes: [string, string] = ["", ""];
    const items: BookItem[] = [];
    for (const { isBid, price } of touched) {
      const size = amountText(market.book.sharesAt(isBid, price));
      for (const outcome of [first, (1 - first) as 0 | 1]) {
        items.push({
          tokenId: market.outcomes[outcome].tokenId,
          side: isBid === (outcome === 0) ? "BUY" : "SELL",
          price: priceText(outcome === 0 ? price : PRICE_ONE - price),
          size,
          bestBid: best[outcome].bid,
          bestAsk: best[outcome].ask,
          get hash() {
            if (hashes[outcome] === "") hashes[outcome] = market.hash(outcome);
            return hashes[outcome];
          },
        });
      }
    }
    this.emit({ type: "book", timestamp: this.now, conditionId: market.conditionId, cause, items });
  }

  orderEvent(kind: "PLACEMENT" | "UPDATE" | "CANCELLATION", order: Order): void {
    if (this.watched) this.emit({ type: "order", kind, timestamp: this.now, order: order.view() });
  }

  /** Hands out what happened. Called when a step is complete, before the next one starts. */
  flush(): void {
    if (this.#queue.length === 0) return;
    const queue = this.#queue;
    this.#queue = [];
    let failure: { readonly error: unknown } | undefined;
    for (const event of queue) {
      for (const listener of this.listeners) {
        try {
          listener(event);
        } catch (error) {
          // The others still hear everything; the caller learns of the first failure.
          failure ??= { error };
        }
      }
    }
    if (failure !== undefined) throw failure.error;
  }

  /** Adds a line of history, and drops the oldest beyond the limit. */
  record(line: HistoryLine): void {
    this.activity.push(line);
    // Cut in slices: shifting a long array for every line would cost more than the line.
    if (this.activity.length > this.config.historyLimit * 1.25) {
      this.activity.splice(0, this.activity.length - this.config.historyLimit);
    }
  }
}
