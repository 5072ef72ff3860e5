import { describe, expect, it } from "@jest/globals";
import { bn254 } from "@noble/curves/bn254.js";
import {
  address,
  type ConditionId,
  formatPositionId,
  type Hex,
  POLYGON_CONTRACTS,
  type PositionModule,
  parsePositionId,
  type TokenId,
} from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import { encodeAbiParameters, keccak256 as viemKeccak } from "viem";
import { addPoints, FIELD, liftX } from "./alt-bn128.ts";
import * as ctf from "./index.ts";

const random = createSeededRandom(3);
const hex = (length: number): Hex => `0x${Buffer.from(random.bytes(length)).toString("hex")}`;
const { usdce, wrappedCollateral, negRiskAdapter } = POLYGON_CONTRACTS;

describe("positions of Conditional Tokens", () => {
  // Live markets, read from the venue's own answers: oracle, question, condition and both tokens.
  const live = [
    {
      name: "a standard market",
      collateral: usdce,
      oracle: address("0x65070BE91477460D8A7AeEb94ef92fe056C2f2A7"),
      question: "0x52e264bc16a4a0dd202f521e97a3476aea56d1c6120077db1fb9aca2caf7797c",
      condition: "0xd57eed0d44f5b8ca54925d8d6ff440b146b3e6e071da18136ee3ee572d34479e",
      tokens: [
        "22978793223071892222859460592277435458011604214087068523744633723809814935807",
        "108268928354766371660560153450121076545199284531791348447523752861907448942629",
      ],
    },
  ] as const;

  it.each(live)("are those of $name", ({ collateral, oracle, question, condition, tokens }) => {
    expect(ctf.conditionIdOf(oracle, question)).toBe(condition);
    expect(ctf.outcomeTokenIdsOf(collateral, condition)).toEqual(tokens);
  });

  it("differ by collateral, condition and outcome", () => {
    const [first, second] = [hex(32), hex(32)];
    const ids = [first, second].flatMap((condition) => [
      ...ctf.outcomeTokenIdsOf(usdce, condition),
      ...ctf.outcomeTokenIdsOf(wrappedCollateral, condition),
    ]);
    expect(new Set(ids).size).toBe(8);
  });

  it("nest: the order in which collections are combined does not matter", () => {
    for (let run = 0; run < 20; run++) {
      const [a, b] = [hex(32), hex(32)];
      const [first, second] = [ctf.collectionIdOf(a, 1n), ctf.collectionIdOf(b, 2n)];
      const nested = ctf.collectionIdOf(b, 2n, first);
      expect(nested).toBe(ctf.collectionIdOf(a, 1n, second));
      expect(nested).toBe(ctf.combineCollectionIds([second, first]));
      expect(ctf.combineCollectionIds([first])).toBe(first);
    }
  });

  it("have no collection for a parent that is no point of the curve", () => {
    const outside: Hex = `0x${FIELD.toString(16).padStart(64, "0")}`;
    const top: Hex = `0x8${"0".repeat(63)}`;
    for (const parent of [outside, top, `0x${"0".repeat(63)}4` as Hex]) {
      expect(() => ctf.collectionIdOf(hex(32), 1n, parent)).toThrow(/no point of the curve/);
    }
    expect(() => ctf.collectionIdOf("0x12", 1n)).toThrow(/condition/);
  });
});

describe("alt_bn128", () => {
  const { Point } = bn254.G1;

  it("adds and doubles as @noble/curves does", () => {
    for (let run = 0; run < 50; run++) {
      const [a, b] = [1, 2].map(() =>
        Point.BASE.multiply((BigInt(hex(31)) % Point.Fn.ORDER) + 1n).toAffine(),
      );
      expect(addPoints(a, b)).toEqual(Point.fromAffine(a!).add(Point.fromAffine(b!)).toAffine());
      expect(addPoints(a, a)).toEqual(Point.fromAffine(a!).double().toAffine());
      expect(liftX(a!.x, a!.y % 2n === 1n)).toBe(a!.y);
      expect(liftX(a!.x, a!.y % 2n === 0n)).toBe(FIELD - a!.y);
    }
  });

  it("knows the point at infinity", () => {
    const point = { x: 1n, y: 2n };
    expect(addPoints(point, { x: 1n, y: FIELD - 2n })).toBeUndefined();
    expect(addPoints(undefined, point)).toBe(point);
    expect(addPoints(point, undefined)).toBe(point);
    const zero: Hex = `0x${"0".repeat(64)}`;
    const id = ctf.collectionIdOf(hex(32), 1n);
    expect(ctf.combineCollectionIds([])).toBe(zero);
    expect(ctf.combineCollectionIds([id, zero])).toBe(id);
  });
});

