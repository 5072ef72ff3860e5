import { isPolymarketError, type SignatureType } from "@pm/core-types";
import type { ApiCredentials, Signer } from "@pm/signing";
import { asPolymarketError } from "../errors/error-of.ts";
import { type Balance, createFunds } from "../funds/funds.ts";
import { createGuards, type GuardOptions } from "../guards/guards.ts";
import { createKillSwitch, type KillOptions, type KillReport } from "../guards/kill-switch.ts";
import { type Heartbeat, type HeartbeatOptions, startHeartbeat } from "../heartbeat/heartbeat.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import type { Journal } from "../journal/journal.ts";
import { createOrderJournal, type OrderJournal } from "../journal/order-journal.ts";
import type { AccountNews } from "../lifecycle/news.ts";
import type { OrderState } from "../lifecycle/state.ts";
import { fetchMidpoint } from "../market-data/fetch-prices.ts";
import type { RulesCache } from "../market-data/market-rules.ts";
import { createCancels } from "../orders/cancel.ts";
import { type Cancelling, createCancelling } from "../orders/cancelling.ts";
import { createDryRun, type DryRun } from "../orders/dry-run.ts";
import { createFollower, type FollowOptions } from "../orders/follow.ts";
import { createKeyring } from "../orders/keyring.ts";
import { createOrderMaking } from "../orders/making.ts";
import type { Order } from "../orders/order.ts";
import { createOrderRegistry } from "../orders/registry.ts";
import { createReplace, type Replaced, type ReplaceRequest } from "../orders/replace.ts";
import type { OrderRequest } from "../orders/request.ts";
import type { ResolveOptions } from "../orders/resolve.ts";
import { createRestore } from "../orders/restore.ts";
import { createTrading, type Trading } from "../orders/trading.ts";
import { createClosing } from "./closing.ts";
import type { AccountCore } from "./core.ts";
import { createCredentialStore } from "./credentials.ts";
import { type GivenCredentials, givenCredentials } from "./given-credentials.ts";
import { type AccountIdentity, identityOf } from "./identity.ts";
import { type AccountKeys, createAccountKeys } from "./keys.ts";
import { createPrivateCalls } from "./private-calls.ts";
import { type AccountReads, createAccountReads } from "./reads.ts";
import type { ServerClock } from "./server-clock.ts";
import { type AccountStanding, createAccountStanding } from "./standing.ts";

/** Who trades. */
export type AccountOptions = {
  /** Your name for the wallet; in errors, logs and metrics. */
  readonly id: string;
  readonly signer: Signer;
  /** Default 0: the signer's own account. */
  readonly signatureType?: SignatureType;
  /** Whose funds are traded; derived from signer and signature type when left out. */
  readonly funder?: string;
  /** The signer is a session key of the deposit wallet `funder`. */
  readonly sessionKey?: boolean;
  /** Strings or {@link Secret}s. Default: derived, or created when there are none. */
  readonly credentials?: GivenCredentials;
  /** Where intents are kept before they are sent; default nowhere, so that a crash forgets them. */
  readonly journal?: Journal;
  /** Limits of your own; default none. */
  readonly guards?: GuardOptions;
  /** How unknown outcomes are pursued. */
  readonly resolve?: ResolveOptions;
  /** How own orders are followed over HTTP. */
  readonly follow?: FollowOptions;
};

/** One wallet at the exchange. */
export type ClobAccount = AccountIdentity &
  AccountKeys &
  AccountStanding &
  AccountReads &
  Trading &
  Cancelling & {
    /** The API credentials; derived, or created when there are none. @throws {AuthenticationError} */
    readonly credentials: () => Promise<ApiCredentials>;
    /** Milliseconds the venue's clock is ahead of this host's. */
    readonly clockOffset: () => number;
    /** pUSD (default), or shares of a token, with what orders hold of it. */
    readonly fetchBalance: (asset?: string, options?: CallOptions) => Promise<Balance>;
    /** Asks the venue to read balance and allowances from the chain again. */
    readonly refreshBalance: (asset?: string, options?: CallOptions) => Promise<void>;
    /** What an order would cost, and what every check says of it; nothing is signed, held or sent. */
    readonly dryRun: (request: OrderRequest) => Promise<DryRun>;
    /** Cancels an order, waits for proof that it is gone, and places its successor: never both on the book. */
    readonly replaceOrder: (id: string, request: ReplaceRequest, options?: CallOptions) => Promise<Replaced>;
    /**
     * Takes up what an earlier process left: its journal, and open orders of these credentials. Placing does it by
     * itself first. @throws {JournalError}
     */
    readonly restore: () => Promise<void>;
    /** Orders of this process that are not settled yet. */
    readonly listOrders: () => readonly Order[];
    /** Calls `listener` with every change of every order of this process until the result is called. */
    readonly onOrder: (listener: (order: Order, before: OrderState) => void) => () => void;
    /** Takes news about orders and trades from a feed, such as the user channel, in any order and number. */
    readonly ingest: (news: AccountNews) => void;
    /** A feed tells everything as it happens (or no longer does): reads over HTTP become rare (or come back). */
    readonly setFeedLive: (live: boolean) => void;
    /** Reads own open orders and trades now. */
    readonly sweep: () => Promise<void>;
    /** Places nothing any more, cancels everything, and asks the venue until it lists no open order. Never throws. */
    readonly kill: (options?: KillOptions) => Promise<KillReport>;
    /** Places orders again after `kill`. */
    readonly revive: () => void;
    /** Why nothing is placed now; undefined while orders may be placed. */
    readonly blockedBecause: () => string | undefined;
    /** From now on the venue cancels every order of these credentials when this process falls silent. */
    readonly startHeartbeat: (options?: HeartbeatOptions) => Heartbeat;
    /** Stops resolving, following and beating; nothing is left behind. Orders stay at the venue. */
    readonly close: () => void;
  };

