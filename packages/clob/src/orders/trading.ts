import { type PolymarketError, SignerMismatchError } from "@pm/core-types";
import { type SignedOrder, verifyOrder } from "@pm/signing";
import type { AccountCore } from "../account/core.ts";
import { asNotSent, asPolymarketError } from "../errors/error-of.ts";
import type { CallOptions } from "../http/context.ts";
import type { PostAnswer } from "./classify.ts";
import { type Intent, intentOf, type PreparedOrder, signIntent, withId } from "./intent.ts";
import { fingerprintOf, type KeyClaim, type Keyring } from "./keyring.ts";
import { type OrderMaking, withFingerprint } from "./making.ts";
import type { Order } from "./order.ts";
import { ORDERS_A_REQUEST, postOrder, postOrders } from "./post.ts";
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
  /** Checks an order and tells its id and what to sign; holds nothing and sends nothing. */
  readonly prepareOrder: (request: OrderRequest) => Promise<PreparedOrder>;
  /** Signs a prepared order with this account's signer; sends nothing. @throws {SigningError} */
  readonly signOrder: (prepared: PreparedOrder) => Promise<Intent>;
  /**
   * Joins a prepared order with a signature made elsewhere, for the same owner.
   *
   * @throws {SignerMismatchError} the signature is not one of this account's over this order.
   */
  readonly attachSignature: (prepared: PreparedOrder, signature: SignedOrder["signature"]) => Intent;
  /** Holds funds, journals and sends a signed order. @throws as placeLimit. */
  readonly postOrder: (signed: Intent, options?: CallOptions) => Promise<Order>;
};

/** A failure of the venue's rules that new rules put right: nothing landed, so signing anew is safe. */
const STALE_RULES: ReadonlySet<string> = new Set(["order-version-mismatch", "price-off-grid"]);

/** Trading of one account. `restore` resolves when what was open before this process is known. */
export function createTrading(
  core: AccountCore,
  making: OrderMaking,
  keyring: Keyring,
  restore: () => Promise<void>,
): Trading {
  /** Keys and funds mean something only once those of earlier processes are known. @throws outcome `not-sent` */
  const ready = async (): Promise<void> => {
    try {
      await restore();
    } catch (error) {
      throw asNotSent(error, "restoring");
    }
  };

  /** Records what the venue said. @throws what kept the order from being sent. */
  const conclude = async (
    tracked: TrackedOrder,
    answer: PostAnswer,
    options: CallOptions | undefined,
  ): Promise<Order> => {
    if (answer.kind === "not-sent") {
      making.drop(tracked.intent);
      await making.flushed();
      throw answer.error;
    }
    tracked.answered(answer);
    // Whoever hears of a refusal may act on it; after a crash nobody may send these bytes again.
    if (tracked.state().outcome === "rejected") await making.flushed();
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

  const send = async (intent: Intent, fingerprint: string, options?: CallOptions): Promise<Order> => {
    const [tracked] = await making.commit([{ intent, fingerprint }]);
    tracked!.sending();
    return conclude(tracked!, await postOrder(core.context, core.calls, intent, options), options);
  };

  const placeOnce = async (request: OrderRequest, options?: CallOptions): Promise<Order> =>
    send(await making.make(request), fingerprintOf(request), options);

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
      orders = await making.commit(made.map(({ intent, request }) => withFingerprint(intent, request)));
    } catch (error) {
      return made.map(() => ({ error: asPolymarketError(error, "writing the journal") }));
    }
    for (const tracked of orders) tracked.sending();
    const intents = made.map(({ intent }) => intent);
    const answers = await postOrders(core.context, core.calls, intents, options);
    return Promise.all(
      orders.map(async (tracked, index): Promise<PlacedLeg> => {
        try {
          const order = await conclude(tracked, answers[index]!, options);
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
        claim = keyring.claim(request.idempotencyKey, fingerprintOf(request));
        legs.push(legOf(claim.placed));
        if (claim.isNew) made.push({ intent: await making.make(request), request, claim });
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
      return keyring.once(limit.idempotencyKey, fingerprintOf(limit), () => place(limit, options));
    },
    placeMarket: async (request, options) => {
      const market = { ...request, kind: "market" } as const;
      await ready();
      return keyring.once(market.idempotencyKey, fingerprintOf(market), () => place(market, options));
    },
    placeMany,
    prepareOrder: async (request) => withId(await making.build(request)),
    signOrder: (prepared) => signIntent(prepared, core.identity, core.signer),
    attachSignature: (prepared, signature) => {
      const { valid, reason } = verifyOrder(prepared.order, prepared.domain, signature);
      if (valid) {
        return intentOf(prepared, {
          order: prepared.order,
          orderId: prepared.id,
          domain: prepared.domain,
          signature,
        });
      }
      throw new SignerMismatchError({
        message: `The signature does not belong to order ${prepared.id}: ${reason ?? "another key made it"}.`,
        context: { orderId: prepared.id, wallet: core.identity.id, expected: core.identity.owner },
        outcome: "not-sent",
      });
    },
    postOrder: async (signed, options) => {
      await ready();
      // The same signed bytes are the same order, with or without a key of their own.
      return keyring.once(signed.idempotencyKey ?? signed.id, signed.id, async () => {
        await making.hold(signed);
        return send(signed, signed.id, options);
      });
    },
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
