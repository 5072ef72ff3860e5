import { describe, expect, it } from "@jest/globals";
import { POLYGON_CONTRACTS } from "@pm/core-types";
import { conditionIdOf, outcomeTokenIdsOf } from "@pm/signing";
import { deriveMarketIds, negRiskGroupId, STANDARD_ORACLE } from "./market-ids.ts";

const contracts = POLYGON_CONTRACTS;

describe("market ids", () => {
  it("are what the contracts derive for a standard market", () => {
    const ids = deriveMarketIds({ contracts, seed: 1, slug: "rain", group: undefined });
    expect(ids.conditionId).toBe(conditionIdOf(STANDARD_ORACLE, ids.questionId));
    expect(ids.tokenIds).toEqual(outcomeTokenIdsOf(contracts.usdce, ids.conditionId));
  });

  it("number the questions of a neg-risk event in the last byte and use its adapter and collateral", () => {
    const id = negRiskGroupId(contracts, 1, "cup");
    expect(id).toMatch(/^0x[0-9a-f]{62}00$/);
    const ids = deriveMarketIds({ contracts, seed: 1, slug: "bees", group: { id, index: 2 } });
    expect(ids.questionId).toBe(`${id.slice(0, -2)}02`);
    expect(ids.conditionId).toBe(conditionIdOf(contracts.negRiskAdapter, ids.questionId));
    expect(ids.tokenIds).toEqual(outcomeTokenIdsOf(contracts.wrappedCollateral, ids.conditionId));
  });

  it("follow from seed and slug alone", () => {
    const of = (seed: number, slug: string) =>
      deriveMarketIds({ contracts, seed, slug, group: undefined }).conditionId;
    expect(of(1, "rain")).toBe(of(1, "rain"));
    expect(new Set([of(1, "rain"), of(2, "rain"), of(1, "snow")]).size).toBe(3);
  });
});
