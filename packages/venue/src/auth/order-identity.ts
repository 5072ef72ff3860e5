import type { Address, Environment, ExchangeDomain, OrderId } from "@pm/core-types";
import { domainFor, hashOrder, type ReceivedOrder, verifyOrder } from "@pm/signing";
import type { Wallets } from "../accounts/wallets.ts";
import type { MarketView } from "../engine/index.ts";
import type { KeyRecord } from "./api-keys.ts";
import type { KnownKeys } from "./known-keys.ts";
import type { SessionSigners } from "./session-signers.ts";

/** What of a market decides how its orders are signed; it never changes. */
export type SigningTerms = Pick<MarketView, "version" | "negRisk">;

/** What the signature and the addresses of an order proved. */
export type Identity =
  | { readonly ok: true; readonly orderId: OrderId }
  | { readonly ok: false; readonly orderId: OrderId; readonly error: string };

/** Texts the venue answers for orders whose parts do not belong together. */
export const IDENTITY_ERRORS = {
  owner: "the order owner has to be the owner of the API KEY",
  signer: "the order signer address has to be the address of the API KEY",
  signature: "invalid signature",
  version: "order_version_mismatch",
} as const;

/** Checks orders against the key that posts them. */
export type OrderIdentity = (received: ReceivedOrder, market: SigningTerms, key: KeyRecord) => Identity;

type Proof = { readonly orderId: OrderId; readonly recovered: Address | undefined };

type Options = {
  readonly environment: Environment;
  readonly wallets: Wallets;
  readonly sessions: SessionSigners;
  /** Where no native engine recovers keys. */
  readonly knownKeys: KnownKeys | undefined;
};

/**
 * Builds the check: the signature recovers to the account of the API key (or its session key), under the
 * domain of the market's exchange, and the maker is the wallet that the signature type says.
 */
export function createOrderIdentity(options: Options): OrderIdentity {
  const { environment, wallets, sessions } = options;
  const standard = domainFor(environment, { negRisk: false });
  const negRisk = domainFor(environment, { negRisk: true });
  const v3 = domainFor(environment, { negRisk: false, version: "v2" });
  const domainOf = (market: SigningTerms) =>
    market.version === "v2" ? v3 : market.negRisk ? negRisk : standard;
  /** Exchanges of the other protocol version: orders signed for one of them are of the wrong version. */
  const foreign = (market: SigningTerms) => (market.version === "v2" ? [standard, negRisk] : [v3]);

  const makerBelongs = ({ order }: ReceivedOrder, account: Address): boolean => {
    if (order.signatureType === 0) return same(order.maker, account);
    const owned = wallets.of(account);
    if (order.signatureType === 1) return same(order.maker, owned.proxy);
    if (order.signatureType === 2) return same(order.maker, owned.safe);
    return (
      owned.deposit.some((wallet) => same(wallet, order.maker)) || sessions.mayTrade(order.maker, account)
    );
  };

  /** Who signed, when the signature stands for the order. */
  const prove = (received: ReceivedOrder, domain: ExchangeDomain, account: Address): Proof => {
    const { order, signature } = received;
    if (options.knownKeys === undefined || order.signatureType === 3) {
      const { valid, recovered, orderId } = verifyOrder(order, domain, signature);
      return { orderId, recovered: valid ? recovered : undefined };
    }
    const orderId = hashOrder(order, domain);
    const digest = Buffer.from(orderId.slice(2), "hex");
    const signed = options.knownKeys.signed(digest, signature, account);
    return { orderId, recovered: signed ? account : undefined };
  };

  return (received, market, key) => {
    const { order, signature } = received;
    const domain = domainOf(market);
    const refuse = (error: string): Identity => ({ ok: false, orderId: hashOrder(order, domain), error });

    const accountSigns =
      order.signatureType === 3 ? same(order.signer, order.maker) : same(order.signer, key.address);
    if (!accountSigns || (order.signatureType === 3 && !makerBelongs(received, key.address))) {
      return refuse(IDENTITY_ERRORS.signer);
    }
    const proof = prove(received, domain, key.address);
    if (proof.recovered === undefined) {
      const mismatch = foreign(market).some((other) => verifyOrder(order, other, signature).valid);
      return refuse(mismatch ? IDENTITY_ERRORS.version : IDENTITY_ERRORS.signature);
    }
    if (!same(proof.recovered, key.address) || !makerBelongs(received, key.address)) {
      return refuse(IDENTITY_ERRORS.signature);
    }
    return { ok: true, orderId: proof.orderId };
  };
}

function same(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}
