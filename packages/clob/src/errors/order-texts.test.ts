import { describe, expect, it } from "@jest/globals";
import { createHttpResponse } from "@pm/resilience";
import { errorOfOrderAnswer, errorOfOrderText } from "./error-of.ts";

const ID = `0x${"ab".repeat(32)}`;

function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return createHttpResponse({
    request: { method: "POST", url: "http://venue/order", endpoint: "POST /order", surface: "clob-private" },
    status,
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
}

/** Every text that the protocol notes list for an order, with status, type and proof. */
const DOCUMENTED = [
  [400, "Invalid order payload", "InvalidOrderError", "rejected"],
  [400, "the order owner has to be the owner of the API KEY", "SignerMismatchError", "rejected"],
  [400, "the order signer address has to be the address of the API KEY", "SignerMismatchError", "rejected"],
  [400, "maker address not allowed, please use the deposit wallet flow", "SignerMismatchError", "rejected"],
  [400, "invalid signature", "SignerMismatchError", "rejected"],
  [400, "'0x64B7a036c378f9CF8163A5480437CD12Ae14b6A1' address banned", "AccountBannedError", "rejected"],
  [
    400,
    "'0x64B7a036c378f9CF8163A5480437CD12Ae14b6A1' address in closed only mode",
    "ClosedOnlyError",
    "rejected",
  ],
  [400, "Too many orders in payload: 16, max allowed: 15", "InvalidOrderError", "rejected"],
  [400, "invalid post-only order: order crosses book", "PostOnlyCrossError", "rejected"],
  [
    400,
    `order ${ID} is invalid. Price (0.555) breaks minimum tick size rule: 0.01`,
    "TickSizeError",
    "rejected",
  ],
  [400, `order ${ID} is invalid. Size (1) lower than the minimum: 5`, "InvalidOrderError", "rejected"],
  [400, `order ${ID} is invalid. Duplicated.`, "DuplicateOrderError", "landed"],
  [400, `order ${ID} crosses the book`, "PostOnlyCrossError", "rejected"],
  [400, "not enough balance / allowance", "InsufficientBalanceError", "rejected"],
  [
    400,
    "not enough balance / allowance: the balance is not enough -> balance: 0",
    "InsufficientBalanceError",
    "rejected",
  ],
  [
    400,
    "not enough balance / allowance: the allowance is not enough",
    "InsufficientAllowanceError",
    "rejected",
  ],
  [400, "invalid nonce", "InvalidOrderError", "rejected"],
  [400, "invalid expiration", "OrderExpiredError", "rejected"],
  [400, "order canceled in the CTF exchange contract", "OrderRejectedError", "rejected"],
  [400, "order match delayed due to market conditions", "OrderDelayedError", "unknown"],
  [
    400,
    "order couldn't be fully filled. FOK orders are fully filled or killed.",
    "FOKNotFilledError",
    "rejected",
  ],
  [
    400,
    "no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.",
    "FAKNotFilledError",
    "rejected",
  ],
  [400, "the market is not yet ready to process new orders", "MarketNotReadyError", "rejected"],
  [500, "order timed out", "OrderRejectedError", "rejected"],
  [500, "there are no matching orders", "FAKNotFilledError", "rejected"],
  [500, "FOK orders are filled or killed", "FOKNotFilledError", "rejected"],
  [500, "the trade contains rounding issues", "OrderRejectedError", "unknown"],
  [
    500,
    "the price of the taker's order has a discrepancy greater than allowed with the worst maker order",
    "OrderRejectedError",
    "unknown",
  ],
  [500, "could not insert order", "OrderRejectedError", "unknown"],
  [500, "could not run the execution", "OrderRejectedError", "unknown"],
  [400, "order_version_mismatch", "OrderVersionMismatchError", "rejected"],
  [400, "invalid order version", "OrderVersionMismatchError", "rejected"],
  [400, "invalid amount for a marketable BUY order ($0.5), min size: $1", "InvalidOrderError", "rejected"],
  [
    400,
    "invalid amounts, the market buy orders maker amount supports a max accuracy of 2 decimals, taker amount a max of 4 decimals",
    "InvalidOrderError",
    "rejected",
  ],
  [400, "Size 1.234 has 3 decimal places. Maximum lot size is 2", "InvalidOrderError", "rejected"],
  [400, "invalid price, price must be greater than 0 and less than 1", "TickSizeError", "rejected"],
  [401, "Unauthorized/Invalid api key", "AuthenticationError", "rejected"],
  [401, "Invalid API key", "AuthenticationError", "rejected"],
  [429, "Too Many Requests", "RateLimitError", "rejected"],
  [503, "Trading is currently disabled. Check polymarket.com for updates", "VenueModeError", "rejected"],
  [503, "trading is disabled", "VenueModeError", "rejected"],
  [
    503,
    "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.",
    "VenueModeError",
    "rejected",
  ],
  [503, "post-only mode: only post-only orders and cancels are allowed", "VenueModeError", "rejected"],
  [500, "Internal server error", "APIError", "unknown"],
  [400, "context canceled", "OrderOutcomeUnknownError", "unknown"],
] as const;

describe("the venue's texts about an order", () => {
  it.each(DOCUMENTED)("%i %s → %s, %s", (status, text, type, outcome) => {
    const error = errorOfOrderAnswer(answer(status, { error: text }), 0);
    expect({ type: error.name, outcome: error.outcome }).toEqual({ type, outcome });
    expect(error.message).toContain(text);
    expect(error.action).not.toBe("");
    expect(error.context).toMatchObject({ endpoint: "POST /order", status });
  });

  it("takes values out of the text into the context", () => {
    const error = errorOfOrderText(`order ${ID} is invalid. Size (1) lower than the minimum: 5`, {});
    expect(error.context).toMatchObject({ orderId: ID, size: "1", minimum: "5" });
  });

  it("a text inside a 200 is judged as strictly: unknown texts are rejections, with the raw reason", () => {
    const error = errorOfOrderText("a brand new reason", { orderId: ID });
    expect(error.toJSON()).toMatchObject({
      name: "OrderRejectedError",
      outcome: "rejected",
      context: { reason: "a brand new reason", orderId: ID },
    });
  });

  it("the per-token limit of the engine is a limit, with a time to come back", () => {
    const error = errorOfOrderText("Rate limit exceeded for tokenId: 123", {});
    expect(error.toJSON()).toMatchObject({ name: "RateLimitError", outcome: "rejected", retryAfterMs: 1000 });
  });

  it("an unknown text with a 4xx of the venue is a rejection", () => {
    const error = errorOfOrderAnswer(answer(400, { error: "something else" }), 0);
    expect({ type: error.name, outcome: error.outcome }).toEqual({
      type: "OrderRejectedError",
      outcome: "rejected",
    });
  });

  it.each([
    [500, { error: "something else" }],
    [502, "Bad Gateway"],
    [503, { error: "upstream connect error" }],
    [504, ""],
    [408, { error: "request timeout" }],
    [400, "<html>whatever</html>"],
    [404, "page not found"],
  ])("%i %j proves nothing", (status, body) => {
    expect(errorOfOrderAnswer(answer(status, body, { "content-type": "text/plain" }), 0).outcome).toBe(
      "unknown",
    );
  });

  it("425 is a restart, whatever the body says", () => {
    const error = errorOfOrderAnswer(answer(425, "service not ready", { "retry-after": "1" }), 0);
    expect(error.toJSON()).toMatchObject({ name: "VenueModeError", outcome: "rejected", retryAfterMs: 1000 });
  });

  it("post-only mode carries when it ends", () => {
    const body = {
      error: "post-only mode: only post-only orders and cancels are allowed",
      code: "post_only_mode",
      retry_after_seconds: 79,
    };
    expect(errorOfOrderAnswer(answer(503, body), 0)).toMatchObject({
      code: "venue-mode",
      retryAfterMs: 79_000,
    });
  });
});
