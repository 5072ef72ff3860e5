import type { ExchangeDomain } from "@pm/core-types";
import { signDigestWith, signTyped } from "../signer/sign.ts";
import type { Signer } from "../signer/signer.ts";
import type { SignedOrder, UnsignedOrder } from "./order.ts";
import { prepareOrder, type SignOrderOptions } from "./prepare.ts";

/**
 * Signs an order of any signature type.
 *
 * @param options.sessionKey the signer is a session key of the deposit wallet, not its owner.
 * @throws {SignerMismatchError} naming the address that does not fit the signer and the signature type.
 * @throws {SigningError} when the signer fails. @throws {ValidationError} for a field that is out of range.
 */
export async function signOrder(
  order: UnsignedOrder,
  domain: ExchangeDomain,
  signer: Signer,
  options: SignOrderOptions = {},
): Promise<SignedOrder> {
  const { orderId, digest, typed, finish } = prepareOrder(order, domain, signer, options);
  const signature =
    signer.signTypedData === undefined
      ? await signDigestWith(signer, digest)
      : await signTyped(signer, typed());
  return { order, orderId, domain, signature: finish(signature) };
}
