import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { InvalidChecksumError } from "../errors/validation.ts";
import { hexProblem, refuseId } from "./explain.ts";
import type { Address } from "./ids.ts";

const DIGITS = 40;

/**
 * Parses an address. All lower or all upper case is accepted as unchecked; mixed case must carry the right
 * EIP-55 checksum.
 *
 * @param field name used in the error, such as `"funder"`.
 * @throws {InvalidIdError} not 0x and 40 hex digits. @throws {InvalidChecksumError} a wrong checksum.
 */
export function address(value: unknown, field = "address"): Address {
  const problem = hexProblem(value, DIGITS);
  if (problem !== undefined) refuseId(field, "0x and 40 hex digits", problem);
  const given = value as string;
  const checked = checksum(given);
  const body = given.slice(2);
  const mixed = body !== body.toLowerCase() && body !== body.toUpperCase();
  if (mixed && given !== checked) {
    throw new InvalidChecksumError({
      message: `${field} ${given} has a wrong EIP-55 checksum; it may be mistyped.`,
      context: { field, value: given },
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
