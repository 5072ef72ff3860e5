import { type Decimal, decimal, marketPrice, type PolymarketError, tokenId } from "@pm/core-types";
import type { AccountCore } from "../account/core.ts";
import { asNotSent, asPolymarketError } from "../errors/error-of.ts";
import type { Funds } from "../funds/funds.ts";
import type { CallOptions } from "../http/context.ts";
import type { OrderJournal } from "../journal/order-journal.ts";
import { fetchOrderBook } from "../market-data/fetch-order-book.ts";
import { type CheckedOrder, checkLimit, checkMarket } from "./checks.ts";
import type { PostAnswer } from "./classify.ts";
import type { Follower } from "./follow.ts";
import { type Intent, signIntent } from "./intent.ts";
import { fingerprintOf, type KeyClaim, type Keyring } from "./keyring.ts";
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

/** What trading works with, beside the account's core. */
export type TradingParts = {
  readonly funds: Funds;
  readonly registry: OrderRegistry;
  readonly follower: Follower;
  readonly journal: OrderJournal | undefined;
  readonly keyring: Keyring;
  /** Resolves when what was open before this process is known; nothing is placed before. */
  readonly restore: () => Promise<void>;
};

/** A failure of the venue's rules that new rules put right: nothing landed, so signing anew is safe. */
const STALE_RULES: ReadonlySet<string> = new Set(["order-version-mismatch", "price-off-grid"]);

/** Trading of one account. */
export function createTrading(core: AccountCore, parts: TradingParts): Trading {
  const { funds, registry, follower, journal, keyring, restore } = parts;

  const check = async (request: OrderRequest): Promise<CheckedOrder> => {
    const [rules] = await Promise.all([core.rules.fetch(request.tokenId), core.serverClock.ensure()]);
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

  /** Signs and reserves: after this the order's id is known and its funds are held. @throws outcome `not-sent` */
  const prepare = async (request: OrderRequest): Promise<Intent> => {
    try {
      const checked = await check(request);
      const intent = await signIntent(core.context, {
        checked,
        identity: core.identity,
        signer: core.signer,
        now: core.serverClock.now(),
        idempotencyKey: request.idempotencyKey,
      });
      await funds.reserve(intent.id, checked, follower.sweep);
      return intent;
    } catch (error) {
      throw asNotSent(error, "placing an order");
    }
  };

  /** Makes intents durable and follows them from here on. @throws {JournalError} outcome `not-sent` */
  const commit = async (
    made: readonly { readonly intent: Intent; readonly request: OrderRequest }[],
  ): Promise<readonly TrackedOrder[]> => {
    try {
      await journal?.intents(
        made.map(({ intent, request }) => ({ intent, fingerprint: fingerprintOf(request) })),
      );
    } catch (error) {
      for (const { intent } of made) funds.ledger.release(intent.id);
      throw asNotSent(error, "writing the journal");
    }
    return made.map(({ intent }) => registry.open(intent));
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

  const placeOnce = async (request: OrderRequest, options?: CallOptions): Promise<Order> => {
    const intent = await prepare(request);
    const [tracked] = await commit([{ intent, request }]);
    tracked!.sending();
    return conclude(tracked!, await postOrder(core.context, core.calls, intent, options), options);
  };

  /** Keys mean something only once those of earlier processes are known. @throws outcome `not-sent` */
  const ready = async (): Promise<void> => {
    try {
      await restore();
    } catch (error) {
      throw asNotSent(error, "restoring");
    }
  };

  const isStale = (order: Order): boolean =>
    order.outcome === "rejected" && STALE_RULES.has(order.error?.code ?? "");

  const place = async (request: OrderRequest, options?: CallOptions): Promise<Order> => {
    const order = await placeOnce(request, options);
    if (!isStale(order)) return order;
    core.rules.invalidate(request.tokenId);
    return placeOnce(request, options);
  };

  /** Sends up to fifteen prepared orders in one request. */
  const placeChunk = async (
    made: readonly { readonly intent: Intent; readonly request: OrderRequest }[],
    options: CallOptions | undefined,
  ): Promise<readonly PlacedLeg[]> => {
    let orders: readonly TrackedOrder[];
    try {
      orders = await commit(made);
    } catch (error) {
      return made.map(() => ({ error: asPolymarketError(error, "writing the journal") }));
    }
    for (const tracked of orders) tracked.sending();
    const intents = made.map(({ intent }) => intent);
    const answers = await postOrders(core.context, core.calls, intents, options);
    return Promise.all(
      orders.map(async (tracked, index): Promise<PlacedLeg> => {
        try {
          const order = conclude(tracked, answers[index]!, options);
          if (!isStale(order)) return { order };
          core.rules.invalidate(order.tokenId);
          return { order: await placeOnce(made[index]!.request, options) };
        } catch (error) {
          return { error: asPolymarketError(error, "POST /orders") };
        }
      }),
    );
  };

  const placeMany = async (
    requests: readonly OrderRequest[],
    options?: CallOptions,
  ): Promise<readonly PlacedLeg[]> => {
    try {
      await ready();
    } catch (error) {
      return requests.map(() => ({ error: asPolymarketError(error, "restoring") }));
    }
    const legs: Promise<PlacedLeg>[] = [];
    const made: { readonly intent: Intent; readonly request: OrderRequest; readonly claim: KeyClaim }[] = [];
    // One after the other, so that it is the first legs that get the funds when there are too few for all.
    for (const request of requests) {
      let claim: KeyClaim | undefined;
      try {
        claim = keyring.claim(request);
        legs.push(legOf(claim.placed));
        if (claim.isNew) made.push({ intent: await prepare(request), request, claim });
      } catch (error) {
        if (claim === undefined) legs.push(Promise.resolve({ error: asPolymarketError(error, "placeMany") }));
        else claim.reject(error);
      }
    }
    await Promise.all(
      chunks(made, ORDERS_A_REQUEST).map(async (chunk) => {
        const placed = await placeChunk(chunk, options);
        chunk.forEach(({ claim }, index) => {
          const leg = placed[index]!;
          if (leg.order === undefined) claim.reject(leg.error);
          else claim.resolve(leg.order);
        });
      }),
    );
    return Promise.all(legs);
  };

  return {
    placeLimit: async (request, options) => {
      const limit = { ...request, kind: "limit" } as const;
      await ready();
      return keyring.once(limit, () => place(limit, options));
    },
    placeMarket: async (request, options) => {
      const market = { ...request, kind: "market" } as const;
      await ready();
      return keyring.once(market, () => place(market, options));
    },
    placeMany,
  };
}

function legOf(placed: Promise<Order>): Promise<PlacedLeg> {
  return placed.then(
    (order) => ({ order }),
    (error: unknown) => ({ error: asPolymarketError(error, "placeMany") }),
  );
}

function chunks<T>(items: readonly T[], size: number): readonly T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}
