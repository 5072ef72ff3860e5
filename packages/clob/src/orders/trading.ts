import {
  type Decimal,
  decimal,
  marketPrice,
  type PolymarketError,
  tokenId,
  ValidationError,
} from "@pm/core-types";
import type { AccountCore } from "../account/core.ts";
import { asNotSent, asPolymarketError } from "../errors/error-of.ts";
import type { Funds } from "../funds/funds.ts";
import type { CallOptions } from "../http/context.ts";
import { fetchOrderBook } from "../market-data/fetch-order-book.ts";
import { type CheckedOrder, checkLimit, checkMarket } from "./checks.ts";
import type { PostAnswer } from "./classify.ts";
import type { Follower } from "./follow.ts";
import { type Intent, signIntent } from "./intent.ts";
import type { Order } from "./order.ts";
import { ORDERS_A_REQUEST, postOrder, postOrders } from "./post.ts";
import type { OrderRegistry } from "./registry.ts";
import type { LimitOrderRequest, MarketOrderRequest, OrderRequest } from "./request.ts";
import type { TrackedOrder } from "./tracked-order.ts";

/** What became of one order of a batch: an order that was sent, or the error that kept it from being sent. */
export type PlacedLeg =
  | { readonly order: Order; readonly error?: undefined }
  | { readonly order?: undefined; readonly error: PolymarketError };

/** Placing orders of one account. */
export type Trading = {
  /** @throws everything that is refused before sending; what the venue says is in the order's outcome. */
  readonly placeLimit: (request: LimitOrderRequest, options?: CallOptions) => Promise<Order>;
  /** @throws as placeLimit, and {InsufficientLiquidityError}. */
  readonly placeMarket: (request: MarketOrderRequest, options?: CallOptions) => Promise<Order>;
  /** Places many orders in as few requests as the venue allows; one result per request, in order. Never throws. */
  readonly placeMany: (
    requests: readonly OrderRequest[],
    options?: CallOptions,
  ) => Promise<readonly PlacedLeg[]>;
};

/** A failure of the venue's rules that new rules put right: nothing landed, so signing anew is safe. */
const STALE_RULES: ReadonlySet<string> = new Set(["order-version-mismatch", "price-off-grid"]);

