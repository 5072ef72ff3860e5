import type { OrderId, PolymarketError } from "@pm/core-types";
import type { VenueOrderStatus } from "../wire/order.ts";
import type { PostStatus } from "../wire/post.ts";

/**
 * What a decision rests on. `answer`: the venue's own answer to the order or to a cancel of it; `duplicate`: it
 * refused the same bytes because it has them; `order` and `trade`: a read or the user channel showed it; `absence`:
 * no read showed it for longer than the venue could still be working on it; `none`: nothing was proved in the time
 * allowed.
 */
export type Evidence = "answer" | "duplicate" | "order" | "trade" | "absence" | "none";

/** What became of an order's submission. */
export type DecidedOrder = {
  readonly id: OrderId;
  readonly outcome: "accepted" | "rejected" | "unknown";
  readonly status: VenueOrderStatus | PostStatus | undefined;
  readonly evidence: Evidence;
  readonly error: PolymarketError | undefined;
  /** How often the signed bytes were sent, the first time included. */
  readonly sends: number;
  /** Milliseconds from the first send to the decision. */
  readonly decidedAfterMs: number;
};
