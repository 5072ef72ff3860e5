import type { Address, Hex } from "@pm/core-types";
import { wholeNumber } from "../bytes/words.ts";
import { encodeCall } from "../calldata/abi.ts";
import { type ContractCall, contractCall } from "../calldata/call.ts";
import type { Signer } from "../signer/signer.ts";
import { signWalletBatch } from "./wallet.ts";

/** What a session key may do: trade on the CLOB, quote for combos, or both. */
export const SESSION_SCOPES = ["ALL", "CLOB", "COMBOSRFQ"] as const;
/** One scope of a session key. */
export type SessionScope = (typeof SESSION_SCOPES)[number];

/** Seconds a session key lives: the venue takes exactly 4,315 hours. */
export const SESSION_LIFETIME_SECONDS: number = 4_315 * 3_600;

/** Body of the relayer's `POST /v1/session-signers/revocations`. */
export type SessionRevocation = {
  readonly walletAddress: Address;
  readonly sessionSignerAddress: Address;
  readonly nonce: string;
  readonly deadline: string;
  readonly signature: Hex;
};

/** Body of the relayer's `POST /v1/session-signers/authorizations`. */
export type SessionAuthorization = SessionRevocation & {
  readonly scopes: readonly SessionScope[];
  readonly validUntil: string;
};

type SessionInput = {
  readonly wallet: Address;
  readonly sessionKey: Address;
  readonly chainId: number;
  /** The wallet's nonce, from the relayer. */
  readonly nonce: bigint | string;
  /** Unix seconds. */
  readonly deadline: bigint | number;
};

/**
 * The owner's authorisation of a session key: a batch of one call of the wallet to itself.
 *
 * @param input.validUntil Unix seconds; now + `SESSION_LIFETIME_SECONDS`.
 * @throws {SigningError} when the signer fails.
 */
export async function authorizeSessionKey(
  owner: Signer,
  input: SessionInput & {
    readonly scopes: readonly SessionScope[];
    readonly validUntil: bigint | number;
  },
): Promise<SessionAuthorization> {
  const validUntil = wholeNumber(input.validUntil, "validUntil");
  const data = encodeCall("authorizeSessionSigner(address,uint256)", input.sessionKey, validUntil);
  const signed = await signSelfCall(owner, input, contractCall(input.wallet, data));
  return { ...signed, scopes: input.scopes, validUntil: validUntil.toString() };
}

/** The owner's revocation of a session key. @throws {SigningError} when the signer fails. */
export function revokeSessionKey(owner: Signer, input: SessionInput): Promise<SessionRevocation> {
  const data = encodeCall("revokeSessionSigner(address)", input.sessionKey);
  return signSelfCall(owner, input, contractCall(input.wallet, data));
}

async function signSelfCall(
  owner: Signer,
  input: SessionInput,
  call: ContractCall,
): Promise<SessionRevocation> {
  const { wallet, sessionKey, chainId } = input;
  const nonce = wholeNumber(input.nonce, "nonce");
  const deadline = wholeNumber(input.deadline, "deadline");
  const signature = await signWalletBatch(owner, { wallet, chainId, nonce, deadline, calls: [call] });
  return {
    walletAddress: wallet,
    sessionSignerAddress: sessionKey,
    nonce: nonce.toString(),
    deadline: deadline.toString(),
    signature,
  };
}
