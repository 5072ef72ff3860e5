import { type Address, type Contracts, type Hex, ValidationError } from "@pm/core-types";
import { fromHex, toHex } from "../bytes/hex.ts";
import { wholeNumber } from "../bytes/words.ts";
import { multiSendData } from "../calldata/batches.ts";
import type { ContractCall } from "../calldata/call.ts";
import { signPersonalMessage, signTyped } from "../signer/sign.ts";
import type { Signer } from "../signer/signer.ts";
import { hashTypedData } from "../typed-data/hash.ts";
import { type TypedData, typedDomain } from "../typed-data/typed-data.ts";
import { deriveSafe } from "../wallet/derive.ts";
import { checkMetadata, ZERO_ADDRESS } from "./metadata.ts";
import type { SafeCreateRequest, SafeRequest } from "./requests.ts";

/** Calls a Safe makes: one as it is, several through `multiSend`. */
export type SafeTransaction = {
  readonly chainId: number;
  /** The Safe's nonce, from the relayer. */
  readonly nonce: bigint | string;
  readonly calls: readonly ContractCall[];
  /** Default: the Safe that derives from the signer. */
  readonly safe?: Address;
  /** Where `multiSend` lives; default the contracts' own. */
  readonly multiSend?: Address;
  readonly metadata?: string;
};

const SAFE_TX_FIELDS = [
  { name: "to", type: "address" },
  { name: "value", type: "uint256" },
  { name: "data", type: "bytes" },
  { name: "operation", type: "uint8" },
  { name: "safeTxGas", type: "uint256" },
  { name: "baseGas", type: "uint256" },
  { name: "gasPrice", type: "uint256" },
  { name: "gasToken", type: "address" },
  { name: "refundReceiver", type: "address" },
  { name: "nonce", type: "uint256" },
] as const;

/** A Safe transaction as typed data; the relayer pays, so that all gas fields are zero. */
export function safeTypedData(
  safe: Address,
  chainId: number,
  call: ContractCall & { readonly operation: 0 | 1; readonly nonce: bigint },
): TypedData {
  const { to, value, data, operation, nonce } = call;
  const free = {
    safeTxGas: 0,
    baseGas: 0,
    gasPrice: 0,
    gasToken: ZERO_ADDRESS,
    refundReceiver: ZERO_ADDRESS,
  };
  return {
    domain: typedDomain({ chainId, verifyingContract: safe }),
    types: { SafeTx: SAFE_TX_FIELDS },
    primaryType: "SafeTx",
    message: { to, value, data, operation, ...free, nonce },
  };
}

/**
 * The relayer's request for a Safe transaction, signed as a message over its hash (v 31 or 32).
 *
 * @throws {SigningError} when the signer fails. @throws {ValidationError} for no calls, or for metadata over 500
 * characters.
 */
export async function safeRequest(
  signer: Signer,
  transaction: SafeTransaction,
  contracts: Pick<Contracts, "safeFactory" | "safeMultisend">,
): Promise<SafeRequest> {
  const metadata = checkMetadata(transaction.metadata ?? "");
  const safe = transaction.safe ?? deriveSafe(signer.address, contracts);
  const nonce = wholeNumber(transaction.nonce, "nonce");
  const { calls, multiSend = contracts.safeMultisend } = transaction;
  const call = { ...oneCall(calls, multiSend), nonce };
  const hash = hashTypedData(safeTypedData(safe, transaction.chainId, call));
  return {
    type: "SAFE",
    from: signer.address,
    to: call.to,
    proxyWallet: safe,
    data: call.data,
    nonce: nonce.toString(),
    signature: ethSign(await signPersonalMessage(signer, hash)),
    signatureParams: {
      gasPrice: "0",
      operation: `${call.operation}`,
      safeTxnGas: "0",
      baseGas: "0",
      gasToken: ZERO_ADDRESS,
      refundReceiver: ZERO_ADDRESS,
    },
    metadata,
  };
}

/**
 * The relayer's request to deploy the signer's Safe.
 *
 * @throws {SigningError} when the signer fails.
 */
export async function safeCreateRequest(
  signer: Signer,
  chainId: number,
  contracts: Pick<Contracts, "safeFactory">,
): Promise<SafeCreateRequest> {
  const payment = { paymentToken: ZERO_ADDRESS, payment: "0", paymentReceiver: ZERO_ADDRESS };
  const signature = await signTyped(signer, {
    domain: typedDomain({
      name: "Polymarket Contract Proxy Factory",
      chainId,
      verifyingContract: contracts.safeFactory,
    }),
    types: {
      CreateProxy: [
        { name: "paymentToken", type: "address" },
        { name: "payment", type: "uint256" },
        { name: "paymentReceiver", type: "address" },
      ],
    },
    primaryType: "CreateProxy",
    message: payment,
  });
  return {
    type: "SAFE-CREATE",
    from: signer.address,
    to: contracts.safeFactory,
    proxyWallet: deriveSafe(signer.address, contracts),
    data: "0x",
    signature,
    signatureParams: payment,
  };
}

function oneCall(
  calls: readonly ContractCall[],
  multiSend: Address,
): ContractCall & { readonly operation: 0 | 1 } {
  const [first] = calls;
  if (first === undefined) throw invalid("calls", "must hold at least one call");
  if (calls.length === 1) return { ...first, operation: 0 };
  return { to: multiSend, value: 0n, data: multiSendData(calls), operation: 1 };
}

/** A Safe tells a signed message from a signed hash by v: 31 and 32 instead of 27 and 28. */
function ethSign(signature: Hex): Hex {
  const bytes = fromHex(signature, "signature");
  bytes[64] = bytes[64]! + 4;
  return toHex(bytes);
}

function invalid(field: string, problem: string): ValidationError {
  return new ValidationError({ message: `${field} ${problem}.`, context: { field } });
}
