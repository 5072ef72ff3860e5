import type { ExchangeDomain } from "../domain/market-rules.ts";
import { errorGuard } from "../errors/guard.ts";
import { MarketVersionError } from "../errors/market-data.ts";
import { InvalidIdError } from "../errors/validation.ts";
import type { ConditionId, TokenId } from "../ids/ids.ts";
import { conditionIdOfPosition, isPositionId, type PositionId } from "../ids/position-id.ts";
import type { Environment } from "./environment.ts";

/** What decides the exchange of a market. All of it is data of the market, nothing is assumed. */
export type MarketExchangeInput = {
  readonly tokenId: TokenId;
  readonly negRisk: boolean;
  /**
   * The market's own version (`"v1"`, `"v2"`) where the source carries one: Gamma always does, the CLOB only for v2.
   * Undefined: the source does not tell, and the layout of the id decides alone, as it does in the venue's SDK.
   */
  readonly version?: string | null | undefined;
  /** Checked against the id of a v2 market when given. */
  readonly conditionId?: ConditionId;
};

/** What `exchangeFor` throws. */
export type ExchangeForError = MarketVersionError | InvalidIdError;

/**
 * The exchange of a kind of market: Exchange V3 for protocol version 2, else V2, standard or neg-risk. For callers who
 * know the kind; `exchangeFor` reads it from a market's data, and checks it. Source: the venue's migration guide, 2026-10.
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

/**
 * The exchange that an order of a market is signed for, from the market's own data: its version decides and the bits of
 * its id are the cross-check; where they disagree, nobody knows, and nothing is signed.
 *
 * @throws {MarketVersionError} an unknown version, or one that its ids contradict.
 * @throws {InvalidIdError} a token id that is no decimal uint256.
 */
export function exchangeFor(environment: Environment, market: MarketExchangeInput): ExchangeDomain {
  return domainFor(environment, { negRisk: market.negRisk, version: marketVersion(market) });
}

/**
 * The protocol version of a market, its version field and the layout of its ids agreeing.
 *
 * @throws {MarketVersionError} an unknown version, or one that its ids contradict.
 * @throws {InvalidIdError} a token id that is no decimal uint256.
 */
export function marketVersion(market: Omit<MarketExchangeInput, "negRisk">): "v1" | "v2" {
  const { tokenId, version, conditionId } = market;
  const byBits = isPositionId(tokenId) ? "v2" : "v1";
  const stated = version ?? byBits;
  if (stated !== "v1" && stated !== "v2")
    throw conflict(market, `version ${JSON.stringify(stated)} is unknown`);
  if (stated !== byBits)
    throw conflict(market, `it says ${stated}, but its token id is laid out as ${byBits}`);
  if (
    stated === "v2" &&
    conditionId !== undefined &&
    conditionId !== conditionIdOfPosition(tokenId as string as PositionId)
  ) {
    throw conflict(market, "its condition id is not the one inside its position id");
  }
  return stated;
}

function conflict(market: Omit<MarketExchangeInput, "negRisk">, problem: string): MarketVersionError {
  const { tokenId, version, conditionId } = market;
  return new MarketVersionError({
    message: `The exchange of this market is not certain: ${problem}.`,
    context: { tokenId, version: version ?? null, ...(conditionId === undefined ? {} : { conditionId }) },
  });
}

/** Guard of `ExchangeForError`. */
export const isExchangeForError: (error: unknown) => error is ExchangeForError = errorGuard(
  MarketVersionError,
  InvalidIdError,
);
