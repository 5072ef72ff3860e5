import {
  type Address,
  address,
  type ConditionId,
  type Contracts,
  formatPositionId,
  type Hex,
  type TokenId,
} from "@pm/core-types";
import {
  conditionIdOf,
  conditionIdV2Of,
  eventIdV2Of,
  negRiskConditionIdOf,
  negRiskMarketIdOf,
  negRiskQuestionIdOf,
  outcomeTokenIdsOf,
} from "@pm/signing";
import { questionId } from "./ids.ts";

/** The UMA adapter (version 2) that answers standard markets: their oracle on chain, Gamma's `resolvedBy`. */
export const STANDARD_ORACLE: Address = address("0x6A9D222616C90FcA5754cd1333cFD9b7fb6a4F74");

/** Position protocol of a market: Conditional Tokens (`v1`), or structured position ids on Exchange V3 (`v2`). */
export type ProtocolVersion = "v1" | "v2";

/** Ids of one market, as the contracts derive them. */
export type MarketIds = {
  readonly questionId: Hex;
  readonly conditionId: ConditionId;
  readonly tokenIds: readonly [TokenId, TokenId];
};

/** A neg-risk event, and which of its `size` markets is meant. */
export type GroupPlace = { readonly slug: string; readonly size: number; readonly index: number };

/** What a market's ids are made from. */
export type MarketIdInput = {
  readonly contracts: Contracts;
  readonly seed: number;
  readonly slug: string;
  readonly version: ProtocolVersion;
  readonly group: GroupPlace | undefined;
};

const groupQuestion = (seed: number, slug: string): Hex => questionId(seed, `neg-risk:${slug}`);

/** Id of a neg-risk event. Its low bytes are zero: they number the questions in it. */
export function negRiskGroupId(input: Omit<MarketIdInput, "slug"> & { readonly group: GroupPlace }): Hex {
  if (input.version === "v2") return `${eventIdV2Of(positionV2(input, 0))}000000`;
  const { contracts, seed, group } = input;
  return negRiskMarketIdOf(contracts.negRiskAdapter, 0n, groupQuestion(seed, group.slug));
}

/** The ids that a market with this question would have on chain; the question comes from the seed and the slug. */
export function deriveMarketIds(input: MarketIdInput): MarketIds {
  const { contracts, group, seed, slug, version } = input;
  if (version === "v2") {
    const tokenIds = [positionV2(input, 0), positionV2(input, 1)] as const;
    // The CLOB pads the 31-byte condition with a zero byte.
    const conditionId = `${conditionIdV2Of(tokenIds[0])}00` as ConditionId;
    return { questionId: questionId(seed, slug), conditionId, tokenIds };
  }
  if (group === undefined) {
    const question = questionId(seed, slug);
    const conditionId = conditionIdOf(STANDARD_ORACLE, question);
    return { questionId: question, conditionId, tokenIds: outcomeTokenIdsOf(contracts.usdce, conditionId) };
  }
  const question = negRiskQuestionIdOf(negRiskGroupId({ ...input, group }), group.index);
  const conditionId = negRiskConditionIdOf(question, contracts);
  return {
    questionId: question,
    conditionId,
    tokenIds: outcomeTokenIdsOf(contracts.wrappedCollateral, conditionId),
  };
}

/** A Protocol V2 position: its hash is the top half of the question's, or of its event's. */
function positionV2(
  input: Pick<MarketIdInput, "seed" | "group"> & { readonly slug?: string },
  outcome: 0 | 1,
): TokenId {
  const { seed, group, slug = "" } = input;
  const question = group === undefined ? questionId(seed, slug) : groupQuestion(seed, group.slug);
  return formatPositionId({
    module: group === undefined ? "binary" : "negRisk",
    hash: BigInt(question.slice(0, 34)),
    arity: group?.size ?? 0,
    resolutionChain: 0,
    conditionIndex: group?.index ?? 0,
    outcomeIndex: outcome,
  });
}
