import {
  InvalidResponseError,
  type OrderId,
  type PolymarketError,
  type TradeId,
  tradeId,
} from "@pm/core-types";
import type { HttpResponse } from "@pm/resilience";
import { asPolymarketError, errorOfOrderAnswer, errorOfOrderText, isOk } from "../errors/error-of.ts";
import { type PostStatus, readPost } from "../wire/post.ts";

/** What one attempt to post an order proved. */
export type PostAnswer =
  | {
      readonly kind: "accepted";
      readonly status: PostStatus | (string & {});
      readonly tradeIds: readonly TradeId[];
      readonly transactionHashes: readonly string[];
    }
  /** The venue has this very order from an earlier send. */
  | { readonly kind: "landed"; readonly error: PolymarketError }
  | { readonly kind: "rejected"; readonly error: PolymarketError }
  | { readonly kind: "unknown"; readonly error: PolymarketError }
  /** Refused on this side of the network: the venue never heard of it. */
  | { readonly kind: "not-sent"; readonly error: PolymarketError };

/** Judges an answer to `POST /order`. */
export function classifyAnswer(response: HttpResponse, id: OrderId, now: number): PostAnswer {
  if (!isOk(response)) return byOutcome(errorOfOrderAnswer(response, now));
  try {
    return classifyEntry(response.json(), id, response.request.endpoint);
  } catch (error) {
    return { kind: "unknown", error: asPolymarketError(error, response.request.endpoint) };
  }
}

/** Judges one entry: the body of `POST /order`, or one leg of `POST /orders`. */
export function classifyEntry(entry: unknown, id: OrderId, endpoint: string): PostAnswer {
  const post = readPost(entry);
  if (post === undefined) return unreadable(endpoint, id, "it is not an answer to an order");
  const reason = post.errorMsg || post.error || "";
  // A refusal in post-only mode says success: true, so the text decides and not the flag.
  if (reason !== "") return byOutcome(errorOfOrderText(reason, { endpoint, orderId: id }));
  if (post.success === false) return unreadable(endpoint, id, "it says success: false without a reason");
  const claimed = (post.orderID ?? "").toLowerCase();
  if (claimed !== id)
    return unreadable(endpoint, id, claimed === "" ? "it names no order" : `it names order ${claimed}`);
  return {
    kind: "accepted",
    status: post.status ?? "",
    tradeIds: (post.tradeIDs ?? []).filter((trade) => trade !== "").map((trade) => tradeId(trade)),
    transactionHashes: (post.transactionsHashes ?? []).filter((hash) => hash !== ""),
  };
}

/** Judges what the transport threw. */
export function classifyFailure(thrown: unknown, endpoint: string): PostAnswer {
  return byOutcome(asPolymarketError(thrown, endpoint));
}

function byOutcome(error: PolymarketError): PostAnswer {
  return { kind: error.outcome, error };
}

function unreadable(endpoint: string, id: OrderId, reason: string): PostAnswer {
  return {
    kind: "unknown",
    error: new InvalidResponseError({
      message: `${endpoint} answered about order ${id}, but ${reason}.`,
      action: "Do not order again: the order is resolved by its id.",
      context: { endpoint, orderId: id, reason },
    }),
  };
}
