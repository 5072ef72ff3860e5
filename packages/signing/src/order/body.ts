import { type ApiKey, InvalidOrderError, type TimeInForce } from "@pm/core-types";
import { wholeNumber } from "../bytes/words.ts";
import type { SignedOrder } from "./order.ts";

/** What travels beside a signed order and is not signed. */
export type OrderBodyOptions = {
  /** Default GTC. */
  readonly timeInForce?: TimeInForce;
  /** Only with GTC and GTD. */
  readonly postOnly?: boolean;
  /** Answer before execution. */
  readonly deferExec?: boolean;
  /** Unix seconds; only with GTD. */
  readonly expiration?: number | bigint;
};

/**
 * The exact text of a `POST /order` body (an entry of `POST /orders`): what the L2 signature covers and what is
 * sent must be the same bytes.
 *
 * @param owner the API key of the request's L2 headers.
 * @throws {InvalidOrderError} when post-only or the expiration do not fit the time in force.
 * @throws {ValidationError} when the expiration is no whole number.
 */
export function orderBody(signed: SignedOrder, owner: ApiKey, options: OrderBodyOptions = {}): string {
  const timeInForce = options.timeInForce ?? "GTC";
  const postOnly = options.postOnly === true;
  const expiration = wholeNumber(options.expiration ?? 0, "expiration");
  if (postOnly && timeInForce !== "GTC" && timeInForce !== "GTD") {
    throw invalid("postOnly", `is only for GTC and GTD orders, not ${timeInForce}`);
  }
  if ((timeInForce === "GTD") !== expiration > 0n) {
    throw invalid(
      "expiration",
      timeInForce === "GTD" ? "is needed for GTD orders" : "is only for GTD orders",
    );
  }
  const { order, signature } = signed;
  // Every value is of a checked form without characters to escape, so the text is JSON as it stands.
  return (
    `{"deferExec":${options.deferExec === true},"postOnly":${postOnly},"order":{"salt":${order.salt}` +
    `,"maker":"${order.maker}","signer":"${order.signer}","tokenId":"${order.tokenId}"` +
    `,"makerAmount":"${order.makerAmount}","takerAmount":"${order.takerAmount}","side":"${order.side}"` +
    `,"signatureType":${order.signatureType},"timestamp":"${order.timestamp}","expiration":"${expiration}"` +
    `,"metadata":"${order.metadata}","builder":"${order.builder}","signature":"${signature}"}` +
    `,"owner":"${owner}","orderType":"${timeInForce}"}`
  );
}

function invalid(field: string, problem: string): InvalidOrderError {
  return new InvalidOrderError({ message: `${field} ${problem}.`, context: { field } });
}
