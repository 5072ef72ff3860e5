import type { ExchangeDomain, OrderId } from "@pm/core-types";
import {
  type ApiCredentials,
  buildOrder,
  hashOrder,
  orderBody,
  type SignedOrder,
  type Signer,
  signOrder,
  type UnsignedOrder,
} from "@pm/signing";
import type { AccountIdentity } from "../account/identity.ts";
import type { ClobContext } from "../http/context.ts";
import type { CheckedOrder } from "./checks.ts";

/** An order that passed every check and has its id, but no signature yet. Nothing is held for it. */
export type PreparedOrder = {
  /** The hash of what is to be signed: the venue's id of the order. */
  readonly id: OrderId;
  readonly checked: CheckedOrder;
  readonly order: UnsignedOrder;
  readonly domain: ExchangeDomain;
  readonly idempotencyKey: string | undefined;
  /** Unix milliseconds by the venue's clock. */
  readonly createdAt: number;
};

/** A prepared order before it was hashed: signing does that anyway. */
export type UnhashedOrder = Omit<PreparedOrder, "id">;

/** A signed order: it can be sent any number of times, but never become a second order. */
export type Intent = {
  readonly id: OrderId;
  readonly checked: CheckedOrder;
  readonly signed: SignedOrder;
  readonly idempotencyKey: string | undefined;
  /** Unix milliseconds by the venue's clock. */
  readonly createdAt: number;
};

/** Builds the order to sign. `now` is the venue's time, Unix milliseconds. */
export function prepareIntent(
  context: ClobContext,
  identity: AccountIdentity,
  checked: CheckedOrder,
  now: number,
  idempotencyKey: string | undefined,
): UnhashedOrder {
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
  return { checked, order, domain: checked.rules.exchange, idempotencyKey, createdAt: now };
}

/** The same with its id. */
export function withId(unsigned: UnhashedOrder): PreparedOrder {
  return { ...unsigned, id: hashOrder(unsigned.order, unsigned.domain) };
}

/** Signs a prepared order. @throws {SigningError} {SignerMismatchError}; nothing was sent. */
export async function signIntent(
  prepared: UnhashedOrder,
  identity: AccountIdentity,
  signer: Signer,
): Promise<Intent> {
  const { order, domain } = prepared;
  const signed = await signOrder(order, domain, signer, { sessionKey: identity.sessionKey });
  return intentOf(prepared, signed);
}

/** A prepared order with its signature, wherever that came from. */
export function intentOf(prepared: UnhashedOrder, signed: SignedOrder): Intent {
  const { checked, idempotencyKey, createdAt } = prepared;
  return { id: signed.orderId, checked, signed, idempotencyKey, createdAt };
}

/** The text of a `POST /order` body, or of one entry of `POST /orders`; the same every time for the same key. */
export function postBody(intent: Intent, credentials: ApiCredentials): string {
  const { timeInForce, postOnly, deferExec, expiration } = intent.checked;
  return orderBody(intent.signed, credentials.key, { timeInForce, postOnly, deferExec, expiration });
}
