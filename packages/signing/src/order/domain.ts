import type { Environment, ExchangeDomain } from "@pm/core-types";
import { domainSeparator as hashDomain } from "../typed-data/hash.ts";
import { type TypedData, typedDomain } from "../typed-data/typed-data.ts";

/** The EIP-712 name of every exchange. */
export const EXCHANGE_NAME = "Polymarket CTF Exchange";

/**
 * The domain a market's orders are signed for: Exchange V3 for every market of protocol version 2; otherwise
 * Exchange V2, standard or neg-risk. Source: the venue's contract migration guide, 2026-10.
 */
export function domainFor(
  environment: Environment,
  market: { readonly negRisk: boolean; readonly version?: "v1" | "v2" },
): ExchangeDomain {
  const { chainId, contracts } = environment;
  if (market.version === "v2") return { chainId, version: "3", verifyingContract: contracts.exchangeV3 };
  const verifyingContract = market.negRisk ? contracts.negRiskExchangeV2 : contracts.exchangeV2;
  return { chainId, version: "2", verifyingContract };
}

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
