import {
  type Address,
  type Contracts,
  type DecimalInput,
  type ExchangeDomain,
  type Hex,
  limitAmounts,
  type OrderAmounts,
  type Random,
  type Side,
  type SignatureType,
  SigningError,
  type TickSize,
  type TokenId,
  ValidationError,
} from "@pm/core-types";
import type { ApiCredentials } from "../auth/credentials.ts";
import { createL2Headers, type L2Headers } from "../auth/l2.ts";
import type { Signer } from "../signer/signer.ts";
import { requireDerivedMaker } from "../wallet/maker.ts";
import { type OrderBodyOptions, orderBody } from "./body.ts";
import { checkedOrder, wholeMilliseconds } from "./build.ts";
import { type SignedOrder, ZERO_BYTES32 } from "./order.ts";
import { prepareOrder } from "./prepare.ts";
import { generateSalt } from "./salt.ts";

/** What all orders of one account on one exchange share. */
export type OrderSignerOptions = {
  /** A signer that answers at once, such as `privateKey(…)`. */
  readonly signer: Signer;
  readonly domain: ExchangeDomain;
  /** Default: the signer's own account. */
  readonly maker?: Address;
  /** Default 0. */
  readonly signatureType?: SignatureType;
  /** The signer is a session key of the deposit wallet. */
  readonly sessionKey?: boolean;
  /** Checks once, at creation, that the maker derives from the signer. */
  readonly contracts?: Contracts;
  /** For `signOrderRequest`. */
  readonly credentials?: ApiCredentials;
  readonly builder?: Hex;
  readonly metadata?: Hex;
  readonly random?: Random;
};

/** One order, its amounts already exact. */
export type OrderInput = {
  readonly tokenId: TokenId;
  readonly side: Side;
  readonly amounts: OrderAmounts;
  /** Unix milliseconds. */
  readonly timestamp: number;
  readonly salt?: bigint;
};

/** One limit order as it is meant. */
export type LimitIntent = Omit<OrderInput, "amounts"> &
  OrderBodyOptions & {
    readonly price: DecimalInput;
    /** Shares. */
    readonly size: DecimalInput;
    readonly tickSize: TickSize;
  };

/** A signed order ready for `POST /order`: send `body` as it is, with `headers`. */
export type SignedOrderRequest = {
  readonly signed: SignedOrder;
  readonly body: string;
  readonly headers: L2Headers;
};

/** Signs orders of one account on one exchange without waiting. */
export type OrderSigner = {
  readonly maker: Address;
  readonly signOrder: (input: OrderInput) => SignedOrder;
  readonly signOrderRequest: (intent: LimitIntent) => SignedOrderRequest;
};

/**
 * The synchronous way to sign many orders: intent → exact amounts → signed order → JSON body → L2 headers.
 *
 * @throws {SignerMismatchError} when `contracts` are given and the maker does not derive from the signer.
 */
export function createOrderSigner(options: OrderSignerOptions): OrderSigner {
  const { signer, domain, credentials, random } = options;
  const signatureType = options.signatureType ?? 0;
  const maker = options.maker ?? signer.address;
  const orderSigner = signatureType === 3 ? maker : signer.address;
  const session = { sessionKey: options.sessionKey === true };
  if (options.contracts !== undefined && !session.sessionKey) {
    requireDerivedMaker({ owner: signer.address, maker, signatureType }, options.contracts);
  }
  const builder = options.builder ?? ZERO_BYTES32;
  const metadata = options.metadata ?? ZERO_BYTES32;

  const sign = (
    tokenId: TokenId,
    side: Side,
    amounts: OrderAmounts,
    at: number,
    salt?: bigint,
  ): SignedOrder => {
    const order = checkedOrder({
      salt: salt ?? generateSalt(random),
      maker,
      signer: orderSigner,
      tokenId,
      makerAmount: amounts.makerAmount,
      takerAmount: amounts.takerAmount,
      side,
      signatureType,
      timestamp: wholeMilliseconds(at),
      metadata,
      builder,
    });
    const { orderId, digest, finish } = prepareOrder(order, domain, signer, session);
    const signature = signer.signDigest(digest);
    if (typeof signature !== "string") throw notSynchronous(signer.address);
    return { order, orderId, domain, signature: finish(signature) };
  };

  return {
    maker,
    signOrder: ({ tokenId, side, amounts, timestamp, salt }) => sign(tokenId, side, amounts, timestamp, salt),
    signOrderRequest: (intent) => {
      if (credentials === undefined) throw noCredentials();
      const { timestamp } = intent;
      const signed = sign(intent.tokenId, intent.side, limitAmounts(intent), timestamp, intent.salt);
      const body = orderBody(signed, credentials.key, intent);
      const headers = createL2Headers(credentials, signer.address, {
        timestamp: Math.floor(timestamp / 1000),
        method: "POST",
        path: "/order",
        body,
      });
      return { signed, body, headers };
    },
  };
}

function notSynchronous(address: Address): SigningError {
  return new SigningError({
    message: `The signer of ${address} does not answer at once.`,
    action: "Use signOrder with remote signers; createOrderSigner is for keys in this process.",
    context: { address },
    retry: "never",
  });
}

function noCredentials(): ValidationError {
  return new ValidationError({
    message: "signOrderRequest needs credentials.",
    action: "Give credentials to createOrderSigner.",
    context: { field: "credentials" },
  });
}
