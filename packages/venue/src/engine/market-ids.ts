import {
  type Address,
  address,
  type ConditionId,
  type Contracts,
  type Hex,
  type TokenId,
} from "@pm/core-types";
import {
  conditionIdOf,
  negRiskConditionIdOf,
  negRiskMarketIdOf,
  negRiskQuestionIdOf,
  outcomeTokenIdsOf,
} from "@pm/signing";
import { questionId } from "./ids.ts";

/** The UMA adapter (version 2) that answers standard markets: their oracle on chain, Gamma's `resolvedBy`. */
export const STANDARD_ORACLE: Address = address("0x6A9D222616C90FcA5754cd1333cFD9b7fb6a4F74");

/** Ids of one market, as the contracts derive them. */
export type MarketIds = {
  readonly questionId: Hex;
  readonly conditionId: ConditionId;
  readonly tokenIds: readonly [TokenId, TokenId];
};

/** What a market's ids are made from. `group` is the neg-risk event it belongs to. */
export type MarketIdInput = {
  readonly contracts: Contracts;
  readonly seed: number;
  readonly slug: string;
  readonly group: { readonly id: Hex; readonly index: number } | undefined;
};

/** Id of a neg-risk event: its last byte is zero, so that questions are numbered in it. */
export function negRiskGroupId(contracts: Contracts, seed: number, slug: string): Hex {
  return negRiskMarketIdOf(contracts.negRiskAdapter, 0n, questionId(seed, `neg-risk:${slug}`));
}

/** The ids that a market with this question would have on chain; the question comes from the seed and the slug. */
export function deriveMarketIds(input: MarketIdInput): MarketIds {
  const { contracts, group } = input;
  if (group === undefined) {
    const question = questionId(input.seed, input.slug);
    const conditionId = conditionIdOf(STANDARD_ORACLE, question);
    return { questionId: question, conditionId, tokenIds: outcomeTokenIdsOf(contracts.usdce, conditionId) };
  }
  const question = negRiskQuestionIdOf(group.id, group.index);
  const conditionId = negRiskConditionIdOf(question, contracts);
  return {
    questionId: question,
    conditionId,
    tokenIds: outcomeTokenIdsOf(contracts.wrappedCollateral, conditionId),
  };
}
