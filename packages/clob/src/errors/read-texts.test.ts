import { describe, expect, it } from "@jest/globals";
import { createHttpResponse } from "@pm/resilience";
import { errorOfAnswer } from "./error-of.ts";

function answer(endpoint: string, status: number, body: unknown) {
  return createHttpResponse({
    request: {
      method: endpoint.split(" ")[0]!,
      url: "http://venue/",
      endpoint,
      surface: "clob-private",
      wallet: "0xabc",
    },
    status,
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
}

/** Every text of the venue's error page that a read, a cancel or a key request may be answered with. */
const DOCUMENTED = [
  ["GET /data/orders", 401, "Unauthorized/Invalid api key", "AuthenticationError"],
  ["GET /data/orders", 401, "Invalid API key", "AuthenticationError"],
  ["GET /auth/derive-api-key", 401, "Invalid L1 Request headers", "AuthenticationError"],
  ["GET /book", 429, "Too Many Requests", "RateLimitError"],
  ["DELETE /order", 503, "Trading is currently disabled. Check polymarket.com for updates", "VenueModeError"],
  ["GET /book", 400, "Invalid token id", "InvalidIdError"],
  ["GET /book", 404, "No orderbook exists for the requested token id", "OrderBookError"],
  ["GET /price", 400, "Invalid side", "ValidationError"],
  ["POST /books", 400, "Invalid payload", "ValidationError"],
  ["POST /books", 400, "Payload exceeds the limit", "ValidationError"],
  ["GET /last-trade-price", 500, "Internal server error", "APIError"],
  ["GET /markets/{id}", 400, "Invalid market", "MarketNotFoundError"],
  ["GET /markets/{id}", 404, "market not found", "MarketNotFoundError"],
  ["GET /ohlc", 400, "startTs is required", "ValidationError"],
  ["GET /ohlc", 400, "asset_id is required", "ValidationError"],
  ["GET /ohlc", 400, "invalid fidelity: 7m", "ValidationError"],
  ["GET /ohlc", 400, "limit cannot exceed 1000", "ValidationError"],
  ["GET /orderbook-history", 400, "either market or asset_id must be provided", "ValidationError"],
  ["POST /auth/api-key", 400, "Could not create api key", "AuthenticationError"],
  ["GET /auth/derive-api-key", 400, "Could not derive api key!", "AuthenticationError"],
  ["GET /auth/api-keys", 500, "Could not retrieve API keys", "AuthenticationError"],
  ["DELETE /auth/api-key", 500, "Could not delete API key", "AuthenticationError"],
  ["POST /auth/builder-api-key", 500, "could not create builder api key", "AuthenticationError"],
  ["GET /auth/builder-api-key", 500, "could not get builder api keys", "AuthenticationError"],
  ["DELETE /auth/builder-api-key", 400, "invalid revoke builder api key body", "ValidationError"],
  ["DELETE /auth/builder-api-key", 400, "invalid revoke builder api key headers", "ValidationError"],
  ["DELETE /auth/builder-api-key", 500, "could not revoke the builder api key: k", "AuthenticationError"],
  ["GET /builder/trades", 400, "invalid builder trade params", "ValidationError"],
  ["GET /builder/trades", 500, "could not fetch builder trades", "APIError"],
  ["GET /balance-allowance", 400, "Invalid asset type", "ValidationError"],
  ["GET /balance-allowance", 400, "Invalid signature_type", "ValidationError"],
  ["DELETE /order", 400, "Invalid order payload", "ValidationError"],
  ["DELETE /order", 400, "Invalid orderID", "InvalidIdError"],
  ["DELETE /orders", 400, "Too many orders in payload, max allowed: 1000", "ValidationError"],
  ["GET /data/order/{id}", 400, "Invalid orderID", "InvalidIdError"],
  ["GET /data/order/{id}", 404, "Order not found", "OrderNotFoundError"],
  ["GET /data/orders", 400, "invalid order params payload", "ValidationError"],
  ["GET /data/trades", 400, "Invalid trade params payload", "ValidationError"],
] as const;

describe("the venue's texts about reads, cancels and keys", () => {
  it.each(DOCUMENTED)("%s %i %s → %s", (endpoint, status, text, type) => {
    const error = errorOfAnswer(answer(endpoint, status, { error: text }), 0);
    expect(error.name).toBe(type);
    expect(error.message).toContain(text);
    expect(error.action).not.toBe("");
    expect(error.context).toMatchObject({ endpoint, status, wallet: "0xabc" });
  });

  it("takes values out of the text into the context", () => {
    const error = errorOfAnswer(
      answer("DELETE /orders", 400, { error: "Too many orders in payload, max allowed: 1000" }),
      0,
    );
    expect(error.context).toMatchObject({ maximum: "1000" });
  });

  it.each([
    [400, { error: "something new" }],
    [404, "page not found"],
    [500, ""],
  ])("%i %j is an APIError with the answer's own words, and guesses nothing", (status, body) => {
    const error = errorOfAnswer(answer("GET /book", status, body), 0);
    expect(error.name).toBe("APIError");
    expect(error.context).toMatchObject({ status });
  });
});
