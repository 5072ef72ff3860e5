import type { Decimal, OrderId, PolymarketError, Side, TimeInForce, TokenId, TradeId } from "@pm/core-types";
import type { OrderState } from "../lifecycle/state.ts";
import type { VenueOrderStatus } from "../wire/order.ts";
import type { PostStatus } from "../wire/post.ts";
import type { DecidedOrder } from "./decided.ts";

/** An order that was sent. Its fields tell what is known now; every part of it is safe to ask at any time. */
export type Order = {
  /** The hash of what was signed: known before anything was sent, and the venue's id of the order. */
  readonly id: OrderId;
  readonly tokenId: TokenId;
  readonly side: Side;
  /** pUSD per share. */
  readonly price: Decimal;
  /** Shares. */
  readonly size: Decimal;
  readonly timeInForce: TimeInForce;
  readonly idempotencyKey: string | undefined;
  /** `unknown` until something proves the one or the other. */
  readonly outcome: "accepted" | "rejected" | "unknown";
  /** What the venue last said of it, in its own words. */
  readonly status: PostStatus | VenueOrderStatus | undefined;
  /** Everything known about it: phase, fills, what is left. */
  readonly state: OrderState;
  /** Trades known to belong to it. */
  readonly tradeIds: readonly TradeId[];
  /** Why the order was rejected, or why its outcome is unknown. */
  readonly error: PolymarketError | undefined;
  /** Resolves an unknown outcome by the order's id; answers at once when it is known. */
  readonly decided: () => Promise<DecidedOrder>;
  /**
   * Waits until nothing about the order can change any more: it is done, and every fill is confirmed on chain or was
   * rolled back. A resting order may take for ever; pass a signal.
   *
   * @throws the signal's reason. @throws {ClosedError} when the account is closed first.
   */
  readonly settled: (options?: { readonly signal?: AbortSignal }) => Promise<OrderState>;
  /** The state now and after every change, the last one settled. A slow reader skips states between. */
  readonly watch: () => AsyncIterableIterator<OrderState>;
};
