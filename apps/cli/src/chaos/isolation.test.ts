import { describe, expect, it } from "@jest/globals";
import { proveIsolation } from "./isolation.ts";
import { TROUBLES } from "./troubles.ts";

describe("wallets beside broken ones", () => {
  it("have no error for it, and wait hardly longer, in venue time", async () => {
    const kinds = Object.keys(TROUBLES).length;
    // A small fleet shows every kind of trouble; CI takes the whole one.
    const inCi = process.env.CI !== undefined && process.env.CI !== "" && process.env.CI !== "false";
    const [wallets, broken] = inCi ? [200, 20] : [4 * kinds, kinds];
    const { alone, beside, troubles } = await proveIsolation({ seed: 1, wallets, broken });
    expect(troubles).toEqual(Object.keys(TROUBLES));
    expect([alone.errors, beside.errors]).toEqual([[], []]);
    expect(beside.orders).toBe((wallets - broken) * 6);
    expect(beside.worstMs).toBeLessThan(alone.worstMs + 500);
    expect(beside.worstCancelMs).toBeLessThan(alone.worstCancelMs + 100);
  }, 120_000);
});