/** Trading of one account. */
export function createTrading(
  core: AccountCore,
  funds: Funds,
  registry: OrderRegistry,
  follower: Follower,
): Trading {
  const byKey = new Map<string, { readonly fingerprint: string; readonly placed: Promise<Order> }>();
  let restored: Promise<void> | undefined;

  /** Before the first order: what open orders of these credentials hold already. */
  const restore = (): Promise<void> => {
    restored ??= follower.sweep().catch((error) => {
      restored = undefined;
      throw error;
    });
    return restored;
  };

  const check = async (request: OrderRequest): Promise<CheckedOrder> => {
    const [rules] = await Promise.all([
      core.rules.fetch(request.tokenId),
      core.serverClock.ensure(),
      restore(),
    ]);
    if (request.kind !== "market") return checkLimit(request, rules, core.serverClock.now());
    return checkMarket(request, await marketBounds(request), rules);
  };

  const marketBounds = async (
    request: MarketOrderRequest,
  ): Promise<{ readonly worstPrice: Decimal; readonly bestPrice?: Decimal }> => {
    if (request.worstPrice !== undefined) return { worstPrice: decimal(request.worstPrice, "worstPrice") };
    const book = await fetchOrderBook(core.context, tokenId(request.tokenId));
    const timeInForce = request.timeInForce ?? "FOK";
    const { price, bestPrice } = marketPrice(book, {
      side: request.side,
      amount: request.amount,
      timeInForce,
    });
    return { worstPrice: price, bestPrice };
  };

  /** Signs and reserves: after this the order's id is known and its funds are held. */
  const prepare = async (request: OrderRequest, checked: CheckedOrder): Promise<Intent> => {
    const intent = await signIntent(core.context, {
      checked,
      identity: core.identity,
      signer: core.signer,
      now: core.serverClock.now(),
      idempotencyKey: request.idempotencyKey,
    });
    await funds.reserve(intent.id, checked, follower.sweep);
    return intent;
  };

  /** Records what the venue said. @throws what kept the order from being sent. */
  const conclude = (tracked: TrackedOrder, answer: PostAnswer, options: CallOptions | undefined): Order => {
    if (answer.kind === "not-sent") {
      registry.forget(tracked.intent.id);
      throw answer.error;
    }
    tracked.answered(answer);
    if (tracked.state().outcome === "unknown") {
      core.context.logger.log("warn", "The outcome of an order is unknown; it is being resolved by its id", {
        wallet: core.identity.id,
        orderId: tracked.intent.id,
        reason: answer.kind === "accepted" ? undefined : answer.error.message,
      });
      // Who aborts does not want the order any more: it is found and cancelled, not forgotten.
      if (options?.signal?.aborted === true) tracked.learn({ type: "cancel-asked" });
      // Resolution starts by itself; whoever asks `decided()` joins it.
      void tracked.order.decided();
    }
    return tracked.order;
  };

  /** Everything before the first byte. @throws only errors of outcome `not-sent`. */
  const make = async (request: OrderRequest): Promise<TrackedOrder> => {
    try {
      return registry.open(await prepare(request, await check(request)));
    } catch (error) {
      throw asNotSent(error, "placing an order");
    }
  };

  const placeOnce = async (request: OrderRequest, options?: CallOptions): Promise<Order> => {
    const tracked = await make(request);
    const { intent } = tracked;
    tracked.sending();
    return conclude(tracked, await postOrder(core.context, core.calls, intent, options), options);
  };

  const place = async (request: OrderRequest, options?: CallOptions): Promise<Order> => {
    const order = await placeOnce(request, options);
    if (order.outcome !== "rejected" || !STALE_RULES.has(order.error?.code ?? "")) return order;
    core.rules.invalidate(request.tokenId);
    return placeOnce(request, options);
  };

  const once = (request: OrderRequest, run: () => Promise<Order>): Promise<Order> => {
    const key = request.idempotencyKey;
    if (key === undefined) return run();
    const fingerprint = fingerprintOf(request);
    const known = byKey.get(key);
    if (known !== undefined) {
      if (known.fingerprint === fingerprint) return known.placed;
      return Promise.reject(
        new ValidationError({
          message: `idempotencyKey ${JSON.stringify(key)} already names another order.`,
          action: "Use a key for one order only.",
          context: { field: "idempotencyKey", key },
        }),
      );
    }
    const placed = run();
    byKey.set(key, { fingerprint, placed });
    // An order that was never sent leaves its key free.
    placed.catch(() => byKey.delete(key));
    return placed;
  };

  const placeMany = async (
    requests: readonly OrderRequest[],
    options?: CallOptions,
  ): Promise<readonly PlacedLeg[]> => {
    const legs: (PlacedLeg | TrackedOrder)[] = [];
    for (const request of requests) {
      try {
        legs.push(await make(request));
      } catch (error) {
        legs.push({ error: asPolymarketError(error, "placeMany") });
      }
    }
    const sent = legs.filter((leg): leg is TrackedOrder => "intent" in leg);
    const results = new Map<TrackedOrder, PlacedLeg>();
    await Promise.all(
      chunks(sent, ORDERS_A_REQUEST).map(async (chunk) => {
        for (const tracked of chunk) tracked.sending();
        const intents = chunk.map((tracked) => tracked.intent);
        const answers = await postOrders(core.context, core.calls, intents, options);
        chunk.forEach((tracked, index) => {
          try {
            results.set(tracked, { order: conclude(tracked, answers[index]!, options) });
          } catch (error) {
            results.set(tracked, { error: asPolymarketError(error, "POST /orders") });
          }
        });
      }),
    );
    return legs.map((leg) => ("intent" in leg ? results.get(leg)! : leg));
  };

  return {
    placeLimit: (request, options) => once({ ...request, kind: "limit" }, () => place(request, options)),
    placeMarket: (request, options) => {
      const market = { ...request, kind: "market" } as const;
      return once(market, () => place(market, options));
    },
    placeMany,
  };
}

/** Text that is equal for requests that mean the same order. */
function fingerprintOf(request: OrderRequest): string {
  const entries = Object.entries(request).filter(([, value]) => value !== undefined);
  return JSON.stringify(entries.map(([name, value]) => [name, String(value)]).sort());
}

function chunks<T>(items: readonly T[], size: number): readonly T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}
