import { describe, expect, it } from "@jest/globals";
import { address, type Hex } from "@pm/core-types";
import fc from "fast-check";
import { encodeFunctionData, parseAbi } from "viem";
import { type AbiValue, encodeCall } from "./abi.ts";
import { MAX_UINT256 } from "./call.ts";
import * as calls from "./index.ts";

const to = address("0x12121212006e4CD160D18e3f00711DA5c3372600");
const other = address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
const third = address("0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB");
const condition: Hex = `0x${"11".repeat(32)}`;
const conditionV2: Hex = `0x01${"22".repeat(30)}`;
const zero: Hex = `0x${"00".repeat(32)}`;

const abi = parseAbi([
  "function approve(address spender, uint256 amount)",
  "function transfer(address recipient, uint256 amount)",
  "function allowance(address owner, address spender)",
  "function setApprovalForAll(address operator, bool approved)",
  "function isApprovedForAll(address owner, address operator)",
  "function balanceOf(address owner, uint256 id)",
  "function balanceOfBatch(address[] owners, uint256[] ids)",
  "function wrap(address asset, address to, uint256 amount)",
  "function unwrap(address asset, address to, uint256 amount)",
  "function deposit(address token, uint256 amount, address to)",
  "function splitPosition(address c, bytes32 p, bytes32 condition, uint256[] partition, uint256 amount)",
  "function mergePositions(address c, bytes32 p, bytes32 condition, uint256[] partition, uint256 amount)",
  "function redeemPositions(address c, bytes32 p, bytes32 condition, uint256[] indexSets)",
  "function convertPositions(bytes32 market, uint256 indexSet, uint256 amount)",
  "function split(bytes31 condition, uint256 amount)",
  "function merge(bytes31 condition, uint256 amount)",
  "function redeem(bytes31 condition, uint256 outcome, uint256 amount)",
  "function prepareCondition(uint256[] legs)",
]);
const negRiskAbi = parseAbi([
  "function splitPosition(bytes32 condition, uint256 amount)",
  "function mergePositions(bytes32 condition, uint256 amount)",
  "function redeemPositions(bytes32 condition, uint256[] amounts)",
]);

type Case = readonly [
  functionName: string,
  call: calls.ContractCall,
  args: readonly unknown[],
  onNegRisk?: boolean,
];

const cases: readonly Case[] = [
  ["approve", calls.approveCall(to, other, MAX_UINT256), [other, MAX_UINT256]],
  ["transfer", calls.transferCall(to, other, 1n), [other, 1n]],
  ["allowance", calls.allowanceCall(to, other, third), [other, third]],
  ["setApprovalForAll", calls.setApprovalForAllCall(to, other, true), [other, true]],
  ["setApprovalForAll", calls.setApprovalForAllCall(to, other, false), [other, false]],
  ["isApprovedForAll", calls.isApprovedForAllCall(to, other, third), [other, third]],
  ["balanceOf", calls.balanceOfCall(to, other, 5n), [other, 5n]],
  [
    "balanceOfBatch",
    calls.balanceOfBatchCall(to, other, [1n, 2n]),
    [
      [other, other],
      [1n, 2n],
    ],
  ],
  ["wrap", calls.wrapCollateralCall(to, third, other, 9n), [third, other, 9n]],
  ["unwrap", calls.unwrapCollateralCall(to, third, other, 9n), [third, other, 9n]],
  ["deposit", calls.perpsDepositCall(to, third, 9n, other), [third, 9n, other]],
  [
    "splitPosition",
    calls.splitPositionCall(to, third, condition, 3n),
    [third, zero, condition, [1n, 2n], 3n],
  ],
  [
    "mergePositions",
    calls.mergePositionsCall(to, third, condition, 3n),
    [third, zero, condition, [1n, 2n], 3n],
  ],
  ["redeemPositions", calls.redeemPositionsCall(to, third, condition), [third, zero, condition, [1n, 2n]]],
  ["convertPositions", calls.convertPositionsCall(to, condition, 6n, 3n), [condition, 6n, 3n]],
  ["split", calls.splitV2Call(to, conditionV2, 3n), [conditionV2, 3n]],
  ["merge", calls.mergeV2Call(to, `${conditionV2}01`, 3n), [conditionV2, 3n]],
  ["redeem", calls.redeemV2Call(to, conditionV2, 1, 3n), [conditionV2, 1n, 3n]],
  ["prepareCondition", calls.prepareComboCall(to, [7n, 8n]), [[7n, 8n]]],
  ["splitPosition", calls.splitNegRiskCall(to, condition, 3n), [condition, 3n], true],
  ["mergePositions", calls.mergeNegRiskCall(to, condition, 3n), [condition, 3n], true],
  ["redeemPositions", calls.redeemNegRiskCall(to, condition, [3n, 4n]), [condition, [3n, 4n]], true],
];

