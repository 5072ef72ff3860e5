import { ValidationError } from "@pm/core-types";
import type { Order } from "./order.ts";
import type { OrderRequest } from "./request.ts";

/** A request's hold on its key. */
export type KeyClaim = {
  /** False when the key names an order already: that order is `placed`. */
  readonly isNew: boolean;
  readonly placed: Promise<Order>;
  readonly resolve: (order: Order) => void;
  /** The order was never sent: its key is free again. */
  readonly reject: (error: unknown) => void;
};

/** Which order an idempotency key names. */
export type Keyring = {
  /** @throws {ValidationError} the key names another order, one of another fingerprint. */
  readonly claim: (key: string | undefined, fingerprint: string) => KeyClaim;
  /** The order a key names already, or the one that `place` makes. @throws what `place` throws. */
  readonly once: (
    key: string | undefined,
    fingerprint: string,
    place: () => Promise<Order>,
  ) => Promise<Order>;
  /** A key from before a restart. */
  readonly remember: (key: string, fingerprint: string, order: Order) => void;
};

type Entry = { readonly fingerprint: string; readonly placed: Promise<Order>; order?: Order };

/** Keys of one account; the oldest settled ones are forgotten beyond `limit`. */
export function createKeyring(limit = 100_000): Keyring {
  const entries = new Map<string, Entry>();

  const keep = (key: string, entry: Entry): void => {
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size <= limit) return;
    for (const [oldest, { order }] of entries) {
      if (entries.size <= limit) return;
      // A key whose order can still change is never forgotten: asked again, it must be the same order.
      if (order?.state.settled === true) entries.delete(oldest);
    }
  };

  /** A key whose order the venue refused for the moment only (mode, limit) may be used again: nothing landed. */
  const takenBy = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    const { order } = entry ?? {};
    return order?.outcome === "rejected" && order.error?.retry !== "never" ? undefined : entry;
  };

  const claim = (key: string | undefined, fingerprint: string): KeyClaim => {
    const known = key === undefined ? undefined : takenBy(key);
    if (known !== undefined && known.fingerprint !== fingerprint) throw taken(key ?? "");
    if (known !== undefined)
      return { isNew: false, placed: known.placed, resolve: () => {}, reject: () => {} };
    let settle: { resolve: (order: Order) => void; reject: (error: unknown) => void } | undefined;
    const placed = new Promise<Order>((resolve, reject) => {
      settle = { resolve, reject };
    });
    // Whoever holds the claim hears of a failure there; a second listener is not obliged to.
    placed.catch(() => {});
    const entry: Entry = { fingerprint, placed };
    if (key !== undefined) keep(key, entry);
    return {
      isNew: true,
      placed,
      resolve: (order) => {
        entry.order = order;
        settle?.resolve(order);
      },
      reject: (error) => {
        if (key !== undefined && entries.get(key) === entry) entries.delete(key);
        settle?.reject(error);
      },
    };
  };

  return {
    claim,
    once: async (key, fingerprint, place) => {
      const held = claim(key, fingerprint);
      if (held.isNew) place().then(held.resolve, held.reject);
      return held.placed;
    },
    remember: (key, fingerprint, order) => keep(key, { fingerprint, placed: Promise.resolve(order), order }),
  };
}

function taken(key: string): ValidationError {
  return new ValidationError({
    message: `idempotencyKey ${JSON.stringify(key)} already names another order.`,
    action: "Use a key for one order only.",
    context: { field: "idempotencyKey", key },
  });
}

/** Text that is equal for requests that mean the same order. */
export function fingerprintOf(request: OrderRequest): string {
  const entries = Object.entries({ kind: "limit", ...request }).filter(([, value]) => value !== undefined);
  return JSON.stringify(entries.map(([name, value]) => [name, String(value)]).sort());
}
