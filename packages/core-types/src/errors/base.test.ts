import { inspect } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { decimal } from "../money/decimal.ts";
import { secret } from "../secrets/secret.ts";
import { isPolymarketError, PolymarketError } from "./base.ts";
import { formatError } from "./format.ts";
import { errorGuard } from "./guard.ts";
import { insufficientAllowance, insufficientBalance } from "./insufficient.ts";
import { InsufficientBalanceError, OrderRejectedError, TradingError } from "./trading.ts";
import { RateLimitError, TimeoutError, TransportError } from "./transport.ts";
import { InvalidDecimalError, ValidationError } from "./validation.ts";

describe("PolymarketError", () => {
  it("takes its class's defaults and lets the place that throws know better", () => {
    const plain = new TimeoutError({ message: "No answer." });
    expect(plain).toMatchObject({
      code: "timeout",
      retry: "safe",
      outcome: "unknown",
      retryAfterMs: undefined,
    });
    const told = new TimeoutError({
      message: "No answer.",
      action: "Wait.",
      retry: "after",
      retryAfterMs: 5,
      outcome: "not-sent",
    });
    expect(told).toMatchObject({ action: "Wait.", retry: "after", retryAfterMs: 5, outcome: "not-sent" });
    expect(told).toBeInstanceOf(TransportError);
    expect(told.name).toBe("TimeoutError");
  });

  it("keeps its context to itself", () => {
    const context = { field: "size" };
    const error = new ValidationError({ message: "No.", context });
    context.field = "price";
    expect(error.context).toEqual({ field: "size" });
    expect(Object.isFrozen(error.context)).toBe(true);
  });

  it("becomes JSON without a stack, whatever is in its context", () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const error = new RateLimitError({
      message: "Too fast.",
      retryAfterMs: 100,
      cause: new TimeoutError({ message: "Late.", cause: new TypeError("socket") }),
      context: {
        units: 10n ** 30n,
        price: decimal("0.550"),
        key: secret("hunter2"),
        bytes: new Uint8Array([1, 2, 3]),
        list: [1n, undefined, null],
        map: new Map([["a", 1n]]),
        call: () => "x",
        when: new Date(0),
        failure: new RangeError("far"),
        circle,
      },
    });
    const json = JSON.stringify(error);
    expect(json).not.toContain("hunter2");
    expect(JSON.parse(json)).toEqual({
      name: "RateLimitError",
      code: "rate-limited",
      message: "Too fast.",
      action: RateLimitError.defaults.action,
      retry: "after",
      retryAfterMs: 100,
      outcome: "rejected",
      cause: {
        ...new TimeoutError({ message: "Late." }).toJSON(),
        cause: { name: "TypeError", message: "socket" },
      },
      context: {
        units: "1000000000000000000000000000000",
        price: "0.55",
        key: "[redacted]",
        bytes: "[3 bytes]",
        list: ["1", null, null],
        map: [["a", "1"]],
        call: "[function]",
        when: "1970-01-01T00:00:00.000Z",
        failure: { name: "RangeError", message: "far" },
        circle: expect.anything(),
      },
    });
  });

  it("takes anything for a cause", () => {
    expect(new ValidationError({ message: "No.", cause: { reason: 1n } }).toJSON().cause).toEqual({
      reason: "1",
    });
    expect(new ValidationError({ message: "No.", cause: "text" }).toJSON().cause).toBe("text");
    expect("cause" in new ValidationError({ message: "No." }).toJSON()).toBe(false);
    expect("cause" in new ValidationError({ message: "No." })).toBe(false);
  });

  it("never shows a secret when inspected", () => {
    const error = new ValidationError({
      message: "No.",
      context: { key: secret("hunter2"), deep: [secret("hunter2")] },
    });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain("hunter2");
  });

  it("is known across copies of this package", () => {
    expect(isPolymarketError(new ValidationError({ message: "No." }))).toBe(true);
    const foreign = Object.assign(new Error("x"), { [Symbol.for("@pm/core-types/PolymarketError")]: true });
    expect(isPolymarketError(foreign)).toBe(true);
    for (const other of [new Error("x"), { code: "timeout" }, null, "x"])
      expect(isPolymarketError(other)).toBe(false);
  });
});

