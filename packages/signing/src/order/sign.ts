import { type ExchangeDomain, type OrderId, SignerMismatchError } from "@pm/core-types";
import { toHex } from "../bytes/hex.ts";
import type { Signer } from "../signer/signer.ts";
import { orderDigest } from "./hash.ts";
import type { SignedOrder, UnsignedOrder } from "./order.ts";
import { orderTypedData } from "./typed.ts";

/**
 * Signs an order.
 *
 * @throws {SignerMismatchError} when the order is not this signer's. @throws {SigningError} when the signer fails.
 */
export async function signOrder(
  order: UnsignedOrder,
  domain: ExchangeDomain,
  signer: Signer,
): Promise<SignedOrder> {
  if (order.signer.toLowerCase() !== signer.address.toLowerCase()) {
    throw new SignerMismatchError({
      message: `order.signer is ${order.signer}, but the signer is ${signer.address}.`,
      context: { field: "order.signer", expected: signer.address, actual: order.signer },
      outcome: "not-sent",
    });
  }
  const digest = orderDigest(order, domain);
  const orderId = toHex(digest) as string as OrderId;
  const signature =
    signer.signTypedData === undefined
      ? await signer.signDigest(digest)
      : await signer.signTypedData(orderTypedData(order, domain));
  return { order, orderId, domain, signature };
}
