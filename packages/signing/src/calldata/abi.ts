import { type Hex, ValidationError } from "@pm/core-types";
import { fixedHex, fromHex, toHex } from "../bytes/hex.ts";
import { concat, utf8, word } from "../bytes/words.ts";
import { keccak256 } from "../keccak/keccak.ts";

/** A value of the contract ABI: addresses and bytes as hex, integers as bigints, tuples and arrays as arrays. */
export type AbiValue = Hex | string | bigint | boolean | readonly AbiValue[];

/**
 * Call data of a contract function: selector and ABI-encoded arguments.
 *
 * @param signature such as `approve(address,uint256)`; tuples as `(uint8,address)[]`.
 * @throws {ValidationError} for a value that does not fit its type.
 */
export function encodeCall(signature: string, ...values: readonly AbiValue[]): Hex {
  const selector = keccak256(utf8(signature)).subarray(0, 4);
  const types = splitTypes(signature.slice(signature.indexOf("(")));
  return toHex(concat(selector, encodeTuple(types, values)));
}

/** `abi.encode(…)` of values of the given types. @throws {ValidationError} for a value that does not fit its type. */
export function encodeTuple(types: readonly string[], values: readonly AbiValue[]): Uint8Array {
  if (types.length !== values.length)
    throw invalid("arguments", `must be ${types.length}, not ${values.length}`);
  const parts = types.map((type, index) => encodeValue(type, values[index]!));
  const headSize = parts.reduce((sum, part, index) => sum + (isDynamic(types[index]!) ? 32 : part.length), 0);
  const heads: Uint8Array[] = [];
  const tails: Uint8Array[] = [];
  let offset = headSize;
  for (const [index, part] of parts.entries()) {
    if (!isDynamic(types[index]!)) {
      heads.push(part);
      continue;
    }
    heads.push(word(offset));
    tails.push(part);
    offset += part.length;
  }
  return concat(...heads, ...tails);
}

function encodeValue(type: string, value: AbiValue): Uint8Array {
  if (type.endsWith("[]")) {
    const items = list(type, value);
    const types = items.map(() => type.slice(0, -2));
    return concat(word(items.length), encodeTuple(types, items));
  }
  if (type.startsWith("(")) return encodeTuple(splitTypes(type), list(type, value));
  if (type === "bool" && typeof value === "boolean") return word(value ? 1 : 0);
  if (type.startsWith("uint") && typeof value === "bigint") return encodeUint(type, value);
  if (typeof value !== "string") throw invalid(type, "has a value of another type");
  if (type === "address") return concat(new Uint8Array(12), fixedHex(value, 20, type));
  if (type === "bytes") {
    const bytes = fromHex(value, type);
    return concat(word(bytes.length), bytes, new Uint8Array((32 - (bytes.length % 32)) % 32));
  }
  const size = Number(/^bytes(\d+)$/.exec(type)?.[1]);
  if (!(size >= 1 && size <= 32)) throw invalid(type, "is not a known type");
  return concat(fixedHex(value, size, type), new Uint8Array(32 - size));
}

function encodeUint(type: string, value: bigint): Uint8Array {
  const bits = BigInt(type.slice(4) || "256");
  if (value < 0n || value >> bits !== 0n) throw invalid(type, "is out of range");
  return word(value, type);
}

function list(type: string, value: AbiValue): readonly AbiValue[] {
  if (!Array.isArray(value)) throw invalid(type, "must be an array");
  return value;
}

function isDynamic(type: string): boolean {
  if (type === "bytes" || type.endsWith("[]")) return true;
  return type.startsWith("(") && splitTypes(type).some(isDynamic);
}

/** The members of `(a,(b,c)[],d)`. */
function splitTypes(tuple: string): string[] {
  const types: string[] = [];
  let depth = 0;
  let start = 1;
  for (let i = 1; i < tuple.length; i++) {
    const char = tuple.charAt(i);
    if (char === "(") depth++;
    const ends = (char === "," && depth === 0) || (char === ")" && depth === 0);
    if (ends && i > start) types.push(tuple.slice(start, i));
    if (ends) start = i + 1;
    if (char === ")") depth--;
    if (depth < 0) break;
  }
  return types;
}

function invalid(field: string, problem: string): ValidationError {
  return new ValidationError({ message: `${field} ${problem}.`, context: { field } });
}
