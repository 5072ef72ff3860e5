import { BalanceTrackingError, type OrderId, type TokenId } from "@pm/core-types";

/** pUSD, or one outcome token. */
export type Asset = "collateral" | TokenId;

/** What one order may still take out of the wallet. Base units (10⁻⁶). */
export type Reservation = { readonly orderId: OrderId; readonly asset: Asset; readonly units: bigint };

/**
 * Book-keeping of one wallet: what the chain says it has, what its open and unknown orders may still take, and what
 * fills have taken that the balance may not show yet. Base units (10⁻⁶).
 */
export type FundsLedger = {
  /** What the last reading said. */
  readonly balance: (asset: Asset) => bigint | undefined;
  /** What nothing has a claim on; undefined while the balance is not known. May be negative. */
  readonly available: (asset: Asset) => bigint | undefined;
  /** Held by orders. */
  readonly reserved: (asset: Asset) => bigint;
  /** Taken by fills that the balance may not show yet. */
  readonly unsettled: (asset: Asset) => bigint;
  /** @throws {BalanceTrackingError} the order has a reservation already, or it is negative. */
  readonly reserve: (reservation: Reservation) => void;
  /** Lowers a reservation; never raises it. Zero releases it. */
  readonly lower: (orderId: OrderId, units: bigint) => void;
  /** Drops a reservation; false when there was none: it is released exactly once. */
  readonly release: (orderId: OrderId) => boolean;
  readonly find: (orderId: OrderId) => Reservation | undefined;
  readonly list: (asset?: Asset) => readonly Reservation[];
  /** A fill took `units`, and the balance does not show it yet. The same key again changes nothing. */
  readonly debit: (key: string, asset: Asset, units: bigint) => void;
  /** The fill is on chain: the next reading that begins from now on shows it. */
  readonly land: (key: string) => void;
  /** The fill was rolled back: nothing was taken. */
  readonly undo: (key: string) => void;
  /** Begins a reading of the balance; hand the result to what it returns. */
  readonly beginReading: (asset: Asset) => (units: bigint) => void;
};

type Debit = { readonly asset: Asset; readonly units: bigint; landedAt: number | undefined };

/** A ledger that starts empty. */
export function createFundsLedger(): FundsLedger {
  const balances = new Map<Asset, { readonly units: bigint; readonly begun: number }>();
  const held = new Map<Asset, bigint>();
  const taken = new Map<Asset, bigint>();
  const reservations = new Map<OrderId, Reservation>();
  const debits = new Map<string, Debit>();
  // A fill that was rolled back or shown by a reading must not be taken again when it is reported once more.
  const closed = new Set<string>();
  let moment = 0;

  const dropDebit = (key: string): void => {
    const debit = debits.get(key);
    if (debit !== undefined) {
      debits.delete(key);
      add(taken, debit.asset, -debit.units);
    }
    closed.add(key);
    if (closed.size > CLOSED_KEPT) closed.delete(closed.values().next().value ?? "");
  };

  const release = (orderId: OrderId): boolean => {
    const reservation = reservations.get(orderId);
    if (reservation === undefined) return false;
    reservations.delete(orderId);
    add(held, reservation.asset, -reservation.units);
    return true;
  };

  return {
    balance: (asset) => balances.get(asset)?.units,
    available: (asset) => {
      const balance = balances.get(asset)?.units;
      return balance === undefined ? undefined : balance - (held.get(asset) ?? 0n) - (taken.get(asset) ?? 0n);
    },
    reserved: (asset) => held.get(asset) ?? 0n,
    unsettled: (asset) => taken.get(asset) ?? 0n,
    reserve: (reservation) => {
      if (reservations.has(reservation.orderId) || reservation.units < 0n) {
        throw new BalanceTrackingError({
          message: `Order ${reservation.orderId} cannot reserve ${reservation.units} base units: it ${reservation.units < 0n ? "would give funds back" : "has a reservation already"}.`,
          context: { orderId: reservation.orderId, asset: reservation.asset },
        });
      }
      if (reservation.units === 0n) return;
      reservations.set(reservation.orderId, reservation);
      add(held, reservation.asset, reservation.units);
    },
    lower: (orderId, units) => {
      const reservation = reservations.get(orderId);
      if (reservation === undefined || units >= reservation.units) return;
      if (units <= 0n) {
        release(orderId);
        return;
      }
      reservations.set(orderId, { ...reservation, units });
      add(held, reservation.asset, units - reservation.units);
    },
    release,
    find: (orderId) => reservations.get(orderId),
    list: (asset) =>
      [...reservations.values()].filter((reservation) => asset === undefined || reservation.asset === asset),
    debit: (key, asset, units) => {
      if (units <= 0n || debits.has(key) || closed.has(key)) return;
      debits.set(key, { asset, units, landedAt: undefined });
      add(taken, asset, units);
    },
    land: (key) => {
      const debit = debits.get(key);
      if (debit !== undefined) debit.landedAt ??= ++moment;
    },
    undo: dropDebit,
    beginReading: (asset) => {
      const begun = ++moment;
      return (units) => {
        // A slower reading that began earlier knows less than the one that is here already.
        if ((balances.get(asset)?.begun ?? 0) > begun) return;
        balances.set(asset, { units, begun });
        for (const [key, debit] of debits) {
          if (debit.asset === asset && debit.landedAt !== undefined && debit.landedAt < begun) dropDebit(key);
        }
      };
    },
  };
}

/** Fills remembered after their books are closed; reports of them come within seconds, not thousands of fills later. */
const CLOSED_KEPT = 20_000;

function add(totals: Map<Asset, bigint>, asset: Asset, units: bigint): void {
  const total = (totals.get(asset) ?? 0n) + units;
  if (total === 0n) totals.delete(asset);
  else totals.set(asset, total);
}
