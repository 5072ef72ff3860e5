import { type Address, address } from "@pm/core-types";
import { z } from "zod";
import { readWire } from "./read.ts";

/** What an account holds of one asset, and what exchange contracts may move of it; base units (10⁻⁶). */
export type BalanceAllowance = {
  readonly balance: bigint;
  readonly allowances: ReadonlyMap<Address, bigint>;
};

const wireUnits = z.string().regex(/^\d+$/).transform(BigInt);

const wireBalance = z.looseObject({
  balance: wireUnits,
  allowances: z.record(z.string(), wireUnits).nullish(),
});

/** @throws {InvalidResponseError} */
export function readBalance(value: unknown, endpoint: string): BalanceAllowance {
  const wire = readWire(wireBalance, value, endpoint);
  return {
    balance: wire.balance,
    allowances: new Map(
      Object.entries(wire.allowances ?? {}).map(([spender, units]) => [
        address(spender.toLowerCase(), "spender"),
        units,
      ]),
    ),
  };
}
