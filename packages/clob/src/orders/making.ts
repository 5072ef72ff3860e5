import { type MarketRules, tokenId } from "@pm/core-types";
import type { AccountCore } from "../account/core.ts";
import { asNotSent } from "../errors/error-of.ts";
import type { Funds } from "../funds/funds.ts";
import type { Guards } from "../guards/guards.ts";
import type { OrderJournal } from "../journal/order-journal.ts";
import { fetchOrderBook } from "../market-data/fetch-order-book.ts";
import { type CheckedOrder, checkLimit, checkMarket } from "./checks.ts";
import type { Follower } from "./follow.ts";
import { type Intent, prepareIntent, signIntent, type UnhashedOrder } from "./intent.ts";
import { fingerprintOf } from "./keyring.ts";
import { marketBounds } from "./market-bounds.ts";
import type { OrderRegistry } from "./registry.ts";
import type { OrderRequest } from "./request.ts";
import type { TrackedOrder } from "./tracked-order.ts";

/** What an order goes through before its first byte is sent. Everything here throws only errors of outcome `not-sent`. */
export type OrderMaking = {
  /** By rules that are known already. */
  readonly checkWith: (request: OrderRequest, rules: MarketRules) => Promise<CheckedOrder>;
  readonly check: (request: OrderRequest) => Promise<CheckedOrder>;
  /** Checked and built, not signed; nothing is held. */
  readonly build: (request: OrderRequest) => Promise<UnhashedOrder>;
  /** Signed, admitted by the guards, its funds held. */
  readonly make: (request: OrderRequest) => Promise<Intent>;
  /** Holds funds for an intent that was signed elsewhere. */
  readonly hold: (intent: Intent) => Promise<void>;
  /** Makes intents durable and follows them from here on. @throws {JournalError} */
  readonly commit: (
    made: readonly { readonly intent: Intent; readonly fingerprint: string }[],
  ) => Promise<readonly TrackedOrder[]>;
  /** An intent was never sent: what was held for it is free. */
  readonly drop: (intent: Intent) => void;
  /** Resolves when the journal has everything that was learned so far. */
  readonly flushed: () => Promise<void>;
};

/** Order making of one account. */
export function createOrderMaking(
  core: AccountCore,
  parts: {
    readonly funds: Funds;
    readonly guards: Guards;
    readonly registry: OrderRegistry;
    readonly follower: Follower;
    readonly journal: OrderJournal | undefined;
  },
): OrderMaking {
  const { funds, guards, registry, follower, journal } = parts;

  const checkWith = async (request: OrderRequest, rules: MarketRules): Promise<CheckedOrder> => {
    if (request.kind !== "market") return checkLimit(request, rules, core.serverClock.now());
    const bounds = await marketBounds(request, rules, () =>
      fetchOrderBook(core.context, tokenId(request.tokenId)),
    );
    return checkMarket(request, bounds, rules);
  };

  const check = async (request: OrderRequest): Promise<CheckedOrder> => {
    const [rules] = await Promise.all([core.rules.fetch(request.tokenId), core.serverClock.ensure()]);
    return checkWith(request, rules);
  };

  const build = async (request: OrderRequest): Promise<UnhashedOrder> => {
    const checked = await check(request);
    await guards.check(checked);
    return prepareIntent(
      core.context,
      core.identity,
      checked,
      core.serverClock.now(),
      request.idempotencyKey,
    );
  };

  const hold = async ({ id, checked }: Intent): Promise<void> => {
    await funds.reserve(id, checked, follower.sweep, () => guards.admit(id, checked));
  };

  const drop = ({ id }: Intent): void => {
    registry.forget(id);
    funds.ledger.release(id);
    guards.release(id);
  };

  return {
    checkWith,
    check: (request) => notSent(() => check(request)),
    build: (request) => notSent(() => build(request)),
    make: (request) =>
      notSent(async () => {
        const intent = await signIntent(await build(request), core.identity, core.signer);
        await hold(intent);
        return intent;
      }),
    hold: (intent) => notSent(() => hold(intent)),
    drop,
    flushed: async () => journal?.flushed(),
    commit: (made) =>
      notSent(async () => {
        try {
          await journal?.intents(made);
          // The switch may have been thrown while the disk was awaited.
          guards.assertOn();
        } catch (error) {
          for (const { intent } of made) {
            drop(intent);
            journal?.void(intent.id);
          }
          throw error;
        }
        return made.map(({ intent }) => registry.open(intent));
      }),
  };
}

/** The fingerprint that goes with an intent made for `request`. */
export function withFingerprint(
  intent: Intent,
  request: OrderRequest,
): { readonly intent: Intent; readonly fingerprint: string } {
  return { intent, fingerprint: fingerprintOf(request) };
}

async function notSent<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asNotSent(error, "placing an order");
  }
}
