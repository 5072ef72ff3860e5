import { describe, expect, it } from "@jest/globals";
import {
  GuardError,
  InvalidOrderError,
  TickSizeError,
  TimeoutError,
  WalletNotFoundError,
} from "@pm/core-types";
import { READ_TEXTS } from "./read-texts.ts";
import { isAccountError, isPlaceOrderError, isReadError, isRequestError } from "./unions.ts";

describe("the unions' guards", () => {
  it("know their own and nothing else", () => {
    const timeout = new TimeoutError({ message: "late" });
    for (const guard of [isRequestError, isReadError, isAccountError, isPlaceOrderError]) {
      expect(guard(timeout)).toBe(true);
      expect(guard(new Error("x"))).toBe(false);
      expect(guard(new WalletNotFoundError({ message: "x" }))).toBe(
        guard === isAccountError || guard === isPlaceOrderError,
      );
    }
    expect(isReadError(new GuardError({ message: "x" }))).toBe(false);
    expect(isPlaceOrderError(new GuardError({ message: "x" }))).toBe(true);
    expect(isPlaceOrderError(new TickSizeError({ message: "x" }))).toBe(true);
    expect(isAccountError(new InvalidOrderError({ message: "x" }))).toBe(false);
  });

  it("every text of a read becomes an error that callers of reads are told about", () => {
    for (const { type } of READ_TEXTS) expect(isAccountError(new type({ message: "x" }))).toBe(true);
  });
});
