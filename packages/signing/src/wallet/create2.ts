import { type Address, address } from "@pm/core-types";
import { fixedHex, toHex } from "../bytes/hex.ts";
import { concat } from "../bytes/words.ts";
import { keccak256 } from "../keccak/keccak.ts";

/** The address CREATE2 gives: last 20 bytes of keccak256(0xff ‖ factory ‖ salt ‖ init code hash). */
export function create2(factory: Address, salt: Uint8Array, initCodeHash: Uint8Array): Address {
  const preimage = concat(Uint8Array.of(0xff), fixedHex(factory, 20, "factory"), salt, initCodeHash);
  return address(toHex(keccak256(preimage).subarray(12)));
}
