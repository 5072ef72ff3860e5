import type { Address, Hex } from "@pm/core-types";

/** One contract call of a transaction or batch. */
export type ContractCall = {
  readonly to: Address;
  readonly data: Hex;
  /** Wei of the chain's own coin. */
  readonly value: bigint;
};

/** A call that sends no coin. */
export function contractCall(to: Address, data: Hex): ContractCall {
  return { to, data, value: 0n };
}

/** The highest uint256: an unlimited allowance. */
export const MAX_UINT256: bigint = (1n << 256n) - 1n;
