import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { InvalidChecksumError, InvalidIdError } from "../errors/validation.ts";
import type { Address } from "./ids.ts";

const FORM = /^0x[0-9a-fA-F]{40}$/;

/**
 * Parses an address. All lower or all upper case is accepted as unchecked; mixed case must carry the right
 * EIP-55 checksum.
 *
 * @param field name used in the error, such as `"funder"`.
 * @throws {InvalidIdError} not 0x and 40 hex digits. @throws {InvalidChecksumError} a wrong checksum.
 */
export function address(value: unknown, field = "address"): Address {
  if (typeof value !== "string" || !FORM.test(value)) {
    const shown = typeof value === "string" ? `${value.length} characters` : `a ${typeof value}`;
    throw new InvalidIdError({
      message: `${field} must be 0x and 40 hex digits, not ${shown}.`,
      context: { field },
    });
  }
  const checked = checksum(value);
  const body = value.slice(2);
  const mixed = body !== body.toLowerCase() && body !== body.toUpperCase();
  if (mixed && value !== checked) {
    throw new InvalidChecksumError({
      message: `${field} ${value} has a wrong EIP-55 checksum; it may be mistyped.`,
      context: { field, value },
    });
  }
  return checked;
}

function checksum(value: string): Address {
  const body = value.slice(2).toLowerCase();
  const hash = bytesToHex(keccak_256(utf8ToBytes(body)));
  let out = "0x";
  for (let i = 0; i < body.length; i++) {
    const digit = body.charAt(i);
    out += hash.charCodeAt(i) >= 56 ? digit.toUpperCase() : digit;
  }
  return out as Address;
}
