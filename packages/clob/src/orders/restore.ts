import type { OrderId } from "@pm/core-types";
import type { AccountCore } from "../account/core.ts";
import type { OrderJournal } from "../journal/order-journal.ts";
import type { Follower } from "./follow.ts";
import type { Keyring } from "./keyring.ts";
import type { OrderRegistry } from "./registry.ts";

/**
 * What has to be known before the first order of a process goes out: every intent of the journal is taken up and
 * resolved, what open orders of these credentials hold is reserved, and cancels that were asked for are made. Done
 * once; a failure is tried again.
 *
 * @throws {JournalError} the journal cannot be read. @throws the typed error of the read that failed.
 */
export function createRestore(
  core: AccountCore,
  parts: {
    readonly journal: OrderJournal | undefined;
    readonly registry: OrderRegistry;
    readonly follower: Follower;
    readonly keyring: Keyring;
    readonly cancel: (ids: readonly OrderId[]) => Promise<unknown>;
  },
): () => Promise<void> {
  const { journal, registry, follower, keyring, cancel } = parts;
  let taken: Promise<void> | undefined;
  let restored: Promise<void> | undefined;

  /** The journal is read once: taking its orders up twice would reserve twice. */
  const takeUp = async (): Promise<void> => {
    for (const remembered of (await journal?.read()) ?? []) {
      const { order } = registry.reopen(remembered);
      const key = remembered.intent.idempotencyKey;
      if (key !== undefined) keyring.remember(key, remembered.fingerprint, order);
    }
  };

  const run = async (): Promise<void> => {
    taken ??= takeUp().catch((error) => {
      taken = undefined;
      throw error;
    });
    await taken;
    const undecided = registry.list().filter((order) => order.state().outcome === "unknown");
    if (undecided.length > 0) {
      core.context.logger.log("info", "Orders of an earlier process are being resolved", {
        wallet: core.identity.id,
        orders: undecided.length,
      });
      await Promise.all(undecided.map((tracked) => tracked.order.decided()));
    }
    await follower.sweep();
    const cancelling = registry.list().filter((order) => order.state().cancelPending);
    if (cancelling.length > 0) await cancel(cancelling.map((order) => order.intent.id));
  };

  return () => {
    restored ??= run().catch((error) => {
      restored = undefined;
      throw error;
    });
    return restored;
  };
}