describe("call data", () => {
  it.each(cases)("%s is what viem encodes", (functionName, call, args, onNegRisk = false) => {
    const data = encodeFunctionData({ abi: onNegRisk ? negRiskAbi : abi, functionName, args } as never);
    expect(call).toEqual({ to, data, value: 0n });
  });

  it("of nested, dynamic and static types is what viem encodes, for random values", () => {
    const signature =
      "f(bytes,(uint8,address,uint256,bytes)[],bool,uint256[],bytes4,(uint64,bytes32),address[])";
    const types = "bytes a, (uint8 a, address b, uint256 c, bytes d)[] b, bool c, uint256[] d, bytes4 e";
    const random = parseAbi([`function f(${types}, (uint64 a, bytes32 b) f, address[] g)`] as never);
    const bytes = (length: { minLength?: number; maxLength: number }) =>
      fc.uint8Array(length).map((value): Hex => `0x${Buffer.from(value).toString("hex")}`);
    const fixed = (length: number) => bytes({ minLength: length, maxLength: length });
    const uint = (bits: number) => fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n });
    const tuple = fc.tuple(uint(8), fixed(20), uint(256), bytes({ maxLength: 70 }));
    const values = fc.tuple(
      bytes({ maxLength: 100 }),
      fc.array(tuple, { maxLength: 3 }),
      fc.boolean(),
      fc.array(uint(256), { maxLength: 4 }),
      fixed(4),
      fc.tuple(uint(64), fixed(32)),
      fc.array(fixed(20), { maxLength: 3 }),
    );
    fc.assert(
      fc.property(values, ([a, b, c, d, e, f, g]) => {
        const named = b.map(([x, y, z, w]) => ({ a: Number(x), b: y, c: z, d: w }));
        const args = [a, named, c, d, e, { a: f[0], b: f[1] }, g];
        const data = encodeFunctionData({ abi: random, functionName: "f", args } as never);
        expect(encodeCall(signature, a, b, c, d, e, f, g)).toBe(data);
      }),
    );
  });

  it("takes functions without arguments", () => {
    expect(encodeCall("pause()")).toBe("0x8456cb59");
  });

  it.each<[string, readonly AbiValue[], string]>([
    ["f(uint256)", [-1n], "uint256"],
    ["f(uint256)", [1n << 256n], "uint256"],
    ["f(uint8)", [256n], "uint8"],
    ["f(uint256)", ["1"], "uint256"],
    ["f(bool)", [1n], "bool"],
    ["f(address)", ["0x1234"], "address"],
    ["f(bytes32)", ["0x12"], "bytes32"],
    ["f(bytes33)", ["0x12"], "bytes33"],
    ["f(bytes)", ["0x123"], "bytes"],
    ["f(uint256[])", [1n], "uint256[]"],
    ["f(uint256,uint256)", [1n], "arguments"],
  ])("refuses values that do not fit %s", (signature, values, field) => {
    expect(() => encodeCall(signature, ...values)).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ field }) }),
    );
  });

  it("refuses conditions of the wrong protocol", () => {
    expect(() => calls.splitV2Call(to, condition, 1n)).toThrow(/31 bytes/);
    expect(() => calls.redeemV2Call(to, conditionV2, 2 as never, 1n)).toThrow(/outcome/);
  });
});
