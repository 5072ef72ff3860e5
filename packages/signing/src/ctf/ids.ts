import { type Address, type ConditionId, type Hex, type TokenId, ValidationError } from "@pm/core-types";
import { fixedHex, toHex } from "../bytes/hex.ts";
import { concat, toBigInt, word } from "../bytes/words.ts";
import { keccak256 } from "../keccak/keccak.ts";
import { addPoints, FIELD, liftX, type Point } from "./alt-bn128.ts";

/** The index set of YES, outcome 0 of a binary condition. */
export const YES_INDEX_SET = 1n;
/** The index set of NO, outcome 1 of a binary condition. */
export const NO_INDEX_SET = 2n;

// An id holds x in its low 254 bits; bit 254 says that y is odd.
const ODD = 1n << 254n;

/**
 * keccak256(oracle ‖ question ‖ outcomes). The oracle is a market's `resolvedBy`, or for neg-risk markets the
 * neg-risk adapter.
 */
export function conditionIdOf(oracle: Address, questionId: Hex, outcomes: bigint | number = 2): ConditionId {
  const preimage = concat(
    fixedHex(oracle, 20, "oracle"),
    fixedHex(questionId, 32, "questionId"),
    word(outcomes),
  );
  return toHex(keccak256(preimage)) as string as ConditionId;
}

/**
 * The collection of the outcomes in `indexSet` (YES 1, NO 2) of a condition.
 *
 * @param parent a collection to add it to, for nested positions.
 * @throws {ValidationError} when `parent` is no collection id.
 */
export function collectionIdOf(condition: ConditionId | Hex, indexSet: bigint, parent?: Hex): Hex {
  const hash = toBigInt(keccak256(concat(fixedHex(condition, 32, "condition"), word(indexSet, "indexSet"))));
  const odd = hash >> 255n === 1n;
  let x = hash % FIELD;
  let y: bigint | undefined;
  // The contract steps first and then looks, so the hash itself is never the x.
  do {
    x = (x + 1n) % FIELD;
    y = liftX(x, odd);
  } while (y === undefined);
  const point = { x, y };
  return encode(parent === undefined ? point : addPoints(decode(parent), point));
}

/** The collection of all given ones together: the sum of their points. @throws {ValidationError} for no collection id. */
export function combineCollectionIds(ids: readonly Hex[]): Hex {
  return encode(ids.map(decode).reduce(addPoints, undefined));
}

/** The ERC-1155 token of a collection: keccak256(collateral ‖ collection). */
export function positionIdOf(collateral: Address, collectionId: Hex): TokenId {
  const preimage = concat(fixedHex(collateral, 20, "collateral"), fixedHex(collectionId, 32, "collectionId"));
  return toBigInt(keccak256(preimage)).toString() as TokenId;
}

/** YES and NO token of a condition. Collateral: USDC.e, or wrapped collateral for neg-risk markets. */
export function outcomeTokenIdsOf(
  collateral: Address,
  condition: ConditionId | Hex,
): readonly [yes: TokenId, no: TokenId] {
  const of = (indexSet: bigint): TokenId => positionIdOf(collateral, collectionIdOf(condition, indexSet));
  return [of(YES_INDEX_SET), of(NO_INDEX_SET)];
}

function encode(point: Point): Hex {
  if (point === undefined) return toHex(word(0));
  return toHex(word(point.y % 2n === 1n ? point.x | ODD : point.x));
}

function decode(id: Hex): Point {
  const value = toBigInt(fixedHex(id, 32, "collectionId"));
  if (value === 0n) return undefined;
  const x = value & (ODD - 1n);
  const y = x < FIELD && value >> 255n === 0n ? liftX(x, (value & ODD) !== 0n) : undefined;
  if (y === undefined) {
    throw new ValidationError({
      message: `collectionId ${id} is no point of the curve, so no collection.`,
      context: { field: "collectionId", value: id },
    });
  }
  return { x, y };
}
