import { ValidationError } from "@pm/core-types";
import { fixedHex, fromHex } from "../bytes/hex.ts";
import { addressWord, concat, utf8, word } from "../bytes/words.ts";
import { keccak256 } from "../keccak/keccak.ts";
import type { TypedData, TypedDataField } from "./typed-data.ts";

type Types = TypedData["types"];

const DOMAIN_FIELDS: readonly TypedDataField[] = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
  { name: "salt", type: "bytes32" },
];

/** The EIP-712 digest: what a wallet signs. @throws {ValidationError} for a value that does not fit its type. */
export function hashTypedData(typed: TypedData): Uint8Array {
  const struct = hashStruct(typed.primaryType, typed.message, typed.types);
  return typedDataDigest(domainSeparator(typed.domain), struct);
}

/** keccak256(0x1901 ‖ domain separator ‖ struct hash). */
function typedDataDigest(separator: Uint8Array, struct: Uint8Array): Uint8Array {
  return keccak256(concat(Uint8Array.of(0x19, 0x01), separator, struct));
}

/** The hash of a domain; absent fields are left out of its type, as EIP-712 says. */
export function domainSeparator(domain: TypedData["domain"]): Uint8Array {
  const fields = DOMAIN_FIELDS.filter(({ name }) => domain[name as keyof typeof domain] !== undefined);
  return hashStruct("EIP712Domain", domain, { EIP712Domain: fields });
}

/** The struct hash of `message` as type `primaryType`. */
export function hashStruct(
  primaryType: string,
  message: Readonly<Record<string, unknown>>,
  types: Types,
): Uint8Array {
  const fields = types[primaryType];
  if (fields === undefined) throw invalid(primaryType, "is not one of the types");
  const parts = [keccak256(utf8(encodeType(primaryType, types)))];
  for (const { name, type } of fields) parts.push(encodeValue(type, message[name], types, name));
  return keccak256(concat(...parts));
}

/** `Order(uint256 salt,…)` followed by the types it refers to, in alphabetical order. */
function encodeType(primaryType: string, types: Types): string {
  const found = new Set<string>();
  const visit = (type: string): void => {
    const base = type.replace(/\[.*$/, "");
    if (found.has(base) || types[base] === undefined) return;
    found.add(base);
    for (const field of types[base]) visit(field.type);
  };
  visit(primaryType);
  found.delete(primaryType);
  return [primaryType, ...[...found].sort()]
    .map((name) => `${name}(${types[name]?.map((field) => `${field.type} ${field.name}`).join(",")})`)
    .join("");
}

function encodeValue(type: string, value: unknown, types: Types, field: string): Uint8Array {
  const array = ARRAY.exec(type);
  if (array !== null) return encodeArray(array[1]!, array[2]!, value, types, field);
  if (types[type] !== undefined) {
    if (typeof value !== "object" || value === null) throw invalid(field, `must be a ${type}`);
    return hashStruct(type, value as Record<string, unknown>, types);
  }
  if (type === "bool" && typeof value === "boolean") return word(value ? 1 : 0);
  if (type === "string" && typeof value === "string") return keccak256(utf8(value));
  if (type === "bytes" && typeof value === "string") return keccak256(fromHex(value, field));
  if (type === "address" && typeof value === "string") return addressWord(value, field);
  const [, kind, width] = SIZED.exec(type) ?? [];
  const size = Number(width);
  if (kind === "bytes" && size >= 1 && size <= 32 && typeof value === "string") {
    return concat(fixedHex(value, size, field), new Uint8Array(32 - size));
  }
  if ((kind === "uint" || kind === "int") && size >= 8 && size <= 256 && size % 8 === 0) {
    return encodeInteger(type, kind === "int", size, integer(value, field), field);
  }
  throw invalid(field, `has a value that is not a ${type}`);
}

/** `T[]` or `T[n]`: all but the last brackets belong to T. */
const ARRAY = /^(.+)\[(\d*)\]$/;
const SIZED = /^(uint|int|bytes)(\d+)$/;

function encodeArray(item: string, length: string, value: unknown, types: Types, field: string): Uint8Array {
  if (!Array.isArray(value)) throw invalid(field, "must be an array");
  if (length !== "" && value.length !== Number(length)) throw invalid(field, `must have ${length} elements`);
  return keccak256(concat(...value.map((each) => encodeValue(item, each, types, field))));
}

function encodeInteger(
  type: string,
  signed: boolean,
  size: number,
  value: bigint,
  field: string,
): Uint8Array {
  const fits = signed ? BigInt.asIntN(size, value) === value : BigInt.asUintN(size, value) === value;
  if (!fits) throw invalid(field, `is out of range of ${type}`);
  return word(BigInt.asUintN(256, value), field);
}

function integer(value: unknown, field: string): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === "string" && /^-?\d+$/.test(value)) return BigInt(value);
  throw invalid(field, "must be an integer");
}

function invalid(field: string, problem: string): ValidationError {
  return new ValidationError({ message: `${field} ${problem}.`, context: { field } });
}
