import {
  type Address,
  type Decimal,
  fromBaseUnits,
  InsufficientAllowanceError,
  InsufficientBalanceError,
  isPositionId,
  type OrderId,
  type TokenId,
  tokenId,
} from "@pm/core-types";
import type { AccountIdentity } from "../account/identity.ts";
import type { PrivateCalls } from "../account/private-calls.ts";
import type { CallOptions } from "../http/context.ts";
import { createSingleFlight } from "../http/single-flight.ts";
import type { CheckedOrder } from "../orders/checks.ts";
import { type BalanceAllowance, readBalance } from "../wire/balance.ts";
import { type Asset, createFundsLedger, type FundsLedger } from "./ledger.ts";

/** What a wallet has of one asset: pUSD, or shares of a token. */
export type Balance = {
  readonly balance: Decimal;
  /** Held by orders this process knows to be open or undecided. */
  readonly reserved: Decimal;
  readonly available: Decimal;
  /** What each exchange contract may move. */
  readonly allowances: ReadonlyMap<Address, Decimal>;
};

/** Balances and reservations of one account. */
export type Funds = {
  readonly ledger: FundsLedger;
  /** Reads balance and allowances. `asset` is `"collateral"` (default) or a token id. */
  readonly fetchBalance: (asset?: string, options?: CallOptions) => Promise<Balance>;
  /** Asks the venue to read balance and allowances from the chain again. */
  readonly refreshVenue: (asset?: string, options?: CallOptions) => Promise<void>;
  /** @throws {InsufficientBalanceError} {InsufficientAllowanceError}; nothing was sent. */
  readonly reserve: (orderId: OrderId, order: CheckedOrder) => Promise<void>;
  /** The balance has moved: it is read again before it is relied on. */
  readonly markStale: (asset: Asset) => void;
};

/** Funds of one account. `reconcile` gets a chance to release what is no longer open before an order is refused. */
export function createFunds(
  identity: AccountIdentity,
  calls: PrivateCalls,
  reconcile: () => Promise<void>,
): Funds {
  const ledger = createFundsLedger();
  const known = new Map<Asset, BalanceAllowance>();
  const flight = createSingleFlight<BalanceAllowance>();

  const query = (asset: Asset) => ({
    asset_type:
      asset === "collateral" ? "COLLATERAL" : isPositionId(asset) ? "CONDITIONAL-V2" : "CONDITIONAL",
    ...(asset === "collateral" ? {} : { token_id: asset }),
    signature_type: identity.signatureType,
  });

  const load = (asset: Asset, options?: CallOptions): Promise<BalanceAllowance> =>
    flight(asset, async () => {
      const read = await calls.fetch(
        {
          method: "GET",
          path: "/balance-allowance",
          endpoint: "GET /balance-allowance",
          lane: "private",
          query: query(asset),
        },
        readBalance,
        options,
      );
      known.set(asset, read);
      ledger.setBalance(asset, read.balance);
      return read;
    });

  const covers = (order: CheckedOrder): boolean => {
    const { asset, units } = order.spend;
    const available = known.has(asset) ? ledger.available(asset) : undefined;
    return available !== undefined && available >= units;
  };

  const checkAllowance = (order: CheckedOrder): InsufficientAllowanceError | undefined => {
    const { asset, units, spender } = order.spend;
    const allowance = known.get(asset)?.allowances.get(spender);
    // An operator approval of outcome tokens is a yes or no, not an amount.
    const needed = asset === "collateral" ? units : 1n;
    if (allowance === undefined || allowance >= needed) return undefined;
    return new InsufficientAllowanceError({
      message: `${describe(order)}, but exchange ${spender} may move only ${fromBaseUnits(allowance).toFixed()} of wallet "${identity.id}".`,
      context: {
        wallet: identity.id,
        asset,
        spender,
        required: fromBaseUnits(units).toFixed(),
        allowance: fromBaseUnits(allowance).toFixed(),
      },
    });
  };

  return {
    ledger,
    fetchBalance: async (asset, options) => {
      const which = assetOf(asset);
      const { balance, allowances } = await load(which, options);
      const reserved = ledger.reserved(which);
      return {
        balance: fromBaseUnits(balance),
        reserved: fromBaseUnits(reserved),
        available: fromBaseUnits(balance - reserved),
        allowances: new Map([...allowances].map(([spender, units]) => [spender, fromBaseUnits(units)])),
      };
    },
    refreshVenue: async (asset, options) => {
      const which = assetOf(asset);
      await calls.fetch(
        {
          method: "GET",
          path: "/balance-allowance/update",
          endpoint: "GET /balance-allowance/update",
          lane: "private",
          query: query(which),
        },
        () => undefined,
        options,
      );
      known.delete(which);
    },
    reserve: async (orderId, order) => {
      const { asset, units } = order.spend;
      // What is known may be old, so an order is refused only on a balance that was read for it.
      if (!covers(order) || checkAllowance(order) !== undefined) await load(asset);
      if (!covers(order)) {
        await reconcile();
        await load(asset);
      }
      const unapproved = checkAllowance(order);
      if (!covers(order)) throw insufficient(identity, ledger, order);
      if (unapproved !== undefined) throw unapproved;
      ledger.reserve({ orderId, asset, units });
    },
    markStale: (asset) => {
      known.delete(asset);
    },
  };
}

function assetOf(asset: string | undefined): Asset {
  return asset === undefined || asset === "collateral" ? "collateral" : (tokenId(asset) as TokenId);
}

function describe(order: CheckedOrder): string {
  const { asset, units, fee } = order.spend;
  const what = `${order.side} ${order.size.toFixed()} @ ${order.price.toFixed()} needs ${fromBaseUnits(units).toFixed()}`;
  if (asset !== "collateral") return `${what} shares`;
  return fee === 0n
    ? `${what} pUSD`
    : `${what} pUSD (notional ${fromBaseUnits(units - fee).toFixed()} + fee ${fromBaseUnits(fee).toFixed()})`;
}

function insufficient(
  identity: AccountIdentity,
  ledger: FundsLedger,
  order: CheckedOrder,
): InsufficientBalanceError {
  const { asset, units } = order.spend;
  const balance = ledger.balance(asset) ?? 0n;
  const reserved = ledger.reserved(asset);
  const missing = units - (balance - reserved);
  const unit = asset === "collateral" ? "pUSD" : "shares";
  const holders = ledger.list(asset).length;
  return new InsufficientBalanceError({
    message: `${describe(order)}; wallet "${identity.id}" has ${fromBaseUnits(balance).toFixed()}, of which ${fromBaseUnits(reserved).toFixed()} is reserved by ${holders} open ${holders === 1 ? "order" : "orders"}.`,
    action: `Deposit at least ${fromBaseUnits(missing).toFixed()} ${unit}, cancel open orders, or lower the size.`,
    context: {
      wallet: identity.id,
      asset,
      required: fromBaseUnits(units).toFixed(),
      available: fromBaseUnits(balance - reserved).toFixed(),
      reserved: fromBaseUnits(reserved).toFixed(),
      balance: fromBaseUnits(balance).toFixed(),
    },
  });
}
