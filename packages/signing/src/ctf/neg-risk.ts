import { type Address, type ConditionId, type Contracts, type Hex, ValidationError } from "@pm/core-types";
import { fixedHex, toHex } from "../bytes/hex.ts";
import { encodeTuple } from "../calldata/abi.ts";
import { keccak256 } from "../keccak/keccak.ts";
import { conditionIdOf } from "./ids.ts";

/** A neg-risk market: keccak256 of oracle, fee and metadata, its last byte zero to hold a question's index. */
export function negRiskMarketIdOf(oracle: Address, feeBips: bigint, metadata: Hex): Hex {
  const tuple = encodeTuple(["address", "uint256", "bytes"], [oracle, feeBips, metadata]);
  const hash = keccak256(tuple);
  hash[31] = 0;
  return toHex(hash);
}

/** Question `index` (0 to 255) of a neg-risk market. @throws {ValidationError} for an index out of range. */
export function negRiskQuestionIdOf(market: Hex, index: number): Hex {
  const bytes = fixedHex(market, 32, "market");
  if (!Number.isInteger(index) || index < 0 || index > 255) {
    throw new ValidationError({
      message: "index must be from 0 to 255.",
      context: { field: "index", index },
    });
  }
  bytes[31] = index;
  return toHex(bytes);
}

/** The condition of a neg-risk question; the adapter is its oracle. */
export function negRiskConditionIdOf(
  question: Hex,
  contracts: Pick<Contracts, "negRiskAdapter">,
): ConditionId {
  return conditionIdOf(contracts.negRiskAdapter, question);
}
