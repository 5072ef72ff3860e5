import { type Address, address } from "@pm/core-types";
import { selector, WORD, Words } from "../chain/words.ts";

/** One call a wallet wants to make. */
export type WalletCall = { readonly to: string; readonly data: string };

/** What a call means to the venue. */
export type Action =
  | { readonly kind: "approve"; readonly spender: Address; readonly amount: bigint }
  | { readonly kind: "approve-tokens"; readonly operator: Address; readonly approved: boolean }
  | { readonly kind: "transfer"; readonly to: Address; readonly amount: bigint }
  | {
      readonly kind: "transfer-token";
      readonly to: Address;
      readonly tokenId: string;
      readonly amount: bigint;
    }
  | {
      readonly kind: "split" | "merge";
      readonly via: Address;
      readonly conditionId: string;
      readonly amount: bigint;
    }
  | { readonly kind: "redeem"; readonly via: Address; readonly conditionId: string }
  | {
      readonly kind: "convert";
      readonly via: Address;
      readonly marketId: string;
      readonly indexSet: bigint;
      readonly amount: bigint;
    };

type Reader = (words: Words, to: Address) => Action;

const CTF_TYPES = "(address,bytes32,bytes32,uint256[],uint256)";

const READERS: ReadonlyMap<string, Reader> = new Map(
  Object.entries({
    "approve(address,uint256)": (words) => ({
      kind: "approve",
      spender: words.address(0),
      amount: words.uint(1),
    }),
    "setApprovalForAll(address,bool)": (words) => ({
      kind: "approve-tokens",
      operator: words.address(0),
      approved: words.uint(1) !== 0n,
    }),
    "transfer(address,uint256)": (words) => ({
      kind: "transfer",
      to: words.address(0),
      amount: words.uint(1),
    }),
    "safeTransferFrom(address,address,uint256,uint256,bytes)": (words) => ({
      kind: "transfer-token",
      to: words.address(1),
      tokenId: words.uint(2).toString(),
      amount: words.uint(3),
    }),
    [`splitPosition${CTF_TYPES}`]: (words, via) => ({
      kind: "split",
      via,
      conditionId: words.hex32(2),
      amount: words.uint(4),
    }),
    [`mergePositions${CTF_TYPES}`]: (words, via) => ({
      kind: "merge",
      via,
      conditionId: words.hex32(2),
      amount: words.uint(4),
    }),
    "redeemPositions(address,bytes32,bytes32,uint256[])": (words, via) => ({
      kind: "redeem",
      via,
      conditionId: words.hex32(2),
    }),
    "splitPosition(bytes32,uint256)": (words, via) => ({
      kind: "split",
      via,
      conditionId: words.hex32(0),
      amount: words.uint(1),
    }),
    "mergePositions(bytes32,uint256)": (words, via) => ({
      kind: "merge",
      via,
      conditionId: words.hex32(0),
      amount: words.uint(1),
    }),
    "redeemPositions(bytes32,uint256[])": (words, via) => ({
      kind: "redeem",
      via,
      conditionId: words.hex32(0),
    }),
    "convertPositions(bytes32,uint256,uint256)": (words, via) => ({
      kind: "convert",
      via,
      marketId: words.hex32(0),
      indexSet: words.uint(1),
      amount: words.uint(2),
    }),
    // Protocol version 2: conditions are 31 bytes, which pads them to the venue's own form.
    "split(bytes31,uint256)": (words, via) => ({
      kind: "split",
      via,
      conditionId: words.hex32(0),
      amount: words.uint(1),
    }),
    "merge(bytes31,uint256)": (words, via) => ({
      kind: "merge",
      via,
      conditionId: words.hex32(0),
      amount: words.uint(1),
    }),
    "redeem(bytes31,uint256,uint256)": (words, via) => ({
      kind: "redeem",
      via,
      conditionId: words.hex32(0),
    }),
  } satisfies Record<string, Reader>).map(([signature, reader]) => [selector(signature), reader]),
);

const MULTI_SEND = selector("multiSend(bytes)");
const PROXY = selector("proxy((uint8,address,uint256,bytes)[])");

/** The meaning of a call, or undefined when the venue's contracts know no such call. */
export function readAction(call: WalletCall): Action | undefined {
  const hex = call.data.slice(2);
  const reader = READERS.get(hex.slice(0, 8).toLowerCase());
  if (reader === undefined) return undefined;
  try {
    return reader(new Words(hex.slice(8)), address(call.to.toLowerCase()));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The calls inside a Safe's `multiSend`, or the call itself. */
export function unpackSafe(call: WalletCall, delegated: boolean): readonly WalletCall[] | undefined {
  const hex = call.data.slice(2);
  if (!delegated) return [call];
  if (hex.slice(0, 8).toLowerCase() !== MULTI_SEND) return undefined;
  return guard(() => {
    const words = new Words(hex.slice(8));
    const length = Number(words.uint(1)) * 2;
    const packed = words.raw(2 * WORD, length);
    const calls: WalletCall[] = [];
    for (let at = 0; at < packed.length; ) {
      const inner = new Words(packed.slice(at));
      const size = Number(BigInt(`0x${inner.raw(2 + 40 + WORD, WORD)}`)) * 2;
      calls.push({
        to: `0x${inner.raw(2, 40)}`,
        data: `0x${inner.raw(2 + 40 + 2 * WORD, size)}`,
      });
      at += 2 + 40 + 2 * WORD + size;
    }
    return calls;
  });
}

/** The calls inside the proxy factory's `proxy`. */
export function unpackProxy(data: string): readonly WalletCall[] | undefined {
  const hex = data.slice(2);
  if (hex.slice(0, 8).toLowerCase() !== PROXY) return undefined;
  return guard(() => {
    const body = hex.slice(8 + WORD);
    const count = Number(new Words(body).uint(0));
    const items = body.slice(WORD);
    return Array.from({ length: count }, (_, index) => {
      const offset = Number(new Words(items).uint(index)) * 2;
      const tuple = new Words(items.slice(offset));
      const dataOffset = Number(tuple.uint(3)) * 2;
      const size = Number(BigInt(`0x${tuple.raw(dataOffset, WORD)}`)) * 2;
      return { to: tuple.address(1), data: `0x${tuple.raw(dataOffset + WORD, size)}` };
    });
  });
}

function guard<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
