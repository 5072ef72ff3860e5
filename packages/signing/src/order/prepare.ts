import { type ExchangeDomain, type Hex, type OrderId, SignerMismatchError } from "@pm/core-types";
import { toHex } from "../bytes/hex.ts";
import { sameAddress } from "../bytes/words.ts";
import type { Signer } from "../signer/signer.ts";
import type { TypedData } from "../typed-data/typed-data.ts";
import { nestedDigest, nestedTypedData, wrapNested } from "./deposit-wallet.ts";
import { digestOfStruct, orderStructHash } from "./hash.ts";
import type { UnsignedOrder } from "./order.ts";
import { wrapSessionSignature } from "./session-key.ts";
import { orderTypedData } from "./typed.ts";

/** Who signs an order of a deposit wallet: its owner (the default), or one of its session keys. */
export type SignOrderOptions = { readonly sessionKey?: boolean };

/** Everything about signing one order but the signature. */
export type PreparedOrder = {
  readonly orderId: OrderId;
  /** What the signer signs (32 bytes): the order's digest, or for a deposit wallet the nested one. */
  readonly digest: Uint8Array;
  /** The same as typed data. */
  readonly typed: () => TypedData;
  /** The signature the venue takes, from the signer's 65 bytes. */
  readonly finish: (signature: Hex) => Hex;
};

const asIs = (signature: Hex): Hex => signature;

/**
 * What `signer` has to sign for an order, by the order's signature type.
 *
 * @throws {SignerMismatchError} naming the address that does not fit. @throws {ValidationError} for a field out of range.
 */
export function prepareOrder(
  order: UnsignedOrder,
  domain: ExchangeDomain,
  signer: Pick<Signer, "address">,
  options: SignOrderOptions = {},
): PreparedOrder {
  checkSigner(order, signer, options.sessionKey === true);
  const struct = orderStructHash(order);
  const orderDigest = digestOfStruct(struct, domain);
  const orderId = toHex(orderDigest) as string as OrderId;
  if (order.signatureType !== 3) {
    return { orderId, digest: orderDigest, typed: () => orderTypedData(order, domain), finish: asIs };
  }
  return {
    orderId,
    digest: nestedDigest(struct, order.signer, domain),
    typed: () => nestedTypedData(order, domain),
    finish: (signature) => {
      const wrapped = wrapNested(signature, struct, domain);
      return options.sessionKey === true ? wrapSessionSignature(signer.address, wrapped) : wrapped;
    },
  };
}

function checkSigner(order: UnsignedOrder, signer: Pick<Signer, "address">, sessionKey: boolean): void {
  const { signatureType } = order;
  if (signatureType === 3) {
    if (!sameAddress(order.signer, order.maker)) {
      throw mismatch("order.signer", order.signer, order.maker, "the deposit wallet signs for itself");
    }
    if (sameAddress(order.signer, signer.address)) {
      throw mismatch(
        "order.maker",
        order.maker,
        undefined,
        "signature type 3 takes a deposit wallet, not the account",
      );
    }
    return;
  }
  if (sessionKey) {
    throw mismatch(
      "order.signatureType",
      String(signatureType),
      "3",
      "only deposit wallets have session keys",
    );
  }
  if (!sameAddress(order.signer, signer.address)) {
    throw mismatch("order.signer", order.signer, signer.address, "the signer holds another key");
  }
  if (signatureType === 0 && !sameAddress(order.maker, order.signer)) {
    throw mismatch(
      "order.maker",
      order.maker,
      order.signer,
      "signature type 0 trades for the account itself",
    );
  }
}

function mismatch(
  field: string,
  actual: string,
  expected: string | undefined,
  why: string,
): SignerMismatchError {
  const wanted = expected === undefined ? "" : `, not ${expected}`;
  return new SignerMismatchError({
    message: `${field} is ${actual}${wanted}: ${why}.`,
    context: { field, actual, ...(expected === undefined ? {} : { expected }) },
    outcome: "not-sent",
  });
}
