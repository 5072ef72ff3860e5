import type { Surface } from "./request.ts";

/** One request the venue saw, as `GET /_venue/ledger` lists it. */
export type LoggedRequest = {
  readonly sequence: number;
  /** Unix milliseconds, venue time, when the request was complete. */
  readonly at: number;
  readonly surface: Surface;
  readonly method: string;
  readonly path: string;
  /** Route template, such as `GET /data/order/{id}`; undefined when no route exists. */
  readonly route: string | undefined;
  /** The signer address the request claimed (POLY_ADDRESS). */
  wallet: string | undefined;
  /** Status that was answered, or 0 when no answer was sent. */
  status: number;
  /** Hashes of the orders it carried, in order. */
  orderHashes: readonly string[];
  /** Kinds of the faults that hit it. */
  faults: readonly string[];
};

/** The last requests, bounded. */
export type RequestLog = {
  readonly next: () => number;
  readonly add: (entry: LoggedRequest) => void;
  readonly entries: () => readonly LoggedRequest[];
  /** Entries forgotten because of the bound. */
  readonly dropped: () => number;
  readonly clear: () => void;
};

/** A request log that keeps the last `limit` entries. */
export function createRequestLog(limit = 100_000): RequestLog {
  let entries: LoggedRequest[] = [];
  let sequence = 0;
  let dropped = 0;
  return {
    next: () => ++sequence,
    add: (entry) => {
      if (entries.length >= limit) {
        const cut = Math.max(1, Math.floor(limit / 10));
        entries = entries.slice(cut);
        dropped += cut;
      }
      entries.push(entry);
    },
    entries: () => entries,
    dropped: () => dropped,
    clear: () => {
      entries = [];
      dropped = 0;
    },
  };
}
