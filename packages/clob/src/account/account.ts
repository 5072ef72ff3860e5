import {
  type ConditionId,
  type Fill,
  type OrderId,
  OrderNotFoundError,
  orderId,
  type SignatureType,
  tokenId,
} from "@pm/core-types";
import type { ApiCredentials, Signer } from "@pm/signing";
import { z } from "zod";
import { asPolymarketError } from "../errors/error-of.ts";
import { type Balance, createFunds } from "../funds/funds.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import { createListing, type Listing } from "../http/listing.ts";
import type { Journal } from "../journal/journal.ts";
import { createOrderJournal, type OrderJournal } from "../journal/order-journal.ts";
import type { AccountNews } from "../lifecycle/news.ts";
import type { OrderState } from "../lifecycle/state.ts";
import type { RulesCache } from "../market-data/market-rules.ts";
import { type CancelResult, createCancels, join } from "../orders/cancel.ts";
import { fillsOf } from "../orders/fills.ts";
import { findOrder } from "../orders/find-order.ts";
import { createFollower, type FollowOptions } from "../orders/follow.ts";
import { createKeyring } from "../orders/keyring.ts";
import type { Order } from "../orders/order.ts";
import { createOrderRegistry } from "../orders/registry.ts";
import type { ResolveOptions } from "../orders/resolve.ts";
import { createRestore } from "../orders/restore.ts";
import { createTrading, type Trading } from "../orders/trading.ts";
import { readOrder, type VenueOrder } from "../wire/order.ts";
import { readPage } from "../wire/page.ts";
import { readWire } from "../wire/read.ts";
import { readTrade, type VenueTrade } from "../wire/trade.ts";
import { createClosing } from "./closing.ts";
import type { AccountCore } from "./core.ts";
import { createCredentialStore } from "./credentials.ts";
import { type AccountIdentity, identityOf } from "./identity.ts";
import { createPrivateCalls } from "./private-calls.ts";
import { createServerClock, type ServerClock } from "./server-clock.ts";

/** Who trades. */
export type AccountOptions = {
  /** Your name for the wallet; in errors, logs and metrics. */
  readonly id: string;
  readonly signer: Signer;
  /** Default 0: the signer's own account. */
  readonly signatureType?: SignatureType;
  /** Whose funds are traded; derived from signer and signature type when left out. */
  readonly funder?: string;
  /** Default: derived, or created when there are none. */
  readonly credentials?: ApiCredentials;
  /** The signer is a session key of the deposit wallet `funder`. */
  readonly sessionKey?: boolean;
  /** How unknown outcomes are pursued. */
  readonly resolve?: ResolveOptions;
  /** Where intents are kept before they are sent; default nowhere, so that a crash forgets them. */
  readonly journal?: Journal;
  /** How own orders are followed over HTTP. */
  readonly follow?: FollowOptions;
};

/** Narrows a list of orders. */
export type OrderFilter = { readonly conditionId?: string; readonly tokenId?: string };

/** Narrows a list of trades; times are Unix milliseconds. */
export type TradeFilter = OrderFilter & {
  readonly id?: string;
  readonly after?: number;
  readonly before?: number;
};

/** One wallet at the exchange. */
export type ClobAccount = AccountIdentity &
  Trading & {
    /** The API credentials; derived, or created when there are none. @throws {AuthenticationError} */
    readonly credentials: () => Promise<ApiCredentials>;
    /** Milliseconds the venue's clock is ahead of this host's. */
    readonly clockOffset: () => number;
    readonly fetchBalance: (asset?: string, options?: CallOptions) => Promise<Balance>;
    /** Asks the venue to read balance and allowances from the chain again. */
    readonly refreshBalance: (asset?: string, options?: CallOptions) => Promise<void>;
    /** @throws {OrderNotFoundError} */
    readonly fetchOrder: (id: string, options?: CallOptions) => Promise<VenueOrder>;
    readonly listOpenOrders: (filter?: OrderFilter, options?: CallOptions) => Listing<VenueOrder>;
    readonly listTrades: (filter?: TradeFilter, options?: CallOptions) => Listing<VenueTrade>;
    /** Executions of this wallet's own orders, for its P&L: all trades of the filter, read to the end. */
    readonly fetchFills: (filter?: TradeFilter, options?: CallOptions) => Promise<readonly Fill[]>;
    /** Whether the account may only reduce positions. */
    readonly fetchClosedOnly: (options?: CallOptions) => Promise<boolean>;
    /** Cancels one order; waits first until it is known to have landed, if that is not known yet. */
    readonly cancelOrder: (id: string, options?: CallOptions) => Promise<CancelResult>;
    readonly cancelOrders: (ids: readonly string[], options?: CallOptions) => Promise<CancelResult>;
    /** Cancels the orders of one market or one token. */
    readonly cancelMarket: (market: OrderFilter, options?: CallOptions) => Promise<CancelResult>;
    /** Cancels every order placed with these credentials. */
    readonly cancelAll: (options?: CallOptions) => Promise<CancelResult>;
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
    /** Stops resolving and following; nothing is left behind. Orders stay at the venue. */
    readonly close: () => void;
  };

