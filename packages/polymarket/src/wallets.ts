import type {
  AccountOptions,
  Clob,
  ClobAccount,
  Fleet,
  FleetCall,
  FleetDefaults,
  KillOptions,
  KillReport,
  OrderRequest,
  PlacedLeg,
  WalletResult,
} from "@pm/clob";
import { createFleet } from "@pm/clob";
import { type Address, address } from "@pm/core-types";
import type { DataApi } from "@pm/data-api";
import type { OpenWallet, Wallet } from "./wallet.ts";

/** A wallet that is only looked at: an address, no key. */
export type WatchedWallet = {
  readonly id: string;
  readonly address: Address;
  /** Positions as the Data API lists them. */
  readonly listPositions: (
    query?: Parameters<DataApi["listPositions"]>[1],
  ) => ReturnType<DataApi["listPositions"]>;
};

/** The wallets of one process. */
export type Wallets = {
  /**
   * Adds a wallet; nothing is sent before it is used. The first one is the default.
   *
   * @throws {SignerMismatchError} funder and signature type do not fit the signer. @throws {ValidationError} the id is taken.
   */
  readonly add: (options: AccountOptions) => Promise<Wallet>;
  /** Looks at an address without a key. @throws {InvalidIdError} */
  readonly watchOnly: (options: { readonly id: string; readonly address: string }) => WatchedWallet;
  /** A wallet by its id; without an id the default. @throws {WalletNotFoundError} */
  readonly get: (id?: string) => Wallet;
  readonly list: () => readonly Wallet[];
  /** @throws {WalletNotFoundError} */
  readonly setDefault: (id: string) => void;
  /** Closes a wallet and lets its signer forget the key. Its open orders stay at the venue. @throws {WalletNotFoundError} */
  readonly remove: (id: string) => Promise<void>;
  /** Runs `work` for many wallets side by side; a wallet that fails is a value, not an exception for all. */
  readonly each: <T>(
    work: (wallet: Wallet) => Promise<T>,
    call?: FleetCall,
  ) => Promise<readonly WalletResult<T>[]>;
  /** Places orders of many wallets; results in the order given. */
  readonly placeMany: (
    orders: readonly { readonly wallet: string; readonly request: OrderRequest }[],
    call?: FleetCall,
  ) => Promise<readonly PlacedLeg[]>;
  /** Stops every wallet: places nothing, cancels everything, proves that nothing is open. Never throws. */
  readonly kill: (options?: KillOptions & FleetCall) => Promise<readonly KillReport[]>;
  /** The accounts themselves. */
  readonly fleet: Fleet;
};

/** Wallets over one exchange client. */
export function createWallets(
  clob: Clob,
  data: DataApi,
  defaults: FleetDefaults,
  open: (account: ClobAccount) => OpenWallet,
): Wallets & { readonly close: () => Promise<void> } {
  const fleet = createFleet(clob, defaults);
  const opened = new Map<string, OpenWallet>();

  const walletOf = (account: ClobAccount): Wallet => opened.get(account.id)!.wallet;

  const remove = async (id: string): Promise<void> => {
    const { close } = opened.get(fleet.get(id).id)!;
    opened.delete(id);
    fleet.remove(id);
    await close();
  };

  return {
    fleet,
    add: async (options) => {
      const wallet = open(fleet.add(options));
      opened.set(options.id, wallet);
      return wallet.wallet;
    },
    watchOnly: ({ id, address: text }) => {
      const owner = address(text);
      return { id, address: owner, listPositions: (query) => data.listPositions(owner, query) };
    },
    get: (id) => walletOf(fleet.get(id)),
    list: () => fleet.list().map(walletOf),
    setDefault: fleet.setDefault,
    remove,
    each: (work, call) => fleet.each((account) => work(walletOf(account)), call),
    placeMany: fleet.placeMany,
    kill: fleet.kill,
    close: async () => {
      await Promise.all([...opened.keys()].map(remove));
      fleet.close();
    },
  };
}
