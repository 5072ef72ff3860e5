import type { AccountOptions, Clob, ClobAccount } from "@pm/clob";
import { ValidationError, WalletNotFoundError } from "@pm/core-types";
import type { OpenWallet, Wallet } from "./wallet.ts";

/** The wallets of one process. */
export type Wallets = {
  /**
   * Adds a wallet; nothing is sent before it is used.
   *
   * @throws {SignerMismatchError} funder and signature type do not fit the signer. @throws {ValidationError} the id is taken.
   */
  readonly add: (options: AccountOptions) => Promise<Wallet>;
  /** @throws {WalletNotFoundError} */
  readonly get: (id: string) => Wallet;
  readonly list: () => readonly Wallet[];
  /** Closes a wallet and lets its signer forget the key. Its open orders stay at the venue. @throws {WalletNotFoundError} */
  readonly remove: (id: string) => Promise<void>;
};

/** Wallets over one exchange client. */
export function createWallets(
  clob: Clob,
  open: (account: ClobAccount) => OpenWallet,
): Wallets & { readonly close: () => Promise<void> } {
  const entries = new Map<string, OpenWallet & { readonly forget: () => void }>();

  const find = (id: string) => {
    const entry = entries.get(id);
    if (entry !== undefined) return entry;
    throw new WalletNotFoundError({
      message: `There is no wallet "${id}".`,
      context: { wallet: id, known: [...entries.keys()].slice(0, 20) },
    });
  };

  const remove = async (id: string): Promise<void> => {
    const entry = find(id);
    entries.delete(id);
    await entry.close();
    entry.forget();
  };

  return {
    add: async (options) => {
      if (entries.has(options.id)) {
        throw new ValidationError({
          message: `There is a wallet "${options.id}" already.`,
          action: "Choose another id, or remove the wallet first.",
          context: { field: "id", wallet: options.id },
        });
      }
      const opened = open(clob.account(options));
      entries.set(options.id, { ...opened, forget: () => options.signer.destroy?.() });
      return opened.wallet;
    },
    get: (id) => find(id).wallet,
    list: () => [...entries.values()].map((entry) => entry.wallet),
    remove,
    close: async () => {
      await Promise.all([...entries.keys()].map(remove));
    },
  };
}
