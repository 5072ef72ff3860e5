import type { Address, Contracts, Hex } from "@pm/core-types";
import { fixedHex, fromHex } from "../bytes/hex.ts";
import { concat, utf8, wholeNumber, word } from "../bytes/words.ts";
import { proxyData } from "../calldata/batches.ts";
import type { ContractCall } from "../calldata/call.ts";
import { keccak256 } from "../keccak/keccak.ts";
import { signPersonalMessage } from "../signer/sign.ts";
import type { Signer } from "../signer/signer.ts";
import { deriveProxyWallet } from "../wallet/derive.ts";
import { checkMetadata } from "./metadata.ts";
import type { ProxyRequest } from "./requests.ts";

/** Gas enough for any batch of trading calls; the relayer pays it. */
export const DEFAULT_PROXY_GAS = 10_000_000n;

/** Calls a proxy wallet makes through the relay hub. */
export type ProxyTransaction = {
  readonly calls: readonly ContractCall[] | Hex;
  /** The relay's address, from the relayer. */
  readonly relay: Address;
  /** The account's nonce at the relay hub, from the relayer. */
  readonly nonce: bigint | string;
  readonly gasPrice?: bigint | string;
  /** Default `DEFAULT_PROXY_GAS`. */
  readonly gasLimit?: bigint | string;
  /** Default: the contracts' own. */
  readonly relayHub?: Address;
  readonly metadata?: string;
};

/**
 * The relayer's request for a proxy wallet's calls (or their data, encoded already), signed as a message over
 * the relay hub's hash.
 *
 * @throws {SigningError} when the signer fails. @throws {ValidationError} for metadata over 500 characters.
 */
export async function proxyRequest(
  signer: Signer,
  transaction: ProxyTransaction,
  contracts: Pick<Contracts, "proxyFactory" | "relayHub">,
): Promise<ProxyRequest> {
  const { calls, relay, relayHub = contracts.relayHub } = transaction;
  const metadata = checkMetadata(transaction.metadata ?? "");
  const from = signer.address;
  const to = contracts.proxyFactory;
  const data = typeof calls === "string" ? calls : proxyData(calls);
  const nonce = wholeNumber(transaction.nonce, "nonce");
  const gasPrice = wholeNumber(transaction.gasPrice ?? 0n, "gasPrice");
  const gasLimit = wholeNumber(transaction.gasLimit ?? DEFAULT_PROXY_GAS, "gasLimit");
  const relayerFee = 0n;
  const hash = keccak256(
    concat(
      utf8("rlx:"),
      fixedHex(from, 20, "from"),
      fixedHex(to, 20, "to"),
      fromHex(data, "data"),
      ...[relayerFee, gasPrice, gasLimit, nonce].map((number) => word(number)),
      fixedHex(relayHub, 20, "relayHub"),
      fixedHex(relay, 20, "relay"),
    ),
  );
  return {
    type: "PROXY",
    from,
    to,
    proxyWallet: deriveProxyWallet(from, contracts),
    data,
    nonce: nonce.toString(),
    signature: await signPersonalMessage(signer, hash),
    signatureParams: {
      gasPrice: gasPrice.toString(),
      gasLimit: gasLimit.toString(),
      relayerFee: relayerFee.toString(),
      relayHub,
      relay,
    },
    metadata,
  };
}
