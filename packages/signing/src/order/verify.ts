import type { Address, ExchangeDomain, Hex, OrderId } from "@pm/core-types";
import { toHex } from "../bytes/hex.ts";
import { recoverAddress } from "../signer/recover.ts";
import { orderDigest } from "./hash.ts";
import type { UnsignedOrder } from "./order.ts";

/** What a signature proves. */
export type OrderVerification = {
  readonly valid: boolean;
  /** The key that signed: the account, the deposit wallet's owner, or the session key. */
  readonly recovered?: Address;
  /** Why the signature does not stand for the order. */
  readonly reason?: string;
  readonly orderId: OrderId;
};

/** Checks a signature against an order. Never throws for a bad signature. */
export function verifyOrder(order: UnsignedOrder, domain: ExchangeDomain, signature: Hex): OrderVerification {
  const digest = orderDigest(order, domain);
  const orderId = toHex(digest) as string as OrderId;
  if (!/^0x[0-9a-fA-F]{130}$/.test(signature)) {
    return { valid: false, reason: "signature is not 65 bytes of hex", orderId };
  }
  const recovered = recoverAddress(digest, signature);
  if (recovered === undefined) return { valid: false, reason: "signature is not one of any key", orderId };
  if (recovered.toLowerCase() !== order.signer.toLowerCase()) {
    return { valid: false, recovered, reason: `signed by ${recovered}, not by order.signer`, orderId };
  }
  if (order.signatureType === 0 && order.maker.toLowerCase() !== order.signer.toLowerCase()) {
    return { valid: false, recovered, reason: "maker is not the signer, as signature type 0 asks", orderId };
  }
  return { valid: true, recovered, orderId };
}
