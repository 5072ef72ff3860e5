import { type Clock, JournalError, type OrderId } from "@pm/core-types";
import type { OrderFact } from "../lifecycle/facts.ts";
import type { Intent } from "../orders/intent.ts";
import { decodeFact, decodeIntent, encodeFact, encodeIntent } from "./encode.ts";
import type { Journal, JournalRecord } from "./journal.ts";

/** An order as the journal remembers it. */
export type RememberedOrder = {
  readonly intent: Intent;
  /** Of the request it was made for: the same key with another fingerprint is another order. */
  readonly fingerprint: string;
  readonly facts: readonly OrderFact[];
};

/** The journal as one account uses it. */
export type OrderJournal = {
  /** Keeps intents before they are sent. @throws {JournalError}; nothing may be sent. */
  readonly intents: (
    intents: readonly { readonly intent: Intent; readonly fingerprint: string }[],
  ) => Promise<void>;
  /** Keeps what was learned; a failure is reported, never thrown: the venue knows it too. */
  readonly note: (id: OrderId, ...facts: readonly OrderFact[]) => void;
  readonly closed: (id: OrderId) => void;
  /** The order was never sent. */
  readonly void: (id: OrderId) => void;
  /** Resolves when everything noted so far is kept, or its failure was reported. */
  readonly flushed: () => Promise<void>;
  /** Everything remembered. @throws {JournalError} */
  readonly read: () => Promise<readonly RememberedOrder[]>;
};

/** The part of `journal` that belongs to one account. */
export function createOrderJournal(
  journal: Journal,
  scope: string,
  clock: Clock,
  onFailure: (error: unknown) => void,
): OrderJournal {
  const base = (orderId: string) => ({ scope, orderId, at: clock.now() });
  let last: Promise<void> = Promise.resolve();
  const later = (record: JournalRecord): void => {
    const kept = journal.append([record]).catch(onFailure);
    last = last.then(() => kept);
  };
  return {
    intents: (intents) =>
      journal.append(
        intents.map(({ intent, fingerprint }) => ({
          ...base(intent.id),
          type: "intent",
          key: intent.idempotencyKey,
          data: encodeIntent(intent, fingerprint),
        })),
      ),
    note: (id, ...facts) => {
      for (const fact of facts) later({ ...base(id), type: "fact", data: encodeFact(fact) });
    },
    closed: (id) => later({ ...base(id), type: "closed" }),
    void: (id) => later({ ...base(id), type: "void" }),
    flushed: () => last,
    read: async () => rebuild(await journal.read(scope)),
  };
}

function rebuild(records: readonly JournalRecord[]): readonly RememberedOrder[] {
  const orders = new Map<string, { -readonly [K in keyof RememberedOrder]: RememberedOrder[K] }>();
  for (const record of records) {
    try {
      if (record.type === "intent") {
        const { intent, fingerprint } = decodeIntent(record.data, record.orderId, record.key);
        orders.set(record.orderId, { intent, fingerprint, facts: [] });
        continue;
      }
      const order = orders.get(record.orderId);
      if (order === undefined) continue;
      if (record.type === "fact") order.facts = [...order.facts, decodeFact(record.data)];
      else if (record.type === "void") orders.delete(record.orderId);
    } catch (cause) {
      throw new JournalError({
        message: `The journal's record of order ${record.orderId} cannot be read.`,
        action:
          "It was written by a newer version, or damaged: update, or move the journal away after checking the venue's open orders.",
        context: { orderId: record.orderId, type: record.type },
        cause,
      });
    }
  }
  return [...orders.values()];
}
