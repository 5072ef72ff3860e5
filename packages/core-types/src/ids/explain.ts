import { InvalidIdError } from "../errors/validation.ts";

// Messages describe the shape of what came and never repeat it: a key pasted into the wrong field stays out of logs.

/**
 * Refuses an id, saying what was wanted and what is wrong.
 *
 * @throws {InvalidIdError} always.
 */
export function refuseId(kind: string, wanted: string, problem: string): never {
  throw new InvalidIdError({
    message: `${kind} must be ${wanted}; ${problem}.`,
    context: { field: kind, problem },
  });
}

/** What keeps `value` from being `0x` and `digits` hex digits; undefined when nothing does. */
export function hexProblem(value: unknown, digits: number): string | undefined {
  if (typeof value !== "string") return notText(value);
  if (value === "") return "it is empty";
  if (!value.startsWith("0x")) {
    const bare = value.length === digits && firstOutside(value, /[0-9a-fA-F]/) === -1;
    return bare ? "the 0x in front is missing" : "it does not start with 0x";
  }
  const body = value.slice(2);
  const bad = firstOutside(body, /[0-9a-fA-F]/);
  if (bad >= 0) return `its character ${bad + 3} is not a hex digit`;
  return body.length === digits ? undefined : `it has ${body.length} hex digits`;
}

/** What keeps `value` from being a decimal uint256 without leading zeros; undefined when nothing does. */
export function uint256Problem(value: unknown): string | undefined {
  if (typeof value === "number") return "a number loses digits above 2^53: pass it as a string";
  if (typeof value !== "string") return notText(value);
  if (value === "") return "it is empty";
  if (value.startsWith("0x")) return "it is hex";
  const bad = firstOutside(value, /[0-9]/);
  if (bad >= 0) return `its character ${bad + 1} is not a digit`;
  if (value.length > 1 && value.startsWith("0")) return "it has leading zeros";
  if (value.length > UINT256_DIGITS || BigInt(value) >= UINT256_LIMIT) return "it is 2^256 or more";
  return undefined;
}

const UINT256_DIGITS = 78;
const UINT256_LIMIT = 1n << 256n;

function notText(value: unknown): string {
  if (value === undefined || value === null) return `it is ${value}`;
  return Array.isArray(value) ? "it is an array" : `it is of type ${typeof value}`;
}

function firstOutside(text: string, allowed: RegExp): number {
  for (let index = 0; index < text.length; index++) if (!allowed.test(text.charAt(index))) return index;
  return -1;
}
