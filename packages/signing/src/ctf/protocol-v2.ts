import {
  type Hex,
  POSITION_MODULES,
  type PositionId,
  parsePositionId,
  positionId,
  type TokenId,
  ValidationError,
} from "@pm/core-types";
import { toHex } from "../bytes/hex.ts";
import { word } from "../bytes/words.ts";
import { encodeTuple } from "../calldata/abi.ts";
import { keccak256 } from "../keccak/keccak.ts";

/**
 * The condition of a Protocol V2 position as contracts take it: 31 bytes, the id without the outcome.
 *
 * @throws {InvalidIdError} when the id is not of Protocol V2's layout.
 */
export function conditionIdV2Of(id: TokenId): Hex {
  return toHex(word(BigInt(positionId(id))).subarray(0, 31));
}

/**
 * The event of a Protocol V2 position: 29 bytes, its id without condition index and outcome.
 *
 * @throws {InvalidIdError} when the id is not of Protocol V2's layout.
 */
export function eventIdV2Of(id: TokenId): Hex {
  return toHex(word(BigInt(positionId(id))).subarray(0, 29));
}

/**
 * YES and NO position of a Protocol V2 condition.
 *
 * @throws {ValidationError} when it is not 31 bytes of hex. @throws {InvalidIdError} when its bits are no condition's.
 */
export function positionIdsV2Of(condition: Hex): readonly [yes: PositionId, no: PositionId] {
  if (!/^0x[0-9a-fA-F]{62}$/.test(condition)) throw invalid("condition", "must be 31 bytes of hex");
  const yes = BigInt(`${condition}00`);
  return [positionId(yes.toString()), positionId((yes + 1n).toString())];
}

const MAX_LEGS = 50;

/**
 * The condition (31 bytes) of a combo: 0x03, the low half of a hash of its legs, zeros. Legs may come in any order.
 *
 * @throws {ValidationError} unless there are 1 to 50 legs, all of binary or neg-risk conditions, each condition once.
 */
export function comboConditionIdOf(legs: readonly TokenId[]): Hex {
  const inner = toHex(encodeTuple(["uint256[]"], [canonicalLegs(legs)]));
  const module = BigInt(POSITION_MODULES.combinatorial);
  const hash = keccak256(encodeTuple(["uint256", "bytes"], [module, inner]));
  const condition = new Uint8Array(31);
  condition[0] = POSITION_MODULES.combinatorial;
  condition.set(hash.subarray(16), 1);
  return toHex(condition);
}

/** A combo's legs in the one order they are hashed in: ascending. @throws {ValidationError} as `comboConditionIdOf`. */
export function canonicalLegs(legs: readonly TokenId[]): readonly bigint[] {
  if (legs.length < 1 || legs.length > MAX_LEGS) throw invalid("legs", `must be 1 to ${MAX_LEGS}`);
  for (const leg of legs) {
    const { module } = parsePositionId(leg);
    if (module !== "binary" && module !== "negRisk") {
      throw invalid("legs", "must be of binary or neg-risk conditions");
    }
  }
  const sorted = legs.map((leg) => BigInt(leg)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  // Both outcomes of a condition differ in the last byte alone, so sorting puts them side by side.
  const repeated = sorted.some((leg, index) => index > 0 && leg >> 8n === sorted[index - 1]! >> 8n);
  if (repeated) throw invalid("legs", "must be of different conditions");
  return sorted;
}

function invalid(field: string, problem: string): ValidationError {
  return new ValidationError({ message: `${field} ${problem}.`, context: { field } });
}
