import {
  type Decimal,
  type DecimalInput,
  decimal,
  isPolymarketError,
  type OrderId,
  orderId,
  type PolymarketError,
  sleep,
} from "@pm/core-types";
import type { AccountCore } from "../account/core.ts";
import { asPolymarketError } from "../errors/error-of.ts";
import type { CallOptions } from "../http/context.ts";
import { isEndStatus } from "../lifecycle/join.ts";
import type { VenueOrder } from "../wire/order.ts";
import type { CancelResult } from "./cancel.ts";
import type { Cancelling } from "./cancelling.ts";
import { fetchMatched, findOrder } from "./find-order.ts";
import type { OrderMaking } from "./making.ts";
import type { Order } from "./order.ts";
import type { OrderRegistry } from "./registry.ts";
import type { LimitOrderRequest } from "./request.ts";
import type { Trading } from "./trading.ts";

/** What takes an order's place. Everything left out is as in the order that is replaced. */
export type ReplaceRequest = {
  readonly price?: DecimalInput;
  /** Shares; default what the old order had not filled when it ended. */
  readonly size?: DecimalInput;
  readonly timeInForce?: LimitOrderRequest["timeInForce"];
  readonly expiration?: number;
  readonly postOnly?: boolean;
  readonly idempotencyKey?: string;
};

/** What a replace came to. */
export type Replaced =
  | { readonly replaced: true; readonly old: VenueOrder; readonly order: Order }
  /** Nothing was placed; the old order is as `old` says. */
  | {
      readonly replaced: false;
      readonly old: VenueOrder | undefined;
      readonly reason: string;
      readonly error?: PolymarketError;
    };

/** A cancel whose effect is not seen after this long is not waited for any more; milliseconds. */
const PATIENCE_MS = 30_000;
const BETWEEN_READS_MS = 250;

/**
 * Cancels an order, waits until the venue shows that it ended and with how much filled, and only then places its
 * successor: the two are never on the book together.
 */
export function createReplace(
  core: AccountCore,
  registry: OrderRegistry,
  making: OrderMaking,
  cancelling: Cancelling,
  trading: Trading,
): (id: string, request: ReplaceRequest, options?: CallOptions) => Promise<Replaced> {
  const { context, calls } = core;

  /** The order `before` once it has ended; undefined when nothing proves that it has. */
  const ended = async (
    id: OrderId,
    before: VenueOrder | undefined,
    cancelled: CancelResult | undefined,
    options?: CallOptions,
  ): Promise<VenueOrder | undefined> => {
    const deadline = context.clock.monotonic() + PATIENCE_MS;
    let confirmed = cancelled?.canceled.includes(id) === true;
    for (;;) {
      const order = await readOnce(id, before, confirmed, options);
      if (order !== undefined && isEndStatus(order.status)) return order;
      if (context.clock.monotonic() > deadline) return undefined;
      await sleep(context.clock, BETWEEN_READS_MS, options?.signal);
      // A cancel whose answer was lost, or that came while the order was delayed, is asked for again.
      const again = await cancelling.cancelOrder(id, options).catch(() => undefined);
      confirmed ||= again?.canceled.includes(id) === true;
    }
  };

  const readOnce = async (
    id: OrderId,
    before: VenueOrder | undefined,
    confirmed: boolean,
    options?: CallOptions,
  ): Promise<VenueOrder | undefined> => {
    try {
      const order = await findOrder(context, calls, id, options);
      if (order !== undefined || before === undefined || !confirmed) return order;
      // Cancelled and forgotten: the venue need not tell of orders that are over, but it keeps their trades.
      return {
        ...before,
        status: "CANCELED",
        sizeMatched: await fetchMatched(context, calls, before, options),
      };
    } catch (error) {
      if (isPolymarketError(error) && error.retry !== "never") return undefined;
      throw error;
    }
  };

  return async (id, request, options) => {
    const target = orderId(id);
    const before = await findOrder(context, calls, target, options);
    // A successor that would be refused anyway must not cost the old order its place.
    if (before !== undefined && !isEndStatus(before.status)) {
      await making.check(successor(before, remaining(before), request));
    }
    const cancelled = await cancelling.cancelOrder(target, options).catch((error: unknown) => {
      // Whether it worked is what the reads will tell.
      if (isPolymarketError(error) && error.outcome === "unknown") return undefined;
      throw error;
    });
    if (cancelled?.notCanceled.get(target) === "the order never landed") {
      return { replaced: false, old: undefined, reason: "the order never landed" };
    }
    const old = await ended(target, before, cancelled, options);
    if (old === undefined) {
      return { replaced: false, old: undefined, reason: "nothing proves that the old order is gone" };
    }
    registry
      .find(target)
      ?.learn({ type: "told", status: old.status, matched: units(old.sizeMatched), tradeIds: old.tradeIds });
    const left = remaining(old);
    if (old.status === "MATCHED" || left.lte("0")) {
      return { replaced: false, old, reason: "the order was filled before it could be cancelled" };
    }
    try {
      return { replaced: true, old, order: await trading.placeLimit(successor(old, left, request), options) };
    } catch (thrown) {
      const error = asPolymarketError(thrown, "placing the successor");
      return { replaced: false, old, reason: "the old order is gone, but its successor was refused", error };
    }
  };
}

function successor(old: VenueOrder, left: Decimal, request: ReplaceRequest): LimitOrderRequest {
  const timeInForce = request.timeInForce ?? (old.timeInForce as LimitOrderRequest["timeInForce"]) ?? "GTC";
  const expiration =
    request.expiration ??
    (timeInForce === "GTD" && old.expiresAt !== undefined ? Math.floor(old.expiresAt / 1000) : undefined);
  return {
    tokenId: old.tokenId,
    side: old.side,
    price: request.price ?? old.price,
    // Dust of a partial fill cannot be ordered: the venue trades hundredths of shares.
    size: request.size === undefined ? left.round(2, ROUND_DOWN) : decimal(request.size, "size"),
    timeInForce,
    ...(expiration === undefined ? {} : { expiration }),
    ...(request.postOnly === undefined ? {} : { postOnly: request.postOnly }),
    ...(request.idempotencyKey === undefined ? {} : { idempotencyKey: request.idempotencyKey }),
  };
}

/** big.js: towards zero. */
const ROUND_DOWN = 0;

function remaining(order: VenueOrder): Decimal {
  return order.originalSize.minus(order.sizeMatched);
}

function units(shares: Decimal): bigint {
  return BigInt(shares.times("1000000").round(0, ROUND_DOWN).toFixed());
}
