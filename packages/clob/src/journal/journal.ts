/**
 * One line of the journal. Plain JSON values only: `data` is written and read by this package, and means nothing to a
 * journal, which needs to know no more than which order of which wallet a record is about.
 */
export type JournalRecord = {
  /** Whose order: environment and signer. */
  readonly scope: string;
  readonly orderId: string;
  readonly at: number;
} & (
  | {
      readonly type: "intent";
      /** The caller's idempotency key. */
      readonly key: string | undefined;
      readonly data: Readonly<Record<string, unknown>>;
    }
  /** Something learned that must survive. */
  | { readonly type: "fact"; readonly data: Readonly<Record<string, unknown>> }
  /** Nothing about the order can change any more. */
  | { readonly type: "closed" }
  /** The order was never sent: its key is free again. */
  | { readonly type: "void" }
);

/** Where intents are kept before they are sent. Implementations: memory, an append-only file, or your own. */
export type Journal = {
  /**
   * Keeps records; durable when it resolves, in the order of the calls.
   *
   * @throws {JournalError} nothing may be sent then.
   */
  readonly append: (records: readonly JournalRecord[]) => Promise<void>;
  /** What is kept of one scope: open orders whole, closed ones while their key is remembered. @throws {JournalError} */
  readonly read: (scope: string) => Promise<readonly JournalRecord[]>;
  /** Flushes and lets go. */
  readonly close: () => Promise<void>;
};
