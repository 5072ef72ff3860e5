import type { TokenEvent } from "../frames/market-events.ts";

/** Events remembered for each token: several seconds of the busiest markets. */
const REMEMBERED = 256;

type Recent = {
  readonly keys: Set<string>;
  readonly order: { readonly key: string; readonly timestamp: number }[];
};

/**
 * Recognises events that another socket brought already. Bounded: what is older than everything remembered counts as
 * known, because a socket that far behind has nothing to tell.
 */
export class RecentEvents {
  readonly #byToken = new Map<string, Recent>();

  /** True the first time an event is seen. */
  isNew(event: TokenEvent): boolean {
    let recent = this.#byToken.get(event.tokenId);
    if (recent === undefined) {
      recent = { keys: new Set(), order: [] };
      this.#byToken.set(event.tokenId, recent);
    }
    const key = keyOf(event);
    if (recent.keys.has(key)) return false;
    const oldest = recent.order[0];
    if (recent.order.length >= REMEMBERED && oldest !== undefined && event.timestamp < oldest.timestamp)
      return false;
    recent.keys.add(key);
    recent.order.push({ key, timestamp: event.timestamp });
    if (recent.order.length > REMEMBERED) recent.keys.delete(recent.order.shift()?.key ?? "");
    return true;
  }

  /** Forgets a token. */
  forget(token: string): void {
    this.#byToken.delete(token);
  }
}

function keyOf(event: TokenEvent): string {
  const { type, timestamp } = event;
  switch (event.type) {
    case "book":
      return `${type} ${timestamp} ${event.hash}`;
    case "price_change":
      return `${type} ${timestamp} ${event.hash} ${event.side} ${event.price} ${event.size}`;
    case "last_trade_price":
      return `${type} ${timestamp} ${event.price} ${event.size} ${event.transactionHash}`;
    case "tick_size_change":
      return `${type} ${timestamp} ${event.newTickSize}`;
    case "best_bid_ask":
      return `${type} ${timestamp} ${event.bestBid} ${event.bestAsk}`;
  }
}
