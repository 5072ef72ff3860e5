import {
  type Address,
  type Decimal,
  fitSizeToBudget,
  fromBaseUnits,
  insufficientAllowance,
  insufficientBalance,
  isPolymarketError,
  isPositionId,
  type OrderId,
  type TokenId,
  toBaseUnits,
  tokenId,
} from "@pm/core-types";
import type { AccountIdentity } from "../account/identity.ts";
import type { PrivateCalls } from "../account/private-calls.ts";
import type { CallOptions } from "../http/context.ts";
import { createSingleFlight } from "../http/single-flight.ts";
import type { Claims } from "../lifecycle/claims.ts";
import type { CheckedOrder } from "../orders/checks.ts";
import type { Intent } from "../orders/intent.ts";
import { type BalanceAllowance, readBalance } from "../wire/balance.ts";
import type { VenueOrder } from "../wire/order.ts";
import { type Asset, createFundsLedger, type FundsLedger } from "./ledger.ts";

/** What a wallet has of one asset: pUSD, or shares of a token. */
export type Balance = {
  /** What the venue says is on chain. */
  readonly balance: Decimal;
  /** Held by orders that are open or undecided. */
  readonly reserved: Decimal;
  /** Taken by fills that the balance may not show yet. */
  readonly unsettled: Decimal;
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
  /**
   * Holds what an order may take. It is refused only on a balance that was read for it, after `reconcile` had the
   * chance to release what is no longer open. `admit` is asked in the very moment in which the funds are held.
   *
   * @throws what `admit` throws. @throws {InsufficientBalanceError} {InsufficientAllowanceError}; nothing was sent.
   */
  readonly reserve: (
    orderId: OrderId,
    order: CheckedOrder,
    reconcile: () => Promise<void>,
    admit: () => void,
  ) => Promise<void>;
  /** Holds again what an order of an earlier process may still take. */
  readonly restore: (orderId: OrderId, order: CheckedOrder) => void;
  /** By the balance as it is known. @throws {InsufficientBalanceError} */
  readonly requireCovered: (order: CheckedOrder) => void;
  /** By the allowances as they are known. @throws {InsufficientAllowanceError} */
  readonly requireApproved: (order: CheckedOrder) => void;
  /** What an order has a claim on now. */
  readonly settleClaims: (intent: Intent, claims: Claims) => void;
  /** Open orders of these credentials that this process did not place: they hold funds too. */
  readonly replaceForeign: (orders: readonly VenueOrder[]) => void;
};

