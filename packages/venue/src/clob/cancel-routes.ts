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
export const MAX_CANCELS = 1000;
const INVALID = "Invalid order payload";
const INVALID_ID = "Invalid orderID";

/** True for an order hash as it appears on the wire. */
export function isOrderId(value: unknown): value is string {
  return typeof value === "string" && /^0x[0-9a-fA-F]{64}$/.test(value);
}

/** Cancels: one order, many, one market, all of the API key. */
export function cancelRoutes(context: VenueContext): Routes {
  const { engine, auth } = context;

  const cancelling =
    (act: (key: KeyRecord, request: VenueRequest) => CancelResult) =>
    (request: VenueRequest): Reply => {
      const key = auth.l2(request);
      request.note.wallet = key.address;
      const closed = modeReply(engine, "cancel");
      if (closed !== undefined) return closed;
      const result = act(key, request);
      request.note.orderHashes = [...result.canceled];
      return json({ canceled: result.canceled, not_canceled: result.notCanceled });
    };

  return {
    "DELETE /order": cancelling((key, request) => {
      const body = jsonBody(request, INVALID);
      if (!isRecord(body)) throw new Refusal(400, INVALID);
      if (!isOrderId(body.orderID)) throw new Refusal(400, INVALID_ID);
      return engine.cancel(key.key, body.orderID.toLowerCase());
    }),
    "DELETE /orders": cancelling((key, request) => {
      const body = jsonBody(request, INVALID);
      if (!Array.isArray(body)) throw new Refusal(400, INVALID);
      if (body.length > MAX_CANCELS) {
        throw new Refusal(400, `Too many orders in payload, max allowed: ${MAX_CANCELS}`);
      }
      if (!body.every(isOrderId)) throw new Refusal(400, INVALID_ID);
      return engine.cancelMany(key.key, [...new Set(body.map((id) => id.toLowerCase()))]);
    }),
    "DELETE /cancel-market-orders": cancelling((key, request) => {
      const body = jsonBody(request, INVALID);
      if (!isRecord(body)) throw new Refusal(400, INVALID);
      const { market, asset_id: token } = body;
      const conditionId = typeof market === "string" && market !== "" ? market.toLowerCase() : undefined;
      const tokenId = typeof token === "string" && token !== "" ? token : undefined;
      if (conditionId === undefined && tokenId === undefined) throw new Refusal(400, INVALID);
      return engine.cancelMarket(key.key, {
        ...(conditionId === undefined ? {} : { conditionId }),
        ...(tokenId === undefined ? {} : { tokenId }),
      });
    }),
    "DELETE /cancel-all": cancelling((key) => engine.cancelAll(key.key)),
  };
}