describe("neg-risk ids", () => {
  const metadata = "0x1234";
  const market = ctf.negRiskMarketIdOf(negRiskAdapter, 0n, metadata);

  it("are the adapter's hash with the index in the last byte", () => {
    const types = [{ type: "address" }, { type: "uint256" }, { type: "bytes" }] as const;
    const encoded = encodeAbiParameters(types, [negRiskAdapter as string as Hex, 0n, metadata]);
    expect(market).toBe(`${viemKeccak(encoded).slice(0, -2)}00`);
    expect(ctf.negRiskQuestionIdOf(market, 0)).toBe(market);
    expect(ctf.negRiskQuestionIdOf(market, 255)).toBe(`${market.slice(0, -2)}ff`);
    const condition: ConditionId = ctf.negRiskConditionIdOf(market, POLYGON_CONTRACTS);
    expect(condition).toBe(ctf.conditionIdOf(negRiskAdapter, market, 2n));
  });

  it.each([-1, 256, 1.5])("have no question %d", (index) => {
    expect(() => ctf.negRiskQuestionIdOf(market, index)).toThrow(/index/);
  });
});

describe("positions of Protocol V2", () => {
  const id = formatPositionId({
    ...{ module: "negRisk", hash: 0xabcdef0123456789abcdef0123456789n, arity: 3 },
    ...{ resolutionChain: 137, conditionIndex: 0x8002, outcomeIndex: 1 },
  });

  it("have a condition and an event, and a condition has its two positions", () => {
    const condition = `0x02abcdef0123456789abcdef012345678900030000000000000000008980${"02"}`;
    expect(ctf.conditionIdV2Of(id)).toBe(condition);
    expect(ctf.eventIdV2Of(id)).toBe(condition.slice(0, -4));
    expect(ctf.positionIdsV2Of(condition as Hex)).toEqual([(BigInt(id) - 1n).toString(), id]);
  });

  it("are not tokens of Conditional Tokens", () => {
    const [token] = ctf.outcomeTokenIdsOf(usdce, hex(32));
    for (const read of [ctf.conditionIdV2Of, ctf.eventIdV2Of])
      expect(() => read(token)).toThrow(/reserved bits/);
  });

  it("need a condition of 31 bytes, of a module that exists", () => {
    for (const condition of ["0x01", hex(32), `0x05${"00".repeat(30)}` as Hex]) {
      expect(() => ctf.positionIdsV2Of(condition as Hex)).toThrow(
        expect.objectContaining({ outcome: "not-sent" }),
      );
    }
  });
});

describe("combos", () => {
  const leg = (hash: bigint, outcomeIndex: 0 | 1 = 0, module: PositionModule = "binary"): TokenId =>
    formatPositionId({ module, hash, arity: 0, resolutionChain: 137, conditionIndex: 0, outcomeIndex });

  it("hash their legs in ascending order, whatever order they come in", () => {
    const legs = [leg(9n), leg(2n, 1), leg(5n, 0, "negRisk")];
    const sorted = legs.map(BigInt).sort((a, b) => (a < b ? -1 : 1));
    const inner = encodeAbiParameters([{ type: "uint256[]" }], [sorted]);
    const hash = viemKeccak(encodeAbiParameters([{ type: "uint256" }, { type: "bytes" }], [3n, inner]));
    const expected = `0x03${hash.slice(34)}${"00".repeat(14)}`;
    expect(ctf.comboConditionIdOf(legs)).toBe(expected);
    expect(ctf.comboConditionIdOf([...legs].reverse())).toBe(expected);
    expect(parsePositionId(ctf.positionIdsV2Of(expected as Hex)[1])).toMatchObject({
      module: "combinatorial",
      outcomeIndex: 1,
    });
  });

  it.each<[string, readonly TokenId[]]>([
    ["no leg", []],
    ["51 legs", Array.from({ length: 51 }, (_, index) => leg(BigInt(index)))],
    ["the same leg twice", [leg(1n), leg(2n), leg(1n)]],
    ["both outcomes of a condition", [leg(1n, 0), leg(2n), leg(1n, 1)]],
    ["a combo as a leg", [leg(1n, 0, "combinatorial")]],
    ["a directional leg", [leg(1n, 0, "directional")]],
  ])("refuse %s", (_, legs) => {
    expect(() => ctf.comboConditionIdOf(legs)).toThrow(
      expect.objectContaining({ context: { field: "legs" } }),
    );
  });

  it("take 50 legs", () => {
    expect(ctf.comboConditionIdOf(Array.from({ length: 50 }, (_, index) => leg(BigInt(index))))).toMatch(
      /^0x03/,
    );
  });
});
