import { type Address, type Hex, ValidationError } from "@pm/core-types";
import { encodeCall } from "./abi.ts";
import { type ContractCall, contractCall } from "./call.ts";

/** Turns `amount` base units of pUSD into as many YES and NO shares of a Protocol V2 condition. */
export function splitV2Call(router: Address, condition: Hex, amount: bigint): ContractCall {
  return contractCall(router, encodeCall("split(bytes31,uint256)", bytes31(condition), amount));
}

/** Turns `amount` base units of YES and as many of NO of a Protocol V2 condition back into pUSD. */
export function mergeV2Call(router: Address, condition: Hex, amount: bigint): ContractCall {
  return contractCall(router, encodeCall("merge(bytes31,uint256)", bytes31(condition), amount));
}

/** Turns `amount` base units of one outcome of a resolved Protocol V2 condition into its payout. */
export function redeemV2Call(router: Address, condition: Hex, outcome: 0 | 1, amount: bigint): ContractCall {
  if (outcome !== 0 && outcome !== 1) throw invalid("outcome", "must be 0 or 1");
  const data = encodeCall("redeem(bytes31,uint256,uint256)", bytes31(condition), BigInt(outcome), amount);
  return contractCall(router, data);
}

/** Makes a combo's condition known on chain; legs as `comboConditionIdOf` takes them, ascending. */
export function prepareComboCall(module: Address, legs: readonly bigint[]): ContractCall {
  return contractCall(module, encodeCall("prepareCondition(uint256[])", legs));
}

/** The condition (31 bytes) of bytes31 hex, or of a position id's 32 bytes, whose last is the outcome. */
function bytes31(condition: string): Hex {
  const text = condition.toLowerCase();
  if (/^0x[0-9a-f]{62}(?:0[01])?$/.test(text)) return text.slice(0, 64) as Hex;
  throw invalid("condition", "must be 31 bytes of hex, or 32 that end in outcome 00 or 01");
}

function invalid(field: string, problem: string): ValidationError {
  return new ValidationError({ message: `${field} ${problem}.`, context: { field } });
}
