import { type Address, type Hex, address as parseAddress } from "@pm/core-types";
import { wholeNumber } from "../bytes/words.ts";
import { recoverAddress } from "../signer/recover.ts";
import { signTyped } from "../signer/sign.ts";
import type { Signer } from "../signer/signer.ts";
import { hashTypedData } from "../typed-data/hash.ts";
import type { TypedData } from "../typed-data/typed-data.ts";
import { unixSeconds } from "./request.ts";

const MESSAGE = "This message attests that I control the given wallet";

/** What an L1 signature says. */
export type L1Input = {
  readonly chainId: number;
  /** Unix seconds. */
  readonly timestamp: number;
  /** Default 0. Another nonce gives another API key. */
  readonly nonce?: bigint | number;
  /** Attests this address instead of the signer's own. */
  readonly address?: Address;
};

/** The four headers that prove control of an account. */
export type L1Headers = Record<"POLY_ADDRESS" | "POLY_SIGNATURE" | "POLY_TIMESTAMP" | "POLY_NONCE", string>;

/**
 * The four headers that prove control of an account (EIP-712 `ClobAuth`): to create or derive API keys.
 *
 * @throws {SigningError} when the signer fails. @throws {ValidationError} when the timestamp is not in whole seconds, or
 * the nonce is no whole number.
 */
export async function createL1Headers(signer: Signer, input: L1Input): Promise<L1Headers> {
  const address = input.address ?? signer.address;
  const nonce = wholeNumber(input.nonce ?? 0, "nonce");
  const timestamp = unixSeconds(input.timestamp);
  const signature = await signTyped(signer, l1TypedData(address, input.chainId, timestamp, nonce));
  return {
    POLY_ADDRESS: address,
    POLY_SIGNATURE: signature,
    POLY_TIMESTAMP: timestamp,
    POLY_NONCE: nonce.toString(),
  };
}

/**
 * The account whose key signed L1 headers, for callers that compare it with `POLY_ADDRESS`; undefined when a
 * header is missing or malformed, or the signature is not one of any key. Header names in any case.
 */
export function verifyL1(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  chainId: number,
): Address | undefined {
  const read = (name: string): string => {
    const value = headers[name] ?? headers[name.toLowerCase()];
    return typeof value === "string" ? value : "";
  };
  const timestamp = read("POLY_TIMESTAMP");
  const nonce = read("POLY_NONCE");
  const signature = read("POLY_SIGNATURE");
  const claimed = read("POLY_ADDRESS");
  if (!/^\d{1,16}$/.test(timestamp) || !/^\d{1,77}$/.test(nonce) || !/^0x[0-9a-fA-F]{130}$/.test(signature)) {
    return undefined;
  }
  if (!/^0x[0-9a-fA-F]{40}$/.test(claimed)) return undefined;
  const address = parseAddress(claimed.toLowerCase());
  const typed = l1TypedData(address, chainId, timestamp, BigInt(nonce));
  return recoverAddress(hashTypedData(typed), signature as Hex);
}

/** The `ClobAuth` typed data that L1 headers are signed over; `timestamp` in Unix seconds, as text. */
export function l1TypedData(address: Address, chainId: number, timestamp: string, nonce: bigint): TypedData {
  return {
    domain: { name: "ClobAuthDomain", version: "1", chainId },
    types: {
      ClobAuth: [
        { name: "address", type: "address" },
        { name: "timestamp", type: "string" },
        { name: "nonce", type: "uint256" },
        { name: "message", type: "string" },
      ],
    },
    primaryType: "ClobAuth",
    message: { address, timestamp, nonce, message: MESSAGE },
  };
}
