import {
  type ConditionId,
  type Contracts,
  conditionId,
  type Hex,
  type TokenId,
  tokenId,
} from "@pm/core-types";
import { questionId } from "./ids.ts";

/** Ids of one market. */
export type MarketIds = {
  readonly questionId: Hex;
  readonly conditionId: ConditionId;
  readonly tokenIds: readonly [TokenId, TokenId];
};

/** Id of a neg-risk event: its last byte is zero, so that questions are numbered in it. */
export function negRiskMarketId(_contracts: Contracts, seed: number, slug: string): Hex {
  return `${questionId(seed, `neg-risk:${slug}`).slice(0, -2)}00` as Hex;
}

/** Ids of a market, a function of the seed and the slug. */
export function marketIds(
  _contracts: Contracts,
  seed: number,
  slug: string,
  negRisk: Hex | undefined,
  index: number,
): MarketIds {
  const question =
    negRisk === undefined
      ? questionId(seed, slug)
      : (`${negRisk.slice(0, -2)}${index.toString(16).padStart(2, "0")}` as Hex);
  const token = (outcome: number) => tokenId(BigInt(questionId(seed, `${question}:${outcome}`)).toString());
  return {
    questionId: question,
    conditionId: conditionId(questionId(seed, `condition:${question}`)),
    tokenIds: [token(0), token(1)],
  };
}
