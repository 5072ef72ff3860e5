import type { ExchangeDomain } from "@pm/core-types";
import { domainSeparator as hashDomain } from "../typed-data/hash.ts";
import { type TypedData, typedDomain } from "../typed-data/typed-data.ts";

/** The EIP-712 name of every exchange. */
export const EXCHANGE_NAME = "Polymarket CTF Exchange";

/** The EIP-712 domain of an exchange. */
export function exchangeTypedDomain(domain: ExchangeDomain): TypedData["domain"] {
  return typedDomain({ name: EXCHANGE_NAME, ...domain });
}

const separators = new WeakMap<ExchangeDomain, Uint8Array>();

/** The domain separator of an exchange (32 bytes), computed once per domain object. */
export function exchangeSeparator(domain: ExchangeDomain): Uint8Array {
  let separator = separators.get(domain);
  if (separator === undefined) {
    separator = hashDomain(exchangeTypedDomain(domain));
    separators.set(domain, separator);
  }
  return separator;
}
