import { ClosedError, type PolymarketError, ValidationError, WalletNotFoundError } from "@pm/core-types";
import type { AccountOptions, ClobAccount } from "../account/account.ts";
import type { Clob } from "../clob.ts";
import { asPolymarketError } from "../errors/error-of.ts";
import type { Balance } from "../funds/funds.ts";
import type { KillOptions, KillReport } from "../guards/kill-switch.ts";
import { mapLimited } from "../http/map-limited.ts";
import type { OrderState } from "../lifecycle/state.ts";
import type { CancelResult } from "../orders/cancel.ts";
import type { Order } from "../orders/order.ts";
import type { OrderRequest } from "../orders/request.ts";
import type { PlacedLeg } from "../orders/trading.ts";

/** What a call on one wallet of many came to: a wallet that fails is a value, not an exception for all. */
export type WalletResult<T> =
  | { readonly wallet: string; readonly ok: true; readonly value: T }
  | { readonly wallet: string; readonly ok: false; readonly error: PolymarketError };

/** How a call on many wallets is made. */
export type FleetCall = {
  /** Default: all of them, in the order they were added. */
  readonly wallets?: readonly string[];
  /** Wallets at the same time; default 16. */
  readonly concurrency?: number;
  /** Called once for each wallet as it is done. */
  readonly onProgress?: (progress: {
    readonly done: number;
    readonly total: number;
    readonly wallet: string;
    readonly ok: boolean;
  }) => void;
  /** Wallets that were not begun when it aborts fail with its reason. */
  readonly signal?: AbortSignal;
};

/** What every wallet gets unless it brings its own. */
export type FleetDefaults = Pick<AccountOptions, "journal" | "guards" | "resolve" | "follow">;

/** Any number of wallets at one exchange. */
export type Fleet = {
  /**
   * Adds a wallet; nothing is sent before it is used. The first one is the default.
   *
   * @throws {SignerMismatchError} @throws {ValidationError} the id is taken. @throws {ClosedError}
   */
  readonly add: (options: AccountOptions) => ClobAccount;
  /** A wallet by its id; without an id the default. @throws {WalletNotFoundError} */
  readonly get: (id?: string) => ClobAccount;
  readonly has: (id: string) => boolean;
  readonly list: () => readonly ClobAccount[];
  /** @throws {WalletNotFoundError} */
  readonly setDefault: (id: string) => void;
  /** Closes a wallet and lets its signer forget the key; its orders stay at the venue. @throws {WalletNotFoundError} */
  readonly remove: (id: string) => void;
  /** Runs `work` for many wallets side by side; each result is its own. Never throws for one wallet's failure. */
  readonly each: <T>(
    work: (account: ClobAccount) => Promise<T>,
    call?: FleetCall,
  ) => Promise<readonly WalletResult<T>[]>;
  /** Places orders of many wallets, each wallet's in as few requests as possible; results in the order given. */
  readonly placeMany: (
    orders: readonly { readonly wallet: string; readonly request: OrderRequest }[],
    call?: FleetCall,
  ) => Promise<readonly PlacedLeg[]>;
  readonly cancelAll: (call?: FleetCall) => Promise<readonly WalletResult<CancelResult>[]>;
  readonly fetchBalances: (asset?: string, call?: FleetCall) => Promise<readonly WalletResult<Balance>[]>;
  /** Throws the kill switch of every wallet at once. Never throws. */
  readonly kill: (options?: KillOptions & FleetCall) => Promise<readonly KillReport[]>;
  /** Calls `listener` with every change of every wallet's orders until the result is called. */
  readonly onOrder: (listener: (wallet: ClobAccount, order: Order, before: OrderState) => void) => () => void;
  /** Removes every wallet. */
  readonly close: () => void;
};

type Entry = {
  readonly account: ClobAccount;
  readonly forget: () => void;
  readonly stopListening: () => void;
};

