import type { Brand } from "./brand.ts";
import { refuseId, uint256Problem } from "./explain.ts";
import type { ConditionId } from "./ids.ts";

/** An outcome of a Protocol V2 market: a decimal uint256 whose bits tell its condition and outcome. */
export type PositionId = Brand<"PositionId" | "TokenId">;

/** The kinds of condition of Protocol V2, by the number in the id. */
export const POSITION_MODULES = { binary: 1, negRisk: 2, combinatorial: 3, directional: 4 } as const;
export type PositionModule = keyof typeof POSITION_MODULES;

/** What the bits of a position id say, from the top. */
export type PositionIdParts = {
  /** Bits 248–255. */
  readonly module: PositionModule;
  /** Bits 120–247: hash of what the condition is about. */
  readonly hash: bigint;
  /** Bits 104–119: conditions of the event; zero for binary and combinatorial. */
  readonly arity: number;
  /** Bits 24–39. */
  readonly resolutionChain: number;
  /** Bits 8–23: which condition of the event; zero for binary and combinatorial. */
  readonly conditionIndex: number;
  /** Bits 0–7: 0 is YES, 1 is NO. */
  readonly outcomeIndex: 0 | 1;
};

const KIND = "positionId";
const WANTED = "the decimal id of a Protocol V2 outcome";
const RESERVED_SHIFT = 40n;
const MODULE_SHIFT = 248n;
const MODULES: readonly (PositionModule | undefined)[] = [
  undefined,
  "binary",
  "negRisk",
  "combinatorial",
  "directional",
];

/**
 * True when the bits of a token id are laid out as Protocol V2 does: reserved bits 40–103 zero, and a module in front.
 *
 * The venue's own SDK looks at the reserved bits alone; without a module, small numbers would pass for positions. An
 * id of the older protocol is a hash: it passes by chance once in 2^64.
 *
 * @throws {InvalidIdError} unless `tokenId` is a decimal uint256 string.
 */
export function isPositionId(tokenId: string): boolean {
  const problem = uint256Problem(tokenId);
  if (problem !== undefined) refuseId("tokenId", "a decimal uint256 string", problem);
  const bits = BigInt(tokenId);
  return field(bits, RESERVED_SHIFT, 64) === 0n && bits >> MODULE_SHIFT !== 0n;
}

/**
 * Checks the layout of a Protocol V2 position id.
 *
 * @throws {InvalidIdError} naming the bits that are wrong.
 */
export function positionId(value: unknown): PositionId {
  parsePositionId(value);
  return value as PositionId;
}

/**
 * Takes a Protocol V2 position id apart.
 *
 * @throws {InvalidIdError} naming the bits that are wrong.
 */
export function parsePositionId(value: unknown): PositionIdParts {
  const problem = uint256Problem(value);
  if (problem !== undefined) refuseId(KIND, WANTED, problem);
  const bits = BigInt(value as string);
  if (field(bits, RESERVED_SHIFT, 64) !== 0n) {
    refuseId(KIND, WANTED, "its reserved bits 40–103 are not zero, as in a token id of the older protocol");
  }
  const moduleNumber = Number(bits >> MODULE_SHIFT);
  const module = MODULES[moduleNumber];
  if (module === undefined)
    refuseId(KIND, WANTED, `its module (bits 248–255) is ${moduleNumber}, not 1 to 4`);
  const arity = Number(field(bits, 104n, 16));
  const conditionIndex = Number(field(bits, 8n, 16));
  if ((module === "binary" || module === "combinatorial") && (arity !== 0 || conditionIndex !== 0)) {
    refuseId(
      KIND,
      WANTED,
      `a ${module} id has arity and condition index zero, not ${arity} and ${conditionIndex}`,
    );
  }
  const outcomeIndex = Number(field(bits, 0n, 8));
  if (outcomeIndex !== 0 && outcomeIndex !== 1) {
    refuseId(KIND, WANTED, `its outcome (bits 0–7) is ${outcomeIndex}, not 0 or 1`);
  }
  return {
    module,
    hash: field(bits, 120n, 128),
    arity,
    resolutionChain: Number(field(bits, 24n, 16)),
    conditionIndex,
    outcomeIndex,
  };
}

/**
 * Puts a position id together.
 *
 * @throws {InvalidIdError} when a part does not fit its bits, or the parts break the layout.
 */
export function formatPositionId(parts: PositionIdParts): PositionId {
  const place = (value: number | bigint, width: number, shift: bigint, name: string): bigint => {
    const part = BigInt(value);
    if (part < 0n || part >> BigInt(width) !== 0n)
      refuseId(KIND, WANTED, `${name} does not fit ${width} bits`);
    return part << shift;
  };
  const bits =
    place(POSITION_MODULES[parts.module], 8, MODULE_SHIFT, "module") |
    place(parts.hash, 128, 120n, "hash") |
    place(parts.arity, 16, 104n, "arity") |
    place(parts.resolutionChain, 16, 24n, "resolutionChain") |
    place(parts.conditionIndex, 16, 8n, "conditionIndex") |
    place(parts.outcomeIndex, 8, 0n, "outcomeIndex");
  return positionId(bits.toString());
}

/** The condition of a position: its id without the low byte, padded to the 64 digits the CLOB asks for. */
export function conditionIdOfPosition(id: PositionId): ConditionId {
  const condition = (BigInt(id) >> 8n) << 8n;
  return `0x${condition.toString(16).padStart(64, "0")}` as ConditionId;
}

/** The other outcome of the same condition. */
export function oppositePosition(id: PositionId): PositionId {
  return (BigInt(id) ^ 1n).toString() as PositionId;
}

function field(bits: bigint, shift: bigint, width: number): bigint {
  return BigInt.asUintN(width, bits >> shift);
}
