import type { OrderId } from "@pm/core-types";
import {
  type ApiCredentials,
  buildOrder,
  orderBody,
  type SignedOrder,
  type Signer,
  signOrder,
} from "@pm/signing";
import type { AccountIdentity } from "../account/identity.ts";
import type { ClobContext } from "../http/context.ts";
import type { CheckedOrder } from "./checks.ts";

/** A signed order: its id is known and it can be sent any number of times, but never become a second order. */
export type Intent = {
  readonly id: OrderId;
  readonly checked: CheckedOrder;
  readonly signed: SignedOrder;
  readonly idempotencyKey: string | undefined;
  /** Unix milliseconds by the venue's clock. */
  readonly createdAt: number;
};

/**
 * Signs a checked order. `now` is the venue's time, Unix milliseconds.
 *
 * @throws {SigningError} {SignerMismatchError}; nothing was sent.
 */
export async function signIntent(
  context: ClobContext,
  input: {
    readonly checked: CheckedOrder;
    readonly identity: AccountIdentity;
    readonly signer: Signer;
    readonly now: number;
    readonly idempotencyKey?: string | undefined;
  },
): Promise<Intent> {
  const { checked, identity, now } = input;
  const order = buildOrder({
    tokenId: checked.tokenId,
    side: checked.side,
    amounts: checked.amounts,
    maker: identity.funder,
    signer: identity.orderSigner,
    signatureType: identity.signatureType,
    timestamp: now,
    random: context.random,
    ...(checked.builder === undefined ? {} : { builder: checked.builder }),
  });
  const signed = await signOrder(order, checked.rules.exchange, input.signer, {
    sessionKey: identity.sessionKey,
  });
  return { id: signed.orderId, checked, signed, idempotencyKey: input.idempotencyKey, createdAt: now };
}

/** The text of a `POST /order` body, or of one entry of `POST /orders`; the same every time for the same key. */
export function postBody(intent: Intent, credentials: ApiCredentials): string {
  const { timeInForce, postOnly, deferExec, expiration } = intent.checked;
  return orderBody(intent.signed, credentials.key, { timeInForce, postOnly, deferExec, expiration });
}