/**
 * An account over shared rules and clock.
 *
 * @throws {SignerMismatchError} funder and signature type do not fit. @throws {ValidationError} broken credentials.
 */
export function createAccount(
  context: ClobContext,
  shared: { readonly rules: RulesCache; readonly serverClock: ServerClock },
  options: AccountOptions,
): ClobAccount {
  const { signer } = options;
  const { rules, serverClock } = shared;
  const identity = identityOf(options, context.environment.contracts);
  const store = createCredentialStore(context, {
    signer,
    serverClock,
    ...(options.credentials === undefined ? {} : { given: givenCredentials(options.credentials) }),
  });
  const calls = createPrivateCalls(context, identity, store, serverClock);
  const closing = createClosing();
  const core: AccountCore = { context, identity, signer, calls, serverClock, rules, closing };
  const journal = accountJournal(context, identity, options.journal);
  const reads = createAccountReads(core);
  const funds = createFunds(identity, calls);
  const guards = createGuards(identity.id, context.clock, midpointOf(context), options.guards);
  const cancels = createCancels(calls);
  const registry = createOrderRegistry(core, funds, cancels, journal, options.resolve);
  const cancelling = createCancelling(registry, cancels);
  const follower = createFollower(core, registry, funds, options.follow);
  const making = createOrderMaking(core, { funds, guards, registry, follower, journal });
  const keyring = createKeyring();
  const restore = createRestore(core, {
    journal,
    registry,
    follower,
    keyring,
    cancel: cancelling.cancelOrders,
  });
  const trading = createTrading(core, making, keyring, restore);
  const listOpen = async () => (await reads.listOpenOrders().collect()).items;
  let silence: string | undefined;
  registry.onOrder(guards.follow);

  return {
    ...identity,
    ...createAccountKeys(core, store.forget),
    ...createAccountStanding(core),
    ...reads,
    ...trading,
    ...cancelling,
    credentials: store.get,
    clockOffset: serverClock.offset,
    fetchBalance: funds.fetchBalance,
    refreshBalance: funds.refreshVenue,
    dryRun: createDryRun(core, making, guards, funds),
    replaceOrder: createReplace(core, registry, making, cancelling, trading),
    restore,
    listOrders: () => registry.list().map((tracked) => tracked.order),
    onOrder: registry.onOrder,
    ingest: registry.ingest,
    setFeedLive: follower.feed,
    sweep: follower.sweep,
    kill: createKillSwitch(core, { guards, registry, cancelling, follower, listOpen }),
    revive: guards.switchOn,
    blockedBecause: guards.offBecause,
    startHeartbeat: (heartbeat) =>
      startHeartbeat(
        core,
        {
          block: (reason) => {
            // A heartbeat that comes back must not undo somebody else's switch.
            if (reason !== undefined && guards.offBecause() === undefined) {
              silence = reason;
              guards.switchOff(reason);
            } else if (reason === undefined && silence !== undefined && guards.offBecause() === silence) {
              silence = undefined;
              guards.switchOn();
            }
          },
          doubtOrders: () => void follower.sweep().catch(() => follower.hurry()),
        },
        heartbeat,
      ),
    close: () => {
      closing.close();
      follower.close();
      registry.close();
    },
  };
}

/** The midpoint, for guards; undefined where there is none. */
function midpointOf(context: ClobContext) {
  return async (tokenId: string) => {
    try {
      return await fetchMidpoint(context, tokenId);
    } catch (error) {
      if (isPolymarketError(error)) return undefined;
      throw error;
    }
  };
}

/** The part of a journal that is this account's: signers of different environments share nothing. */
function accountJournal(
  context: ClobContext,
  identity: AccountIdentity,
  journal: Journal | undefined,
): OrderJournal | undefined {
  if (journal === undefined) return undefined;
  const { name, chainId } = context.environment;
  const scope = `${name}:${chainId}:${identity.owner.toLowerCase()}:${identity.funder.toLowerCase()}`;
  return createOrderJournal(journal, scope, context.clock, (error) => {
    context.telemetry.count("pm_journal_failures_total");
    context.logger.log("error", "The journal could not be written; the venue still knows the order", {
      wallet: identity.id,
      reason: asPolymarketError(error, "journal").message,
    });
  });
}
