import {
  type Clock,
  type Decimal,
  type DecimalInput,
  decimal,
  fromBaseUnits,
  GuardError,
  type OrderId,
  type TokenId,
  toBaseUnits,
  ValidationError,
} from "@pm/core-types";
import type { CheckedOrder } from "../orders/checks.ts";
import type { Order } from "../orders/order.ts";

/** Limits of the operator's own; each is off unless it is set. */
export type GuardOptions = {
  /** pUSD one order may be worth (size × price). */
  readonly maxOrderNotional?: DecimalInput;
  /** pUSD all open orders together may be worth, the new one included. */
  readonly maxOpenNotional?: DecimalInput;
  /** Orders that may be open or undecided at a time. */
  readonly maxOpenOrders?: number;
  /** Orders that may be placed in any interval of `windowMs`. */
  readonly maxOrderRate?: { readonly count: number; readonly windowMs: number };
  /** How far a BUY may be above, and a SELL below, the reference price; pUSD per share. */
  readonly maxPriceDistance?: DecimalInput;
  /** What the price is compared with; default the midpoint. Undefined: the order is refused, for nobody knows. */
  readonly referencePrice?: (tokenId: TokenId) => Promise<Decimal | undefined>;
};

/** The guards of one account, and its switch. */
export type Guards = {
  /** The part that may ask the venue. @throws {GuardError} */
  readonly check: (order: CheckedOrder) => Promise<void>;
  /** The part that counts; called in the same moment in which the funds are held. @throws {GuardError} */
  readonly admit: (id: OrderId, order: CheckedOrder) => void;
  /** An admitted order was never sent. */
  readonly release: (id: OrderId) => void;
  /** An admitted order moved on. */
  readonly follow: (order: Order) => void;
  /** @throws {GuardError} while the switch is off. */
  readonly assertOn: () => void;
  readonly switchOff: (reason: string) => void;
  readonly switchOn: () => void;
  /** Why nothing may be placed; undefined while it may. */
  readonly offBecause: () => string | undefined;
};

/** Guards over one account. @throws {ValidationError} a limit that is not one. */
export function createGuards(
  wallet: string,
  clock: Clock,
  midpoint: (tokenId: TokenId) => Promise<Decimal | undefined>,
  options: GuardOptions = {},
): Guards {
  const maxOrder = limit(options.maxOrderNotional, "maxOrderNotional");
  const maxOpen = limit(options.maxOpenNotional, "maxOpenNotional");
  const distance =
    options.maxPriceDistance === undefined
      ? undefined
      : decimal(options.maxPriceDistance, "maxPriceDistance");
  const maxCount = options.maxOpenOrders;
  const rate = options.maxOrderRate;
  const reference = options.referencePrice ?? midpoint;
  const open = new Map<OrderId, bigint>();
  let recent: number[] = [];
  let off: string | undefined;

  const refuse = (guard: string, message: string, context: Record<string, unknown> = {}): GuardError =>
    new GuardError({ message: `Wallet "${wallet}": ${message}.`, context: { wallet, guard, ...context } });

  const assertOn = (): void => {
    if (off !== undefined) throw refuse("switch", `nothing is placed because ${off}`, { reason: off });
  };

  return {
    check: async (order) => {
      assertOn();
      const notional = notionalOf(order);
      if (maxOrder !== undefined && notional > maxOrder) {
        throw refuse(
          "maxOrderNotional",
          `an order worth ${text(notional)} pUSD is over the limit of ${text(maxOrder)} for one order`,
          { notional: text(notional), limit: text(maxOrder) },
        );
      }
      if (distance === undefined) return;
      const middle = await reference(order.tokenId);
      if (middle === undefined) {
        throw refuse("maxPriceDistance", `there is no reference price for token ${order.tokenId}`, {
          tokenId: order.tokenId,
        });
      }
      const away = order.side === "BUY" ? order.price.minus(middle) : middle.minus(order.price);
      if (away.gt(distance)) {
        throw refuse(
          "maxPriceDistance",
          `${order.side} at ${order.price.toFixed()} is ${away.toFixed()} through the reference price ${middle.toFixed()}; the limit is ${distance.toFixed()}`,
          { price: order.price.toFixed(), reference: middle.toFixed(), limit: distance.toFixed() },
        );
      }
    },
    admit: (id, order) => {
      assertOn();
      const notional = notionalOf(order);
      if (maxCount !== undefined && open.size >= maxCount) {
        throw refuse("maxOpenOrders", `${open.size} orders are open, and the limit is ${maxCount}`, {
          limit: maxCount,
        });
      }
      const total = [...open.values()].reduce((sum, each) => sum + each, notional);
      if (maxOpen !== undefined && total > maxOpen) {
        throw refuse(
          "maxOpenNotional",
          `open orders would be worth ${text(total)} pUSD, and the limit is ${text(maxOpen)}`,
          { notional: text(total), limit: text(maxOpen) },
        );
      }
      if (rate !== undefined) {
        const now = clock.monotonic();
        recent = recent.filter((at) => now - at < rate.windowMs);
        if (recent.length >= rate.count) {
          throw refuse(
            "maxOrderRate",
            `${recent.length} orders were placed in the last ${rate.windowMs} ms, and the limit is ${rate.count}`,
            { limit: rate.count, windowMs: rate.windowMs },
          );
        }
        recent.push(now);
      }
      open.set(id, notional);
    },
    release: (id) => {
      open.delete(id);
    },
    follow: ({ id, state, price }) => {
      if (!open.has(id)) return;
      if (state.phase === "done" || state.phase === "rejected") open.delete(id);
      else open.set(id, toBaseUnits(state.remaining.times(price).round(6, ROUND_UP)));
    },
    assertOn,
    switchOff: (reason) => {
      off = reason;
    },
    switchOn: () => {
      off = undefined;
    },
    offBecause: () => off,
  };
}

/** big.js: away from zero. */
const ROUND_UP = 3;

function notionalOf({ side, amounts }: CheckedOrder): bigint {
  return side === "BUY" ? amounts.makerAmount : amounts.takerAmount;
}

function limit(value: DecimalInput | undefined, field: string): bigint | undefined {
  if (value === undefined) return undefined;
  const units = toBaseUnits(value, field);
  if (units > 0n) return units;
  throw new ValidationError({ message: `${field} must be above zero.`, context: { field } });
}

function text(units: bigint): string {
  return fromBaseUnits(units).toFixed();
}