describe("errorGuard", () => {
  const isKnown = errorGuard(TransportError, InvalidDecimalError);

  it("accepts the listed classes and what derives from them", () => {
    expect(isKnown(new TransportError({ message: "x" }))).toBe(true);
    expect(isKnown(new TimeoutError({ message: "x" }))).toBe(true);
    expect(isKnown(new InvalidDecimalError({ message: "x" }))).toBe(true);
    for (const other of [new ValidationError({ message: "x" }), new Error("x"), undefined]) {
      expect(isKnown(other)).toBe(false);
    }
  });

  it("accepts an error of another copy by its code", () => {
    const brand = { [Symbol.for("@pm/core-types/PolymarketError")]: true };
    expect(isKnown(Object.assign(new Error("x"), brand, { code: "invalid-decimal" }))).toBe(true);
    expect(isKnown(Object.assign(new Error("x"), brand, { code: "unauthorized" }))).toBe(false);
    expect(isKnown(Object.assign(new Error("x"), { code: "invalid-decimal" }))).toBe(false);
  });
});

describe("errors that an operator reads", () => {
  const shortfall = {
    wallet: "main",
    side: "BUY",
    price: decimal("0.55"),
    size: decimal("100"),
    notional: decimal("55"),
    fee: decimal("0.99"),
    balance: decimal("40"),
    reserved: decimal("12.5"),
    openOrders: 2,
    largestSize: decimal("49.11"),
  } as const;

  it("say what an order needs, what there is, and what would do", () => {
    expect(formatError(insufficientBalance(shortfall))).toBe(
      [
        'InsufficientBalanceError: BUY 100 @ 0.55 needs 55.99 pUSD (notional 55.00 + fee 0.99); wallet "main" has 40.00, of which 12.50 is reserved by 2 open orders.',
        "  → Deposit at least 28.49 pUSD, cancel open orders, or lower the size to 49.11.",
        "  code insufficient-balance · outcome not-sent · retry never",
      ].join("\n"),
    );
  });

  it("leave out what does not apply", () => {
    const free = { ...shortfall, fee: decimal("0"), reserved: decimal("0"), openOrders: 0 };
    const error = insufficientBalance({ ...free, largestSize: decimal("0") });
    expect(error).toBeInstanceOf(InsufficientBalanceError);
    expect(error.message).toBe('BUY 100 @ 0.55 needs 55.00 pUSD; wallet "main" has 40.00.');
    expect(error.action).toBe("Deposit at least 15.00 pUSD.");
    expect(insufficientBalance(free).action).toBe("Deposit at least 15.00 pUSD or lower the size to 49.11.");
    const one = insufficientBalance({ ...shortfall, openOrders: 1 });
    expect(one.message).toContain("reserved by 1 open order.");
  });

  it("count a SELL in shares, and keep every digit", () => {
    const { largestSize: _, ...rest } = shortfall;
    const error = insufficientBalance({
      ...rest,
      side: "SELL",
      notional: decimal("100"),
      fee: decimal("0"),
      balance: decimal("40.123456"),
    });
    expect(error.message).toBe(
      'SELL 100 @ 0.55 needs 100.00 shares; wallet "main" has 40.123456, of which 12.50 is reserved by 2 open orders.',
    );
    expect(error.action).toBe("Deposit at least 72.376544 shares or cancel open orders.");
    expect(error.context).toEqual({
      wallet: "main",
      side: "SELL",
      price: "0.55",
      size: "100",
      unit: "shares",
      needed: "100",
      notional: "100",
      fee: "0",
      balance: "40.123456",
      reserved: "12.5",
      openOrders: 2,
      missing: "72.376544",
    });
  });

  it("name the contract that lacks an approval", () => {
    const error = insufficientAllowance({
      wallet: "main",
      side: "BUY",
      spender: "0xE111180000d2663C0091e4f400237545B87B996B" as never,
      needed: decimal("55.99"),
      allowance: decimal("0"),
    });
    expect(error.message).toBe(
      'BUY needs an allowance of 55.99 pUSD for 0xE111180000d2663C0091e4f400237545B87B996B; wallet "main" allows 0.00.',
    );
    expect(error.context).toMatchObject({ needed: "55.99", allowance: "0", unit: "pUSD" });
  });

  it("tell how long to wait", () => {
    const error = new RateLimitError({ message: "Too fast.", retryAfterMs: 1500 });
    expect(formatError(error).split("\n").at(-1)).toBe(
      "  code rate-limited · outcome rejected · retry after 1500 ms",
    );
  });

  it("keep their family", () => {
    expect(new OrderRejectedError({ message: "x" })).toBeInstanceOf(TradingError);
    expect(new OrderRejectedError({ message: "x" })).toBeInstanceOf(PolymarketError);
  });
});
