import { type Hex, type TokenId, tokenId, ValidationError } from "@pm/core-types";
import { toHex } from "../bytes/hex.ts";
import { word } from "../bytes/words.ts";
import { encodeTuple } from "../calldata/abi.ts";
import { keccak256 } from "../keccak/keccak.ts";

/** Modules of Protocol V2, by the top byte of a position id. */
export const MODULES = { binary: 1, negRisk: 2, combinatorial: 3, directional: 4 } as const;
/** The kind of condition a Protocol V2 position is of. */
export type ModuleName = keyof typeof MODULES;

/** What a Protocol V2 position id says, from its top bits down. */
export type PositionV2 = {
  readonly module: ModuleName;
  /** 128 bits. */
  readonly hash: bigint;
  /** 16 bits; zero for binary conditions and combos. */
  readonly arity: number;
  /** 16 bits: the chain that resolves it. */
  readonly resolutionChain: number;
  /** 16 bits; zero for binary conditions and combos. */
  readonly conditionIndex: number;
  /** 0 YES, 1 NO. */
  readonly outcome: 0 | 1;
};

const RESERVED = ((1n << 64n) - 1n) << 40n;
const MODULE_NAMES = Object.keys(MODULES) as ModuleName[];

/** True when a token id has the layout of Protocol V2: its reserved bits 40 to 103 are zero, its module is known. */
export function isPositionV2(id: TokenId | bigint): boolean {
  const value = BigInt(id);
  return (value & RESERVED) === 0n && value >> 248n >= 1n && value >> 248n <= 4n && (value & 0xffn) <= 1n;
}

/**
 * Reads a Protocol V2 position id.
 *
 * @throws {ValidationError} when the id is not of that layout: a token of Conditional Tokens, say.
 */
export function parsePositionV2(id: TokenId | bigint): PositionV2 {
  const value = BigInt(typeof id === "string" ? tokenId(id) : id);
  if (!isPositionV2(value)) throw invalid("positionId", `${value} is not of Protocol V2's layout`);
  return {
    module: MODULE_NAMES[Number(value >> 248n) - 1]!,
    hash: (value >> 120n) & ((1n << 128n) - 1n),
    arity: Number((value >> 104n) & 0xffffn),
    resolutionChain: Number((value >> 24n) & 0xffffn),
    conditionIndex: Number((value >> 8n) & 0xffffn),
    outcome: Number(value & 0xffn) as 0 | 1,
  };
}

/** The Protocol V2 position id of its parts. @throws {ValidationError} for a part that is out of range. */
export function positionIdV2Of(position: PositionV2): TokenId {
  const { module, hash, arity, resolutionChain, conditionIndex, outcome } = position;
  if (hash < 0n || hash >> 128n !== 0n) throw invalid("hash", "must be 128 bits");
  for (const [field, part] of Object.entries({ arity, resolutionChain, conditionIndex })) {
    if (!Number.isInteger(part) || part < 0 || part > 0xffff) throw invalid(field, "must be 16 bits");
  }
  if (outcome !== 0 && outcome !== 1) throw invalid("outcome", "must be 0 or 1");
  const high = (BigInt(MODULES[module]) << 248n) | (hash << 120n) | (BigInt(arity) << 104n);
  const low = (BigInt(resolutionChain) << 24n) | (BigInt(conditionIndex) << 8n) | BigInt(outcome);
  return (high | low).toString() as TokenId;
}

/** The condition (31 bytes) of a Protocol V2 position: its id without the outcome. */
export function conditionIdV2Of(id: TokenId | bigint): Hex {
  parsePositionV2(id);
  return toHex(word(BigInt(id)).subarray(0, 31));
}

/** The event (29 bytes) of a Protocol V2 position: its id without condition index and outcome. */
export function eventIdV2Of(id: TokenId | bigint): Hex {
  parsePositionV2(id);
  return toHex(word(BigInt(id)).subarray(0, 29));
}

/** YES and NO position of a Protocol V2 condition (31 bytes). @throws {ValidationError} when it is none. */
export function positionIdsV2Of(condition: Hex): readonly [yes: TokenId, no: TokenId] {
  if (!/^0x[0-9a-fA-F]{62}$/.test(condition)) throw invalid("condition", "must be 31 bytes of hex");
  const yes = BigInt(`${condition}00`);
  if (!isPositionV2(yes)) throw invalid("condition", "is not of Protocol V2's layout");
  return [yes.toString() as TokenId, (yes + 1n).toString() as TokenId];
}

const MAX_LEGS = 50;

/**
 * The condition (31 bytes) of a combo: 0x03, the low half of a hash of its legs, zeros. Legs may come in any order.
 *
 * @throws {ValidationError} unless there are 1 to 50 legs, all of binary or neg-risk conditions, each condition once.
 */
export function comboConditionIdOf(legs: readonly (TokenId | bigint)[]): Hex {
  const sorted = canonicalLegs(legs);
  const inner = toHex(encodeTuple(["uint256[]"], [sorted]));
  const hash = keccak256(encodeTuple(["uint256", "bytes"], [BigInt(MODULES.combinatorial), inner]));
  const condition = new Uint8Array(31);
  condition[0] = MODULES.combinatorial;
  condition.set(hash.subarray(16), 1);
  return toHex(condition);
}

/** A combo's legs in the one order they are hashed in: ascending. @throws {ValidationError} as `comboConditionIdOf`. */
export function canonicalLegs(legs: readonly (TokenId | bigint)[]): readonly bigint[] {
  if (legs.length < 1 || legs.length > MAX_LEGS) throw invalid("legs", `must be 1 to ${MAX_LEGS}`);
  const sorted = legs.map((leg) => BigInt(leg)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  for (const leg of sorted) {
    const { module } = parsePositionV2(leg);
    if (module !== "binary" && module !== "negRisk")
      throw invalid("legs", "must be of binary or neg-risk conditions");
  }
  // Both outcomes of a condition differ in the last byte alone, so sorting puts them side by side.
  const repeated = sorted.some((leg, index) => index > 0 && leg >> 8n === sorted[index - 1]! >> 8n);
  if (repeated) throw invalid("legs", "must be of different conditions");
  return sorted;
}

function invalid(field: string, problem: string): ValidationError {
  return new ValidationError({ message: `${field} ${problem}.`, context: { field } });
}
