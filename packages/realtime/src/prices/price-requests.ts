import type { CancelTimer, Clock } from "@pm/core-types";
import type { Fields } from "../frames/fields.ts";

/** The server takes 20 frames a second. */
const FRAME_INTERVAL_MS = 110;
const ANSWER_MS = 10_000;

/** Requests of one connection: paced, numbered, and each one answered in time or reported. */
export type PriceRequests = {
  /** Sends a request when its turn comes; `keys` are the subscriptions it is about. */
  readonly post: (frame: Fields, keys?: readonly string[]) => void;
  /** The same for a request that those behind it have to wait for. */
  readonly postFirst: (frame: Fields) => void;
  /** The subscriptions a request was about; it counts as answered from now on. */
  readonly answered: (rid: unknown) => readonly string[];
  /** Forgets everything: the connection is gone. */
  readonly reset: () => void;
};

/** The request queue of one connection. */
export function createPriceRequests(options: {
  readonly clock: Clock;
  /** False when there is no open socket. */
  readonly send: (text: string) => boolean;
  readonly onUnanswered: (rid: string) => void;
}): PriceRequests {
  const { clock } = options;
  const outbox: { readonly frame: Fields; readonly keys: readonly string[]; readonly isGate: boolean }[] = [];
  /** The request that the others wait for. */
  let gate: string | undefined;
  const pending = new Map<string, { readonly keys: readonly string[]; readonly cancel: CancelTimer }>();
  let cancelSend: CancelTimer | undefined;
  let nextRid = 0;

  const pump = () => {
    if (cancelSend !== undefined || gate !== undefined) return;
    const next = outbox.shift();
    if (next === undefined) return;
    const rid = String(++nextRid);
    // Noted before it is sent: the answer may be there at once.
    const cancel = clock.setTimer(ANSWER_MS, () => {
      pending.delete(rid);
      options.onUnanswered(rid);
    });
    pending.set(rid, { keys: next.keys, cancel });
    if (next.isGate) gate = rid;
    if (!options.send(JSON.stringify({ ...next.frame, rid }))) {
      cancel();
      pending.delete(rid);
      return;
    }
    cancelSend = clock.setTimer(FRAME_INTERVAL_MS, () => {
      cancelSend = undefined;
      pump();
    });
  };

  return {
    post: (frame, keys = []) => {
      outbox.push({ frame, keys, isGate: false });
      pump();
    },
    postFirst: (frame) => {
      outbox.push({ frame, keys: [], isGate: true });
      pump();
    },
    answered: (rid) => {
      const request = typeof rid === "string" ? pending.get(rid) : undefined;
      if (request === undefined) return [];
      request.cancel();
      pending.delete(rid as string);
      if (rid === gate) {
        gate = undefined;
        pump();
      }
      return request.keys;
    },
    reset: () => {
      cancelSend?.();
      cancelSend = undefined;
      outbox.length = 0;
      gate = undefined;
      for (const { cancel } of pending.values()) cancel();
      pending.clear();
    },
  };
}
