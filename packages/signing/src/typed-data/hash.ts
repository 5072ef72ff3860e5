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
  if (type.endsWith("[]")) {
    if (!Array.isArray(value)) throw invalid(field, "must be an array");
    return keccak256(concat(...value.map((item) => encodeValue(type.slice(0, -2), item, types, field))));
  }
  if (types[type] !== undefined) {
    if (typeof value !== "object" || value === null) throw invalid(field, `must be a ${type}`);
    return hashStruct(type, value as Record<string, unknown>, types);
  }
  if (type === "string" && typeof value === "string") return keccak256(utf8(value));
  if (type === "bytes" && typeof value === "string") return keccak256(fromHex(value, field));
  if (type === "bytes32" && typeof value === "string") return fixedHex(value, 32, field);
  if (type === "address" && typeof value === "string") return addressWord(value, field);
  if (type.startsWith("uint")) return encodeUint(type, integer(value, field), field);
  throw invalid(field, `has a value that is not a ${type}`);
}

function encodeUint(type: string, value: bigint, field: string): Uint8Array {
  if (value < 0n || value >> BigInt(type.slice(4)) !== 0n) throw invalid(field, `is out of range of ${type}`);
  return word(value, field);
}

function integer(value: unknown, field: string): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === "string" && /^\d+$/.test(value)) return BigInt(value);
  throw invalid(field, "must be an integer");
}

function invalid(field: string, problem: string): ValidationError {
  return new ValidationError({ message: `${field} ${problem}.`, context: { field } });
}
