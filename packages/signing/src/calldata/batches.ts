import type { Hex } from "@pm/core-types";
import { fixedHex, fromHex, toHex } from "../bytes/hex.ts";
import { concat, word } from "../bytes/words.ts";
import { encodeCall } from "./abi.ts";
import type { ContractCall } from "./call.ts";

/** Call data of the Safe's `multiSend`, which makes all calls or none; the Safe delegates to it. */
export function multiSendData(calls: readonly ContractCall[]): Hex {
  const packed = calls.map(({ to, data, value }) => {
    const bytes = fromHex(data, "data");
    return concat(Uint8Array.of(0), fixedHex(to, 20, "to"), word(value), word(bytes.length), bytes);
  });
  return encodeCall("multiSend(bytes)", toHex(concat(...packed)));
}

// 1: a plain call; the factory knows delegated calls too, which nothing here needs.
const PLAIN_CALL = 1n;

/** Call data of the proxy factory, which makes all calls from the sender's proxy wallet. */
export function proxyData(calls: readonly ContractCall[]): Hex {
  const tuples = calls.map(({ to, data, value }) => [PLAIN_CALL, to, value, data]);
  return encodeCall("proxy((uint8,address,uint256,bytes)[])", tuples);
}
