import type { OrderId } from "@pm/core-types";
import type { KeyRecord } from "../auth/api-keys.ts";
import { IDENTITY_ERRORS, type SigningTerms } from "../auth/order-identity.ts";
import type { VenueContext } from "../context.ts";
import type { SubmitRequest, SubmitResult } from "../engine/index.ts";
import { jsonBody } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import { acceptedWire, refusedWire, rejectedWire, type WireSendResult } from "../wire/orders.ts";
import { clobRefusal, modeReply, rejectionReply } from "./modes.ts";
import { type PostedOrder, readPostedOrder } from "./received-order.ts";

/** Orders in one `POST /orders`. */
const MAX_BATCH = 15;
const INVALID = "Invalid order payload";

/** An order that passed every check outside the engine, or why it did not. */
type Judged =
  | { readonly ok: true; readonly request: SubmitRequest }
  | { readonly ok: false; readonly orderId: OrderId | undefined; readonly error: string };

/** `POST /order` and `POST /orders`. */
export function orderRoutes(context: VenueContext): Routes {
  const { engine, auth } = context;

  const terms = new Map<string, SigningTerms>();
  /** Views of markets are built on demand; what signing needs of them is kept. */
  const termsOf = (tokenId: string): SigningTerms | undefined => {
    const kept = terms.get(tokenId);
    if (kept !== undefined) return kept;
    const market = engine.marketOfToken(tokenId);
    if (market === undefined) return undefined;
    const found = { version: market.version, negRisk: market.negRisk };
    terms.set(tokenId, found);
    return found;
  };

  const judge = (posted: PostedOrder, key: KeyRecord): Judged => {
    const market = termsOf(posted.order.tokenId);
    if (market === undefined) {
      return { ok: false, orderId: undefined, error: `the orderbook ${posted.order.tokenId} does not exist` };
    }
    const identity = context.identity(posted, market, key);
    if (!identity.ok) return identity;
    if (posted.expiration.length > 15)
      return { ok: false, orderId: identity.orderId, error: "invalid expiration" };
    const { order } = posted;
    return {
      ok: true,
      request: {
        order: {
          id: identity.orderId,
          maker: order.maker,
          signer: order.signer,
          tokenId: order.tokenId,
          side: order.side,
          makerAmount: order.makerAmount,
          takerAmount: order.takerAmount,
          signatureType: order.signatureType,
          timestamp: order.timestamp,
          builder: order.builder,
        },
        owner: key.key,
        orderType: posted.orderType,
        expiration: Number.parseInt(posted.expiration, 10),
        postOnly: posted.postOnly,
        deferExec: posted.deferExec,
      },
    };
  };

  const submit = (request: SubmitRequest): Promise<SubmitResult> =>
    new Promise((resolve) => engine.submit(request, resolve));

  const identify = (request: VenueRequest): KeyRecord => {
    const key = auth.l2(request);
    request.note.wallet = key.address;
    return key;
  };

  const ownedBy = (posted: PostedOrder, key: KeyRecord): void => {
    if (posted.owner !== key.key) throw new Refusal(400, IDENTITY_ERRORS.owner);
  };

  const isImmediate = (posted: PostedOrder): boolean =>
    posted.orderType === "FOK" || posted.orderType === "FAK";

  return {
    "POST /order": async (request) => {
      const key = identify(request);
      const admission = context.signerLimits.admit(key.address, "order", 1);
      if (!admission.admitted) return admission.reply;
      const closed = modeReply(engine, "place");
      if (closed !== undefined) return admission.mark(closed);
      const posted = readPostedOrder(jsonBody(request, INVALID));
      ownedBy(posted, key);
      const judged = judge(posted, key);
      if (!judged.ok) {
        if (judged.orderId !== undefined) request.note.orderHashes = [judged.orderId];
        throw clobRefusal(400, judged.error);
      }
      request.note.orderHashes = [judged.request.order.id];
      const result = await submit(judged.request);
      return admission.mark(
        result.success ? json(acceptedWire(result, isImmediate(posted))) : rejectionReply(result, engine),
      );
    },
    "POST /orders": async (request) => {
      const key = identify(request);
      const body = jsonBody(request, INVALID);
      if (!Array.isArray(body) || body.length === 0) throw new Refusal(400, INVALID);
      if (body.length > MAX_BATCH) {
        throw new Refusal(400, `Too many orders in payload: ${body.length}, max allowed: ${MAX_BATCH}`);
      }
      const admission = context.signerLimits.admit(key.address, "order", body.length);
      if (!admission.admitted) return admission.reply;
      const closed = modeReply(engine, "place");
      if (closed !== undefined) return admission.mark(closed);
      const posted = body.map(readPostedOrder);
      for (const one of posted) ownedBy(one, key);
      const judged = posted.map((one) => judge(one, key));
      request.note.orderHashes = judged.flatMap((one) => {
        const id = one.ok ? one.request.order.id : one.orderId;
        return id === undefined ? [] : [id];
      });
      const answers = judged.map(async (one, index): Promise<WireSendResult> => {
        if (!one.ok) return refusedWire(one.error);
        const result = await submit(one.request);
        if (!result.success) return rejectedWire(result);
        return acceptedWire(result, isImmediate(posted[index] as PostedOrder));
      });
      return admission.mark(json(await Promise.all(answers)));
    },
  };
}
