import { TIME_IN_FORCE, type TimeInForce } from "@pm/core-types";
import type { ReceivedOrder } from "@pm/signing";
import { isRecord } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { readWireOrder } from "./wire-order.ts";

/** One entry of `POST /order` or `POST /orders`, well formed but not yet judged. */
export type PostedOrder = ReceivedOrder & {
  readonly owner: string;
  readonly orderType: TimeInForce;
  readonly postOnly: boolean;
  readonly deferExec: boolean;
};

/** Fields that only the archived order struct has. */
const V1_FIELDS = ["taker", "nonce", "feeRateBps"] as const;
const INVALID = "Invalid order payload";

/** @throws {Refusal} 400 `Invalid order payload`, or `order_version_mismatch` for an order of the archived struct. */
export function readPostedOrder(value: unknown): PostedOrder {
  if (!isRecord(value) || !isRecord(value.order)) throw new Refusal(400, INVALID);
  const { order } = value;
  if (V1_FIELDS.every((field) => field in order)) throw new Refusal(400, "order_version_mismatch");
  const orderType =
    value.orderType === undefined ? "GTC" : TIME_IN_FORCE.find((one) => one === value.orderType);
  const { postOnly = false, deferExec = false } = value;
  if (
    typeof value.owner !== "string" ||
    orderType === undefined ||
    typeof postOnly !== "boolean" ||
    typeof deferExec !== "boolean"
  ) {
    throw new Refusal(400, INVALID);
  }
  const received = readWireOrder(order);
  if (received === undefined) throw new Refusal(400, INVALID);
  return { ...received, owner: value.owner, orderType, postOnly, deferExec };
}
