import type { TokenId } from "@pm/core-types";
import type { ReadonlyBook } from "../book/order-book.ts";
import type { TrackedBook } from "../evidence/tracked-book.ts";
import type { TrustLevel, TrustReason } from "../evidence/trust.ts";

/** A book at one moment, with how far it is to be believed. */
export type BookView = {
  readonly tokenId: TokenId;
  /** A copy: later events do not change it. */
  readonly book: ReadonlyBook;
  readonly level: TrustLevel;
  readonly reason: TrustReason;
  /** The socket its content came through, counted over the life of the stream. */
  readonly epoch: number;
};

/** The view of a tracked book now. */
export function viewOf(tracked: TrackedBook): BookView {
  return {
    tokenId: tracked.book.tokenId,
    book: tracked.book.copy(),
    level: tracked.level,
    reason: tracked.reason,
    epoch: tracked.epoch,
  };
}
