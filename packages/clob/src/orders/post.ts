import type { PrivateCalls } from "../account/private-calls.ts";
import { isOk } from "../errors/error-of.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import { classifyAnswer, classifyEntry, classifyFailure, type PostAnswer } from "./classify.ts";
import { type Intent, postBody } from "./intent.ts";

/** Orders in one `POST /orders`. Source: the venue's OpenAPI. */
export const ORDERS_A_REQUEST = 15;

/** Sends one signed order once and says what the answer proves. Never throws. */
export async function postOrder(
  context: ClobContext,
  calls: PrivateCalls,
  intent: Intent,
  options?: CallOptions,
): Promise<PostAnswer> {
  const endpoint = "POST /order";
  try {
    const response = await calls.send(
      {
        method: "POST",
        path: "/order",
        endpoint,
        lane: "order",
        cost: 1,
        idempotent: false,
        body: (credentials) => postBody(intent, credentials),
      },
      options,
    );
    return classifyAnswer(response, intent.id, context.clock.now());
  } catch (error) {
    return classifyFailure(error, endpoint);
  }
}

/**
 * Sends up to fifteen signed orders in one request; one answer per order, in the same order. A leg that the venue
 * does not answer is unknown, never rejected. Never throws.
 */
export async function postOrders(
  context: ClobContext,
  calls: PrivateCalls,
  intents: readonly Intent[],
  options?: CallOptions,
): Promise<readonly PostAnswer[]> {
  const endpoint = "POST /orders";
  try {
    const response = await calls.send(
      {
        method: "POST",
        path: "/orders",
        endpoint,
        lane: "order",
        cost: intents.length,
        idempotent: false,
        body: (credentials) => `[${intents.map((intent) => postBody(intent, credentials)).join(",")}]`,
      },
      options,
    );
    if (!isOk(response)) {
      return intents.map((intent) => classifyAnswer(response, intent.id, context.clock.now()));
    }
    const entries: unknown = response.json();
    return intents.map((intent, index) =>
      classifyEntry(Array.isArray(entries) ? entries[index] : undefined, intent.id, endpoint),
    );
  } catch (error) {
    return intents.map(() => classifyFailure(error, endpoint));
  }
}
