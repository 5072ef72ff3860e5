import { decimal } from "@pm/core-types";
import type { OrderEvent, TradeEvent, UserEvent } from "../frames/user-events.ts";

/** How far a trade has come; CONFIRMED and FAILED are terminal. Unknown states count as progress. */
const TRADE_STAGE: Readonly<Record<string, number>> = {
  MATCHED_NOT_BROADCASTED: 0,
  MATCHED: 1,
  MINED: 2,
  RETRYING: 2,
  CONFIRMED: 3,
  FAILED: 3,
};
const TERMINAL = 3;

/**
 * Remembers how far each order and trade has come, so that a frame that says nothing new, or something older, is
 * recognised: the venue repeats itself, and what was missed is read again over HTTP. Bounded; the oldest are forgotten.
 */
export class Progress {
  readonly #orders = new Map<string, { matched: string; status: string; ended: boolean }>();
  readonly #trades = new Map<string, { stage: number; status: string; hash: string; matchedAt: number }>();
  readonly #limit: number;

  constructor(limit = 20_000) {
    this.#limit = limit;
  }

  /** True when the event moves its order or trade on; it is then remembered. */
  advance(event: UserEvent): boolean {
    return event.type === "order" ? this.#order(event) : this.#trade(event);
  }

  /** When the oldest trade was matched that is not settled and was matched after `since`; Unix milliseconds. */
  unsettledFrom(since: number): number | undefined {
    let oldest: number | undefined;
    for (const { stage, matchedAt } of this.#trades.values()) {
      if (stage !== TERMINAL && matchedAt >= since && !(matchedAt >= (oldest ?? Number.POSITIVE_INFINITY)))
        oldest = matchedAt;
    }
    return oldest;
  }

  #trade(event: TradeEvent): boolean {
    const known = this.#trades.get(event.tradeId);
    const stage = TRADE_STAGE[event.status] ?? 2;
    const hash = event.transactionHash ?? "";
    const matchedAt = event.matchedAt ?? known?.matchedAt ?? event.timestamp;
    if (known !== undefined) {
      if (known.stage === TERMINAL) return false;
      if (stage < known.stage) return false;
      if (event.status === known.status && (hash === known.hash || hash === "")) return false;
    }
    remember(this.#trades, event.tradeId, { stage, status: event.status, hash, matchedAt }, this.#limit);
    return true;
  }

  #order(event: OrderEvent): boolean {
    const known = this.#orders.get(event.orderId);
    const status = `${event.status ?? ""} ${event.statusReason ?? ""}`;
    const ended =
      event.action === "CANCELLATION" || event.status === "CANCELED" || event.status === "INVALID";
    const matched = event.sizeMatched ?? known?.matched ?? "0";
    if (known !== undefined) {
      const more = decimal(matched).cmp(decimal(known.matched));
      if (more < 0) return false;
      // An order that ended may still learn of fills that came before its end.
      if (more === 0 && (known.ended || status === known.status) && known.ended === (ended || known.ended)) {
        return false;
      }
    }
    remember(
      this.#orders,
      event.orderId,
      { matched, status, ended: ended || known?.ended === true },
      this.#limit,
    );
    return true;
  }
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value, limit: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= limit) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
