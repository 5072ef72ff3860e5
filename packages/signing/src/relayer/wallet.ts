import type { Address, Contracts, Hex } from "@pm/core-types";
import { wholeNumber } from "../bytes/words.ts";
import type { ContractCall } from "../calldata/call.ts";
import { DEPOSIT_WALLET_NAME, DEPOSIT_WALLET_VERSION } from "../order/deposit-wallet.ts";
import { wrapSessionSignature } from "../order/session-key.ts";
import { signTyped } from "../signer/sign.ts";
import type { Signer } from "../signer/signer.ts";
import { type TypedData, typedDomain } from "../typed-data/typed-data.ts";
import { checkMetadata } from "./metadata.ts";
import type { WalletBatchRequest, WalletCreateRequest } from "./requests.ts";

/** Calls a deposit wallet makes, all or none. */
export type WalletBatch = {
  readonly wallet: Address;
  readonly chainId: number;
  /** The wallet's nonce, from the relayer. */
  readonly nonce: bigint | string;
  /** Unix seconds; at least ten seconds ahead. */
  readonly deadline: bigint | number | string;
  readonly calls: readonly ContractCall[];
};

const BATCH_TYPES = {
  Call: [
    { name: "target", type: "address" },
    { name: "value", type: "uint256" },
    { name: "data", type: "bytes" },
  ],
  Batch: [
    { name: "wallet", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
    { name: "calls", type: "Call[]" },
  ],
} as const;

/** A batch as typed data. */
export function walletBatchTypedData(batch: WalletBatch): TypedData {
  const { wallet, chainId, calls } = batch;
  return {
    domain: typedDomain({
      name: DEPOSIT_WALLET_NAME,
      version: DEPOSIT_WALLET_VERSION,
      chainId,
      verifyingContract: wallet,
    }),
    types: BATCH_TYPES,
    primaryType: "Batch",
    message: {
      wallet,
      nonce: wholeNumber(batch.nonce, "nonce"),
      deadline: wholeNumber(batch.deadline, "deadline"),
      calls: calls.map(({ to, value, data }) => ({ target: to, value, data })),
    },
  };
}

/**
 * The owner's signature over a batch, or a session key's, wrapped.
 *
 * @throws {SigningError} when the signer fails.
 */
export async function signWalletBatch(
  signer: Signer,
  batch: WalletBatch,
  options: { readonly sessionKey?: boolean } = {},
): Promise<Hex> {
  const signature = await signTyped(signer, walletBatchTypedData(batch));
  return options.sessionKey === true ? wrapSessionSignature(signer.address, signature) : signature;
}

/**
 * The relayer's request for a batch.
 *
 * @param input.owner the wallet's owner; default the signer's account.
 * @throws {SigningError} when the signer fails. @throws {ValidationError} for metadata over 500 characters.
 */
export async function walletBatchRequest(
  signer: Signer,
  input: WalletBatch & {
    readonly owner?: Address;
    readonly metadata?: string;
    readonly sessionKey?: boolean;
  },
  contracts: Pick<Contracts, "depositWalletFactory">,
): Promise<WalletBatchRequest> {
  const { metadata, sessionKey = false } = input;
  if (metadata !== undefined) checkMetadata(metadata);
  return {
    type: "WALLET",
    from: input.owner ?? signer.address,
    to: contracts.depositWalletFactory,
    nonce: wholeNumber(input.nonce, "nonce").toString(),
    signature: await signWalletBatch(signer, input, { sessionKey }),
    ...(metadata === undefined ? {} : { metadata }),
    depositWalletParams: {
      depositWallet: input.wallet,
      deadline: wholeNumber(input.deadline, "deadline").toString(),
      calls: input.calls.map(({ to, value, data }) => ({ target: to, value: value.toString(), data })),
    },
  };
}

/** The relayer's request to deploy an account's deposit wallet. */
export function walletCreateRequest(
  owner: Address,
  contracts: Pick<Contracts, "depositWalletFactory">,
): WalletCreateRequest {
  return { type: "WALLET-CREATE", from: owner, to: contracts.depositWalletFactory };
}
