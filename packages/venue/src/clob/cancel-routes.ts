import type { KeyRecord } from "../auth/api-keys.ts";
import type { VenueContext } from "../context.ts";
import type { CancelResult } from "../engine/index.ts";
import { isRecord, jsonBody } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json, type Reply } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import { modeReply } from "./modes.ts";

/** Ids in one `DELETE /orders`. Source: changelog of 2026-06-15; the older guide says 3,000. */
const MAX_CANCELS = 1000;
const INVALID = "Invalid order payload";
const INVALID_ID = "Invalid orderID";

/** True for an order hash as it appears on the wire. */
export function isOrderId(value: unknown): value is string {
  return typeof value === "string" && /^0x[0-9a-fA-F]{64}$/.test(value);
}

/** Cancels: one order, many, one market, all of the API key. */
export function cancelRoutes(context: VenueContext): Routes {
  const { engine, auth } = context;

  /** Identity, cost, mode, then the cancels themselves. `read` refuses bad bodies before anything is charged. */
  const cancelling =
    <T>(plan: {
      readonly read: (request: VenueRequest) => T;
      readonly cost: (wanted: T) => number;
      readonly act: (key: KeyRecord, wanted: T) => CancelResult;
      /** Charges each order that went, on top of the admission. */
      readonly chargeResult?: boolean;
    }) =>
    (request: VenueRequest): Reply => {
      const key = auth.l2(request);
      request.note.wallet = key.address;
      const wanted = plan.read(request);
      const admission = context.signerLimits.admit(key.address, "cancel", plan.cost(wanted));
      if (!admission.admitted) return admission.reply;
      const closed = modeReply(engine, "cancel");
      if (closed !== undefined) return admission.mark(closed);
      const result = plan.act(key, wanted);
      if (plan.chargeResult === true) admission.charge(result.canceled.length);
      request.note.orderHashes = [...result.canceled];
      return admission.mark(json({ canceled: result.canceled, not_canceled: result.notCanceled }));
    };
  const one = () => 1;

  return {
    "DELETE /order": cancelling({
      read: (request) => {
        const body = jsonBody(request, INVALID);
        if (!isRecord(body)) throw new Refusal(400, INVALID);
        if (!isOrderId(body.orderID)) throw new Refusal(400, INVALID_ID);
        return body.orderID.toLowerCase();
      },
      cost: one,
      act: (key, id) => engine.cancel(key.key, id),
    }),
    "DELETE /orders": cancelling({
      read: (request) => {
        const body = jsonBody(request, INVALID);
        if (!Array.isArray(body)) throw new Refusal(400, INVALID);
        if (body.length > MAX_CANCELS) {
          throw new Refusal(400, `Too many orders in payload, max allowed: ${MAX_CANCELS}`);
        }
        if (!body.every(isOrderId)) throw new Refusal(400, INVALID_ID);
        return body.map((id) => id.toLowerCase());
      },
      cost: (ids) => ids.length,
      act: (key, ids) => engine.cancelMany(key.key, [...new Set(ids)]),
    }),
    "DELETE /cancel-market-orders": cancelling({
      read: marketFilter,
      cost: one,
      act: (key, filter) => engine.cancelMarket(key.key, filter),
      chargeResult: true,
    }),
    "DELETE /cancel-all": cancelling({
      read: () => undefined,
      cost: one,
      act: (key) => engine.cancelAll(key.key),
      chargeResult: true,
    }),
  };
}

function marketFilter(request: VenueRequest): { readonly conditionId?: string; readonly tokenId?: string } {
  const body = jsonBody(request, INVALID);
  if (!isRecord(body)) throw new Refusal(400, INVALID);
  const { market, asset_id: token } = body;
  const conditionId = typeof market === "string" && market !== "" ? market.toLowerCase() : undefined;
  const tokenId = typeof token === "string" && token !== "" ? token : undefined;
  if (conditionId === undefined && tokenId === undefined) throw new Refusal(400, INVALID);
  return {
    ...(conditionId === undefined ? {} : { conditionId }),
    ...(tokenId === undefined ? {} : { tokenId }),
  };
}
