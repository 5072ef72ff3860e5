/**
 * How far a book is to be believed: `live` as far as every piece of evidence goes; `suspect` when a piece speaks
 * against it; `resyncing` while a snapshot is awaited; `stale` without a connection.
 */
export type TrustLevel = "live" | "suspect" | "resyncing" | "stale";

/** Why a book has its level. */
export type TrustReason =
  | "not-connected"
  | "awaiting-snapshot"
  | "no-snapshot"
  | "tick-size-changed"
  | "snapshot"
  | "confirmed"
  | "crossed"
  | "top-mismatch"
  | "hash-mismatch"
  | "malformed-change"
  | "out-of-order"
  | "silent";
