import { describe, expect, it } from "@jest/globals";
import { TypedDataEncoder } from "ethers";
import fc from "fast-check";
import { hashTypedData as viemHash } from "viem";
import { toHex } from "../bytes/hex.ts";
import { hashTypedData } from "./hash.ts";
import type { TypedData } from "./typed-data.ts";

const hexOf = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => toHex(bytes));
const uint = fc.bigInt({ min: 0n, max: (1n << 256n) - 1n });

const types = {
  Person: [
    { name: "name", type: "string" },
    { name: "wallets", type: "address[]" },
  ],
  Asset: [
    { name: "id", type: "bytes32" },
    { name: "data", type: "bytes" },
  ],
  Mail: [
    { name: "from", type: "Person" },
    { name: "to", type: "Person[]" },
    { name: "asset", type: "Asset" },
    { name: "amount", type: "uint256" },
    { name: "kind", type: "uint8" },
    { name: "open", type: "bool" },
    { name: "change", type: "int256" },
    { name: "small", type: "int8" },
    { name: "tag", type: "bytes4" },
    { name: "pair", type: "uint16[2]" },
    { name: "grid", type: "string[][2]" },
    { name: "both", type: "Person[2]" },
  ],
} as const;

const person = fc.record({ name: fc.string(), wallets: fc.array(hexOf(20), { maxLength: 3 }) });
const mail = fc.record({
  from: person,
  to: fc.array(person, { maxLength: 3 }),
  asset: fc.record({ id: hexOf(32), data: fc.uint8Array({ maxLength: 80 }).map((bytes) => toHex(bytes)) }),
  amount: uint,
  kind: fc.nat({ max: 255 }),
  open: fc.boolean(),
  change: fc.bigInt({ min: -(1n << 255n), max: (1n << 255n) - 1n }),
  small: fc.integer({ min: -128, max: 127 }),
  tag: hexOf(4),
  pair: fc.tuple(fc.nat(65_535), fc.nat(65_535)),
  grid: fc.tuple(fc.array(fc.string(), { maxLength: 2 }), fc.array(fc.string(), { maxLength: 2 })),
  both: fc.tuple(person, person),
});
const domain = fc.record(
  {
    name: fc.string(),
    version: fc.string(),
    chainId: fc.nat(),
    verifyingContract: hexOf(20),
    salt: hexOf(32),
  },
  { requiredKeys: [] },
);

describe("hashTypedData", () => {
  it("equals ethers and viem for nested structs, arrays and any set of domain fields", () => {
    fc.assert(
      fc.property(domain, mail, (domain, message) => {
        const typed: TypedData = { domain, types, primaryType: "Mail", message };
        const ours = toHex(hashTypedData(typed));
        expect(ours).toBe(viemHash({ domain, types, primaryType: "Mail", message } as never));
        const mutable = Object.fromEntries(
          Object.entries(types).map(([name, fields]) => [name, [...fields]]),
        );
        expect(ours).toBe(TypedDataEncoder.hash(domain, mutable, message));
      }),
    );
  });

  it("takes integers as bigints, whole numbers and decimal text", () => {
    const hash = (kind: unknown): string =>
      toHex(
        hashTypedData({
          domain: {},
          types: { A: [{ name: "kind", type: "uint8" }] },
          primaryType: "A",
          message: { kind },
        }),
      );
    expect(new Set([hash(7n), hash(7), hash("7")]).size).toBe(1);
  });

  it.each<[string, string, unknown]>([
    ["a missing value", "uint256", undefined],
    ["a fraction", "uint256", 1.5],
    ["a negative integer", "uint256", -1n],
    ["an integer above the type", "uint256", 1n << 256n],
    ["an integer above its own type", "uint8", 256],
    ["an integer below a signed type", "int8", -129],
    ["an integer above a signed type", "int8", 128n],
    ["a width that no integer has", "uint7", 1],
    ["bytes wider than a word", "bytes33", `0x${"00".repeat(33)}`],
    ["bytes4 of three", "bytes4", "0x010203"],
    ["a bool as a number", "bool", 1],
    ["too few elements", "uint8[2]", [1]],
    ["text that is no integer", "uint256", "0x1"],
    ["an address of the wrong length", "address", "0x12"],
    ["bytes32 of the wrong length", "bytes32", "0x12"],
    ["bytes that are no hex", "bytes", "0x1"],
    ["text that is no text", "string", 7],
    ["an array that is none", "uint256[]", 7n],
    ["a struct that is none", "B", null],
    ["an unknown type", "fixed128x18", 7n],
  ])("refuses %s, naming the field", (_, type, value) => {
    const fields = { A: [{ name: "field", type }], B: [{ name: "x", type: "uint8" }] };
    const typed = { domain: {}, types: fields, primaryType: "A", message: { field: value } };
    expect(() => hashTypedData(typed)).toThrow(expect.objectContaining({ context: { field: "field" } }));
  });

  it("refuses a primary type that is not among the types", () => {
    expect(() => hashTypedData({ domain: {}, types: {}, primaryType: "A", message: {} })).toThrow(
      /A is not one/,
    );
  });
});
