import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { errorsPage, readCauses } from "../../scripts/errors-table.mjs";
import * as errors from "./index.ts";
import { type ErrorDefaults, PolymarketError } from "./index.ts";

const classes = Object.values(errors).filter(
  (value): value is typeof PolymarketError =>
    typeof value === "function" && value.prototype instanceof PolymarketError,
);

describe("the reference of errors", () => {
  it("is up to date: run `npm run errors-table` after a build", () => {
    const page = readFileSync(new URL("../../ERRORS.md", import.meta.url), "utf8");
    expect(page).toBe(errorsPage(errors, readCauses()));
  });

  it("notices a class without its sentence", () => {
    class UndocumentedError extends PolymarketError {}
    expect(() => errorsPage({ PolymarketError, UndocumentedError }, readCauses())).toThrow(
      "UndocumentedError needs",
    );
  });
});

describe("every error class", () => {
  it("is there: the names users of the predecessor look for, and those an operator acts on", () => {
    const names = new Set(classes.map((known) => known.name));
    const wanted = [
      ...["ValidationError", "TickSizeError", "OrderExpiredError", "InsufficientBalanceError"],
      ...["InsufficientAllowanceError", "OrderRejectedError", "OrderDelayedError", "OrderNotFoundError"],
      ...[
        "FOKNotFilledError",
        "InvalidOrderError",
        "MarketNotReadyError",
        "BalanceTrackingError",
        "TradingError",
      ],
      ...["AuthenticationError", "RateLimitError", "CircuitBreakerError", "TimeoutError", "APIError"],
      ...[
        "MarketDataError",
        "PriceUnavailableError",
        "OrderBookError",
        "MarketNotFoundError",
        "WebSocketError",
      ],
      ...["WebSocketConnectionError", "WebSocketDisconnectedError", "GeoblockedError", "WafBlockedError"],
      ...["VenueModeError", "ClosedOnlyError", "OrderVersionMismatchError", "SignerMismatchError"],
      ...["IncompleteDataError"],
    ];
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });

  it("has a code of its own, an action in a sentence, and known values", () => {
    const codes = new Set<string>();
    for (const known of classes) {
      const { code, action, retry, outcome }: ErrorDefaults = known.defaults;
      expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(codes.has(code)).toBe(false);
      codes.add(code);
      expect(action).toMatch(/^[A-Z].*\.$/);
      expect(["never", "safe", "after"]).toContain(retry);
      expect(["not-sent", "rejected", "unknown", "landed"]).toContain(outcome);
    }
  });

  it("can be thrown with a message alone", () => {
    for (const known of classes) {
      const error = new known({ message: "It happened." });
      expect(error).toMatchObject({
        ...known.defaults,
        name: known.name,
        message: "It happened.",
        context: {},
      });
      expect(error.stack).toContain("It happened.");
    }
  });
});