/** An account over shared rules and clock. @throws {SignerMismatchError} funder and signature type do not fit. */
export function createAccount(
  context: ClobContext,
  shared: { readonly rules: RulesCache; readonly serverClock?: ServerClock },
  options: AccountOptions,
): ClobAccount {
  const identity = identityOf(options, context.environment.contracts);
  const serverClock = shared.serverClock ?? createServerClock(context);
  const store = createCredentialStore(context, {
    signer: options.signer,
    serverClock,
    ...(options.credentials === undefined ? {} : { given: options.credentials }),
  });
  const calls = createPrivateCalls(context, identity, store, serverClock);
  const closing = createClosing();
  const core: AccountCore = {
    context,
    identity,
    signer: options.signer,
    calls,
    serverClock,
    rules: shared.rules,
    closing,
  };
  const funds = createFunds(identity, calls);
  const cancels = createCancels(calls);
  const journal = accountJournal(context, identity, options.journal);
  const registry = createOrderRegistry(core, funds, cancels, journal, options.resolve);
  const follower = createFollower(core, registry, funds, options.follow);
  const settleCancels = (result: CancelResult): CancelResult => {
    for (const id of result.canceled) registry.find(id)?.learn({ type: "cancel-confirmed" });
    return result;
  };

  const keyring = createKeyring();
  const restore = createRestore(core, {
    journal,
    registry,
    follower,
    keyring,
    cancel: async (ids) => settleCancels(await cancels.orders(ids)),
  });
  const trading = createTrading(core, { funds, registry, follower, journal, keyring, restore });

  /** Marks the cancel, and waits until each order is known to have landed. */
  const cancellable = async (
    ids: readonly OrderId[],
  ): Promise<{ ready: OrderId[]; refused: CancelResult }> => {
    const ready: OrderId[] = [];
    const canceled: OrderId[] = [];
    const notCanceled = new Map<OrderId, string>();
    await Promise.all(
      ids.map(async (id) => {
        const tracked = registry.find(id);
        const wasConfirmed = tracked?.facts().cancelConfirmed ?? true;
        tracked?.learn({ type: "cancel-asked" });
        const decision = await tracked?.order.decided();
        if (decision?.outcome === "rejected") notCanceled.set(id, "the order never landed");
        else if (!wasConfirmed && tracked?.facts().cancelConfirmed === true) canceled.push(id);
        else ready.push(id);
      }),
    );
    return { ready, refused: { canceled, notCanceled } };
  };

  const pages = <T>(
    path: string,
    query: Readonly<Record<string, string | number | undefined>>,
    read: (row: unknown, endpoint: string) => T,
    options: CallOptions | undefined,
  ): Listing<T> =>
    createListing(context, {
      path,
      query,
      read,
      fetch: (paged) =>
        calls.fetch(
          { method: "GET", path, endpoint: `GET ${path}`, lane: "private", query: paged },
          readPage,
          options,
        ),
    });

  const listTrades: ClobAccount["listTrades"] = (filter = {}, callOptions) =>
    pages(
      "/data/trades",
      {
        ...marketQuery(filter),
        id: filter.id,
        after: filter.after === undefined ? undefined : Math.floor(filter.after / 1000),
        before: filter.before === undefined ? undefined : Math.ceil(filter.before / 1000),
      },
      readTrade,
      callOptions,
    );

  return {
    ...identity,
    ...trading,
    restore,
    credentials: store.get,
    clockOffset: serverClock.offset,
    fetchBalance: funds.fetchBalance,
    refreshBalance: funds.refreshVenue,
    fetchOrder: async (id, callOptions) => {
      const wanted = orderId(id);
      const order = await findOrder(context, calls, wanted, callOptions);
      if (order !== undefined) return order;
      throw new OrderNotFoundError({
        message: `The venue knows no order ${wanted} of wallet "${identity.id}".`,
        context: { orderId: wanted, wallet: identity.id },
      });
    },
    listOpenOrders: (filter = {}, callOptions) =>
      pages("/data/orders", marketQuery(filter), readOrder, callOptions),
    listTrades,
    fetchFills: async (filter, callOptions) => {
      const { items } = await listTrades(filter, callOptions).collect();
      const fills = items.map(async (trade) => {
        const rules = await shared.rules.fetch(trade.tokenId, callOptions);
        return fillsOf(trade, identity.funder, rules);
      });
      return (await Promise.all(fills)).flat();
    },
    fetchClosedOnly: (callOptions) =>
      calls.fetch(
        {
          method: "GET",
          path: "/auth/ban-status/closed-only",
          endpoint: "GET /auth/ban-status/closed-only",
          lane: "private",
        },
        (json, endpoint) => readWire(z.looseObject({ closed_only: z.boolean() }), json, endpoint).closed_only,
        callOptions,
      ),
    cancelOrder: async (id, callOptions) => {
      const { ready, refused } = await cancellable([orderId(id)]);
      const target = ready[0];
      return target === undefined ? refused : settleCancels(await cancels.order(target, callOptions));
    },
    cancelOrders: async (ids, callOptions) => {
      const { ready, refused } = await cancellable([...new Set(ids.map((id) => orderId(id)))]);
      if (ready.length === 0) return refused;
      return join([refused, settleCancels(await cancels.orders(ready, callOptions))]);
    },
    cancelMarket: async (market, callOptions) => settleCancels(await cancels.market(market, callOptions)),
    cancelAll: async (callOptions) => settleCancels(await cancels.all(callOptions)),
    ingest: registry.ingest,
    setFeedLive: follower.feed,
    sweep: follower.sweep,
    onOrder: registry.onOrder,
    listOrders: () => registry.list().map((tracked) => tracked.order),
    close: () => {
      closing.close();
      follower.close();
      registry.close();
    },
  };
}

function marketQuery(filter: OrderFilter): { market?: ConditionId | string; asset_id?: string } {
  return {
    ...(filter.conditionId === undefined ? {} : { market: filter.conditionId }),
    ...(filter.tokenId === undefined ? {} : { asset_id: tokenId(filter.tokenId) }),
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
