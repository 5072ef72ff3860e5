import { describe, expect, it } from "@jest/globals";
import { POLYGON_CONTRACTS, parsePositionId } from "@pm/core-types";
import { conditionIdOf, outcomeTokenIdsOf, positionIdsV2Of } from "@pm/signing";
import { deriveMarketIds, negRiskGroupId, STANDARD_ORACLE } from "./market-ids.ts";

const contracts = POLYGON_CONTRACTS;

describe("market ids", () => {
  it("are what the contracts derive for a standard market", () => {
    const ids = deriveMarketIds({ contracts, seed: 1, slug: "rain", version: "v1", group: undefined });
    expect(ids.conditionId).toBe(conditionIdOf(STANDARD_ORACLE, ids.questionId));
    expect(ids.tokenIds).toEqual(outcomeTokenIdsOf(contracts.usdce, ids.conditionId));
  });

  it("number the questions of a neg-risk event in the last byte and use its adapter and collateral", () => {
    const group = { slug: "cup", size: 3, index: 2 };
    const id = negRiskGroupId({ contracts, seed: 1, version: "v1", group });
    expect(id).toMatch(/^0x[0-9a-f]{62}00$/);
    const ids = deriveMarketIds({ contracts, seed: 1, slug: "bees", version: "v1", group });
    expect(ids.questionId).toBe(`${id.slice(0, -2)}02`);
    expect(ids.conditionId).toBe(conditionIdOf(contracts.negRiskAdapter, ids.questionId));
    expect(ids.tokenIds).toEqual(outcomeTokenIdsOf(contracts.wrappedCollateral, ids.conditionId));
  });

  it("have the layout of Protocol V2 where the event says so", () => {
    const alone = deriveMarketIds({ contracts, seed: 1, slug: "rain", version: "v2", group: undefined });
    expect(alone.conditionId).toMatch(/^0x01[0-9a-f]{60}00$/);
    expect(alone.tokenIds).toEqual(positionIdsV2Of(alone.conditionId.slice(0, -2) as `0x${string}`));
    const group = { slug: "cup", size: 3, index: 2 };
    const id = negRiskGroupId({ contracts, seed: 1, version: "v2", group });
    const bees = deriveMarketIds({ contracts, seed: 1, slug: "bees", version: "v2", group });
    expect(parsePositionId(bees.tokenIds[1])).toMatchObject({
      module: "negRisk",
      arity: 3,
      conditionIndex: 2,
      outcomeIndex: 1,
    });
    expect(bees.conditionId.startsWith(id.slice(0, 60))).toBe(true);
  });

  it("follow from seed and slug alone", () => {
    const of = (seed: number, slug: string) =>
      deriveMarketIds({ contracts, seed, slug, version: "v1", group: undefined }).conditionId;
    expect(of(1, "rain")).toBe(of(1, "rain"));
    expect(new Set([of(1, "rain"), of(2, "rain"), of(1, "snow")]).size).toBe(3);
  });
});