/** A fleet over one exchange client. */
export function createFleet(clob: Clob, defaults: FleetDefaults = {}): Fleet {
  const entries = new Map<string, Entry>();
  const listeners = new Set<(wallet: ClobAccount, order: Order, before: OrderState) => void>();
  let defaultId: string | undefined;
  let closed = false;

  const find = (id: string | undefined): Entry => {
    const wanted = id ?? defaultId;
    const entry = wanted === undefined ? undefined : entries.get(wanted);
    if (entry !== undefined) return entry;
    throw new WalletNotFoundError({
      message: wanted === undefined ? "There is no wallet yet." : `There is no wallet "${wanted}".`,
      context: { wallet: wanted, known: [...entries.keys()].slice(0, 20) },
    });
  };

  const remove = (id: string): void => {
    const entry = find(id);
    entries.delete(id);
    entry.stopListening();
    entry.account.close();
    entry.forget();
    if (defaultId === id) defaultId = entries.keys().next().value;
  };

  const each = async <T>(
    work: (account: ClobAccount) => Promise<T>,
    call: FleetCall = {},
  ): Promise<readonly WalletResult<T>[]> => {
    const { concurrency = 16, onProgress, signal } = call;
    const ids = call.wallets ?? [...entries.keys()];
    let done = 0;
    return mapLimited(ids, Math.max(1, concurrency), async (wallet): Promise<WalletResult<T>> => {
      const result = await attempt(wallet, work, signal);
      done += 1;
      onProgress?.({ done, total: ids.length, wallet, ok: result.ok });
      return result;
    });
  };

  const attempt = async <T>(
    wallet: string,
    work: (account: ClobAccount) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<WalletResult<T>> => {
    try {
      signal?.throwIfAborted();
      return { wallet, ok: true, value: await work(find(wallet).account) };
    } catch (error) {
      return { wallet, ok: false, error: asPolymarketError(error, `wallet "${wallet}"`) };
    }
  };

  return {
    add: (options) => {
      if (closed) throw new ClosedError({ message: "The fleet is closed." });
      if (entries.has(options.id)) {
        throw new ValidationError({
          message: `There is a wallet "${options.id}" already.`,
          action: "Choose another id, or remove the wallet first.",
          context: { field: "id", wallet: options.id },
        });
      }
      const account = clob.account({ ...defaults, ...options });
      const stopListening = account.onOrder((order, before) => {
        for (const listener of [...listeners]) listener(account, order, before);
      });
      entries.set(options.id, { account, stopListening, forget: () => options.signer.destroy?.() });
      defaultId ??= options.id;
      return account;
    },
    get: (id) => find(id).account,
    has: (id) => entries.has(id),
    list: () => [...entries.values()].map((entry) => entry.account),
    setDefault: (id) => {
      find(id);
      defaultId = id;
    },
    remove,
    each,
    placeMany: async (orders, call = {}) => {
      const byWallet = groupIndexes(orders);
      const placed = new Array<PlacedLeg>(orders.length);
      const results = await each(
        (account) =>
          account.placeMany((byWallet.get(account.id) ?? []).map((index) => orders[index]!.request)),
        { ...call, wallets: [...byWallet.keys()] },
      );
      for (const result of results) {
        for (const [position, index] of (byWallet.get(result.wallet) ?? []).entries()) {
          placed[index] = result.ok ? result.value[position]! : { error: result.error };
        }
      }
      return placed;
    },
    cancelAll: (call) => each((account) => account.cancelAll(), call),
    fetchBalances: (asset, call) => each((account) => account.fetchBalance(asset), call),
    kill: async ({ reason, giveUpMs, ...call } = {}) => {
      const ids = call.wallets ?? [...entries.keys()];
      const options = {
        ...(reason === undefined ? {} : { reason }),
        ...(giveUpMs === undefined ? {} : { giveUpMs }),
      };
      // No wallet waits for another: whatever the limit for other calls, all switches are thrown at once.
      const results = await each((account) => account.kill(options), { ...call, concurrency: ids.length });
      return results.map((result) => (result.ok ? result.value : notKilled(result)));
    },
    onOrder: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      closed = true;
      for (const id of [...entries.keys()]) remove(id);
      listeners.clear();
    },
  };
}

function groupIndexes(orders: readonly { readonly wallet: string }[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const [index, { wallet }] of orders.entries()) {
    const group = groups.get(wallet);
    if (group === undefined) groups.set(wallet, [index]);
    else group.push(index);
  }
  return groups;
}

function notKilled(result: WalletResult<KillReport> & { readonly ok: false }): KillReport {
  return {
    wallet: result.wallet,
    canceled: [],
    remaining: [],
    verified: false,
    tookMs: 0,
    reason: result.error.message,
  };
}