/** Funds of one account. */
export function createFunds(identity: AccountIdentity, calls: PrivateCalls): Funds {
  const ledger = createFundsLedger();
  const allowances = new Map<Asset, BalanceAllowance["allowances"]>();
  const flight = createSingleFlight<BalanceAllowance>();
  const foreign = new Set<OrderId>();

  /** An order turns out to be of this process: what was held for it as a stranger's is its own now. */
  const disown = (id: OrderId): void => {
    if (foreign.delete(id)) ledger.release(id);
  };

  const query = (asset: Asset) => ({
    asset_type:
      asset === "collateral" ? "COLLATERAL" : isPositionId(asset) ? "CONDITIONAL-V2" : "CONDITIONAL",
    ...(asset === "collateral" ? {} : { token_id: asset }),
    signature_type: identity.signatureType,
  });

  const load = (asset: Asset, options?: CallOptions): Promise<BalanceAllowance> =>
    flight(asset, async () => {
      const finish = ledger.beginReading(asset);
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
      allowances.set(asset, read.allowances);
      finish(read.balance);
      return read;
    });

  const covers = ({ spend }: CheckedOrder): boolean => (ledger.available(spend.asset) ?? -1n) >= spend.units;

  const isApproved = ({ spend }: CheckedOrder): boolean => {
    const allowance = allowances.get(spend.asset)?.get(spend.spender);
    // An operator approval of outcome tokens is a yes or no, not an amount.
    return allowance === undefined || allowance >= (spend.asset === "collateral" ? spend.units : 1n);
  };

  const requireCovered = (order: CheckedOrder): void => {
    if (!covers(order)) throw shortOfBalance(identity, ledger, order);
  };

  const requireApproved = (order: CheckedOrder): void => {
    if (!isApproved(order)) throw shortOfAllowance(identity, allowances, order);
  };

  return {
    ledger,
    requireCovered,
    requireApproved,
    fetchBalance: async (asset, options) => {
      const which = assetOf(asset);
      const read = await load(which, options);
      return {
        balance: fromBaseUnits(read.balance),
        reserved: fromBaseUnits(ledger.reserved(which)),
        unsettled: fromBaseUnits(ledger.unsettled(which)),
        available: fromBaseUnits(read.balance - ledger.reserved(which) - ledger.unsettled(which)),
        allowances: new Map([...read.allowances].map(([spender, units]) => [spender, fromBaseUnits(units)])),
      };
    },
    refreshVenue: async (asset, options) => {
      await calls.fetch(
        {
          method: "GET",
          path: "/balance-allowance/update",
          endpoint: "GET /balance-allowance/update",
          lane: "private",
          query: query(assetOf(asset)),
        },
        () => undefined,
        options,
      );
    },
    restore: (orderId, { spend }) => {
      disown(orderId);
      ledger.reserve({ orderId, asset: spend.asset, units: spend.units });
    },
    reserve: async (orderId, order, reconcile, admit) => {
      disown(orderId);
      if (!covers(order) || !isApproved(order)) await load(order.spend.asset);
      if (!covers(order)) {
        await reconcile();
        await load(order.spend.asset);
      }
      // The reads may have shown these very bytes among the open orders: an earlier process sent them.
      disown(orderId);
      requireCovered(order);
      requireApproved(order);
      admit();
      ledger.reserve({ orderId, asset: order.spend.asset, units: order.spend.units });
    },
    settleClaims: ({ id, checked }, { held, taken }) => {
      for (const { fill, units } of taken) {
        const key = `${id}:${fill.tradeId}`;
        if (fill.status === "FAILED") ledger.undo(key);
        else ledger.debit(key, checked.spend.asset, units);
        if (fill.status === "MINED" || fill.status === "CONFIRMED") ledger.land(key);
      }
      ledger.lower(id, held);
    },
    replaceForeign: (orders) => {
      for (const id of foreign) ledger.release(id);
      foreign.clear();
      for (const order of orders) {
        if (ledger.find(order.id) !== undefined) continue;
        foreign.add(order.id);
        const left = order.originalSize.minus(order.sizeMatched);
        const units = toBaseUnits(order.side === "BUY" ? left.times(order.price).round(6, ROUND_UP) : left);
        if (units > 0n) {
          ledger.reserve({
            orderId: order.id,
            asset: order.side === "BUY" ? "collateral" : order.tokenId,
            units,
          });
        }
      }
    },
  };
}

/** big.js: away from zero. */
const ROUND_UP = 3;

function assetOf(asset: string | undefined): Asset {
  return asset === undefined || asset === "collateral" ? "collateral" : (tokenId(asset) as TokenId);
}

function shortOfAllowance(
  identity: AccountIdentity,
  allowances: ReadonlyMap<Asset, BalanceAllowance["allowances"]>,
  { spend, side }: CheckedOrder,
) {
  return insufficientAllowance({
    wallet: identity.id,
    side,
    spender: spend.spender,
    needed: fromBaseUnits(spend.units),
    allowance: fromBaseUnits(allowances.get(spend.asset)?.get(spend.spender) ?? 0n),
  });
}

function shortOfBalance(identity: AccountIdentity, ledger: FundsLedger, order: CheckedOrder) {
  const { asset, units, fee } = order.spend;
  const reserved = ledger.reserved(asset) + ledger.unsettled(asset);
  const balance = ledger.balance(asset) ?? 0n;
  const largestSize = largest(order, balance - reserved);
  return insufficientBalance({
    wallet: identity.id,
    side: order.side,
    price: order.price,
    size: order.size,
    notional: fromBaseUnits(units - fee),
    fee: fromBaseUnits(fee),
    balance: fromBaseUnits(balance),
    reserved: fromBaseUnits(reserved),
    openOrders: ledger.list(asset).length,
    ...(largestSize === undefined ? {} : { largestSize }),
  });
}

/** The largest size the wallet can pay for at the same price. */
function largest(order: CheckedOrder, available: bigint): Decimal | undefined {
  if (available <= 0n) return undefined;
  if (order.side === "SELL") return fromBaseUnits(available - (available % 10_000n));
  try {
    return fitSizeToBudget({
      maxSpend: fromBaseUnits(available),
      price: order.price,
      tickSize: order.rules.tickSize,
      fees: order.postOnly ? undefined : order.rules.fees,
    }).size;
  } catch (error) {
    if (isPolymarketError(error)) return undefined;
    throw error;
  }
}
