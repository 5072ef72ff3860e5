import { BalanceTrackingError, type OrderId, type TokenId } from "@pm/core-types";

/** pUSD, or one outcome token. */
export type Asset = "collateral" | TokenId;

/** What one order may still take out of the wallet. */
export type Reservation = { readonly orderId: OrderId; readonly asset: Asset; readonly units: bigint };

/** Book-keeping of one wallet: what it has, and what its open and unknown orders may take. Base units (10⁻⁶). */
export type FundsLedger = {
  readonly balance: (asset: Asset) => bigint | undefined;
  readonly setBalance: (asset: Asset, units: bigint) => void;
  /** What no order has a claim on; undefined while the balance is not known. May be negative. */
  readonly available: (asset: Asset) => bigint | undefined;
  readonly reserved: (asset: Asset) => bigint;
  /** @throws {BalanceTrackingError} when the order has a reservation already. */
  readonly reserve: (reservation: Reservation) => void;
  /** Lowers a reservation to `units`, never raises it; zero releases it. */
  readonly lower: (orderId: OrderId, units: bigint) => void;
  /** Drops a reservation; false when there was none (it is released exactly once). */
  readonly release: (orderId: OrderId) => boolean;
  readonly find: (orderId: OrderId) => Reservation | undefined;
  readonly list: (asset?: Asset) => readonly Reservation[];
};

/** A ledger that starts empty. */
export function createFundsLedger(): FundsLedger {
  const balances = new Map<Asset, bigint>();
  const held = new Map<Asset, bigint>();
  const reservations = new Map<OrderId, Reservation>();

  const add = (asset: Asset, units: bigint): void => {
    const total = (held.get(asset) ?? 0n) + units;
    if (total === 0n) held.delete(asset);
    else held.set(asset, total);
  };

  const release = (orderId: OrderId): boolean => {
    const reservation = reservations.get(orderId);
    if (reservation === undefined) return false;
    reservations.delete(orderId);
    add(reservation.asset, -reservation.units);
    return true;
  };

  return {
    balance: (asset) => balances.get(asset),
    setBalance: (asset, units) => {
      balances.set(asset, units);
    },
    available: (asset) => {
      const balance = balances.get(asset);
      return balance === undefined ? undefined : balance - (held.get(asset) ?? 0n);
    },
    reserved: (asset) => held.get(asset) ?? 0n,
    reserve: (reservation) => {
      if (reservations.has(reservation.orderId) || reservation.units < 0n) {
        throw new BalanceTrackingError({
          message: `Order ${reservation.orderId} cannot reserve ${reservation.units} base units: it ${reservation.units < 0n ? "would give funds back" : "has a reservation already"}.`,
          context: { orderId: reservation.orderId, asset: reservation.asset },
        });
      }
      reservations.set(reservation.orderId, reservation);
      add(reservation.asset, reservation.units);
    },
    lower: (orderId, units) => {
      const reservation = reservations.get(orderId);
      if (reservation === undefined || units >= reservation.units) return;
      if (units <= 0n) {
        release(orderId);
        return;
      }
      reservations.set(orderId, { ...reservation, units });
      add(reservation.asset, units - reservation.units);
    },
    release,
    find: (orderId) => reservations.get(orderId),
    list: (asset) =>
      [...reservations.values()].filter((reservation) => asset === undefined || reservation.asset === asset),
  };
}
