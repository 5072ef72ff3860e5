import type { Address, Contracts, ExchangeDomain, Hex, OrderId } from "@pm/core-types";
import { toHex } from "../bytes/hex.ts";
import { sameAddress } from "../bytes/words.ts";
import { recoverAddress } from "../signer/recover.ts";
import { type DepositWalletContracts, ownsDepositWallet } from "../wallet/derive.ts";
import { nestedDigest, unwrapNested } from "./deposit-wallet.ts";
import { digestOfStruct, orderStructHash } from "./hash.ts";
import type { UnsignedOrder } from "./order.ts";
import { isSessionSignature, unwrapSessionSignature } from "./session-key.ts";

/** What a signature proves. */
export type OrderVerification = {
  readonly valid: boolean;
  /** The key that signed: the account, the deposit wallet's owner, or the session key. */
  readonly recovered?: Address;
  /** A session key signed: the caller checks that the wallet has authorised it. */
  readonly sessionKey?: boolean;
  /** Why the signature does not stand for the order. */
  readonly reason?: string;
  readonly orderId: OrderId;
};

/** What else is checked. */
export type VerifyOrderOptions = {
  /** Also demands that a deposit wallet derives from its owner (either form). Without it the caller compares. */
  readonly contracts?: Pick<Contracts, DepositWalletContracts>;
};

/**
 * Checks a signature against an order, for every signature type. Never throws for a bad signature.
 *
 * Types 0 to 2: the recovered key must be `order.signer`. Type 3: ERC-7739; the recovered key is the owner's, or
 * a session key's when the signature is wrapped as one.
 *
 * @throws {ValidationError} when the order itself is out of range.
 */
export function verifyOrder(
  order: UnsignedOrder,
  domain: ExchangeDomain,
  signature: Hex,
  options: VerifyOrderOptions = {},
): OrderVerification {
  const struct = orderStructHash(order);
  const digest = digestOfStruct(struct, domain);
  const orderId = toHex(digest) as string as OrderId;
  const check = order.signatureType === 3 ? checkNested : checkPlain;
  return { ...check(order, { struct, digest, domain }, signature, options), orderId };
}

type Hashes = { readonly struct: Uint8Array; readonly digest: Uint8Array; readonly domain: ExchangeDomain };
type Checked = Omit<OrderVerification, "orderId">;

const NO_KEY = "signature is not one of any key";

function checkPlain(order: UnsignedOrder, { digest }: Hashes, signature: Hex): Checked {
  const recovered = recoverPlain(digest, signature);
  if (recovered === undefined) return { valid: false, reason: NO_KEY };
  if (!sameAddress(recovered, order.signer)) {
    return { valid: false, recovered, reason: `signed by ${recovered}, not by order.signer ${order.signer}` };
  }
  if (order.signatureType === 0 && !sameAddress(order.maker, order.signer)) {
    return { valid: false, recovered, reason: "maker is not the signer, as signature type 0 asks" };
  }
  return { valid: true, recovered };
}

function checkNested(
  order: UnsignedOrder,
  { struct, domain }: Hashes,
  signature: Hex,
  options: VerifyOrderOptions,
): Checked {
  if (!sameAddress(order.maker, order.signer)) {
    return { valid: false, reason: "signer is not the maker's deposit wallet, as signature type 3 asks" };
  }
  const session = isSessionSignature(signature) ? unwrapSessionSignature(signature) : null;
  if (session === undefined) return { valid: false, reason: "session key wrapper is malformed" };
  const nested = unwrapNested(session?.signature ?? signature, struct, domain);
  if ("reason" in nested) return { valid: false, reason: nested.reason };
  const recovered = recoverPlain(nestedDigest(struct, order.signer, domain), nested.inner);
  if (recovered === undefined) return { valid: false, reason: NO_KEY };
  if (session !== null) {
    const valid = recovered === session.sessionKey;
    const reason = `signed by ${recovered}, not by session key ${session.sessionKey}`;
    return { valid, recovered, sessionKey: true, ...(valid ? {} : { reason }) };
  }
  if (options.contracts !== undefined && !ownsDepositWallet(recovered, order.maker, options.contracts)) {
    return { valid: false, recovered, reason: `maker ${order.maker} is no deposit wallet of ${recovered}` };
  }
  return { valid: true, recovered };
}

function recoverPlain(digest: Uint8Array, signature: string): Address | undefined {
  return /^0x[0-9a-fA-F]{130}$/.test(signature) ? recoverAddress(digest, signature) : undefined;
}
