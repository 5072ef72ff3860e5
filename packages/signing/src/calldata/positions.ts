import type { Address, ConditionId, Hex } from "@pm/core-types";
import { ZERO_BYTES32 } from "../order/order.ts";
import { encodeCall } from "./abi.ts";
import { type ContractCall, contractCall } from "./call.ts";

// Index sets of the two outcomes of a binary condition.
const BOTH_OUTCOMES = [1n, 2n] as const;
const SPLIT_TYPES = "(address,bytes32,bytes32,uint256[],uint256)";

/**
 * Turns `amount` base units of collateral into as many YES and NO shares.
 *
 * @param target the collateral adapter (standard or neg-risk) of pUSD accounts, or Conditional Tokens itself.
 */
export function splitPositionCall(
  target: Address,
  collateral: Address,
  condition: ConditionId | Hex,
  amount: bigint,
): ContractCall {
  const data = encodeCall(
    `splitPosition${SPLIT_TYPES}`,
    collateral,
    ZERO_BYTES32,
    condition,
    BOTH_OUTCOMES,
    amount,
  );
  return contractCall(target, data);
}

/** Turns `amount` base units of YES and as many of NO back into collateral; targets as for `splitPositionCall`. */
export function mergePositionsCall(
  target: Address,
  collateral: Address,
  condition: ConditionId | Hex,
  amount: bigint,
): ContractCall {
  const data = encodeCall(
    `mergePositions${SPLIT_TYPES}`,
    collateral,
    ZERO_BYTES32,
    condition,
    BOTH_OUTCOMES,
    amount,
  );
  return contractCall(target, data);
}

/** Turns all shares of a resolved condition into their payout; targets as for `splitPositionCall`. */
export function redeemPositionsCall(
  target: Address,
  collateral: Address,
  condition: ConditionId | Hex,
): ContractCall {
  const types = "(address,bytes32,bytes32,uint256[])";
  const data = encodeCall(`redeemPositions${types}`, collateral, ZERO_BYTES32, condition, BOTH_OUTCOMES);
  return contractCall(target, data);
}

/** Split on the bare neg-risk adapter. */
export function splitNegRiskCall(
  adapter: Address,
  condition: ConditionId | Hex,
  amount: bigint,
): ContractCall {
  return contractCall(adapter, encodeCall("splitPosition(bytes32,uint256)", condition, amount));
}

/** Merge on the bare neg-risk adapter. */
export function mergeNegRiskCall(
  adapter: Address,
  condition: ConditionId | Hex,
  amount: bigint,
): ContractCall {
  return contractCall(adapter, encodeCall("mergePositions(bytes32,uint256)", condition, amount));
}

/** Redeem on the bare neg-risk adapter: base units of YES and of NO. */
export function redeemNegRiskCall(
  adapter: Address,
  condition: ConditionId | Hex,
  amounts: readonly [yes: bigint, no: bigint],
): ContractCall {
  return contractCall(adapter, encodeCall("redeemPositions(bytes32,uint256[])", condition, amounts));
}

/**
 * Turns NO shares of several questions of a neg-risk market into YES shares of the others, and collateral.
 *
 * @param indexSet bit i set: question i's NO shares are converted.
 */
export function convertPositionsCall(
  adapter: Address,
  market: Hex,
  indexSet: bigint,
  amount: bigint,
): ContractCall {
  const data = encodeCall("convertPositions(bytes32,uint256,uint256)", market, indexSet, amount);
  return contractCall(adapter, data);
}
