// Each kind of bad input has an error of its own, which names the field and does not repeat a secret.
import { describe, expect, it } from "@jest/globals";
import { address, isPolymarketError, limitAmounts, tokenId } from "@pm/core-types";
import { createBuilderHeaders } from "./auth/builder.ts";
import { hmacSignature } from "./auth/hmac.ts";
import { createL2Headers } from "./auth/l2.ts";
import { fromHex } from "./bytes/hex.ts";
import { wholeNumber } from "./bytes/words.ts";
import { CURVE_ORDER } from "./engine/curve-order.ts";
import { orderBody } from "./order/body.ts";
import { buildOrder } from "./order/build.ts";
import { hashOrder } from "./order/hash.ts";
import { createOrderSigner } from "./order/order-signer.ts";
import { privateKey } from "./signer/private-key.ts";
import { CONTRACTS, CREDENTIALS, EOA, KEY, OTHER_EOA, STANDARD, TOKEN } from "./testing/accounts.ts";

const hexOf = (scalar: bigint): string => scalar.toString(16).padStart(64, "0");
const price =
  (text: string, size = "1") =>
  () =>
    limitAmounts({ side: "BUY", price: text, size, tickSize: "0.01" });

const INPUT = {
  tokenId: TOKEN,
  side: "BUY",
  amounts: { makerAmount: 1n, takerAmount: 1n },
  maker: EOA,
  signer: EOA,
  timestamp: 1_750_000_000_123,
} as const;
const ORDER = buildOrder(INPUT);
const SIGNED = createOrderSigner({ signer: privateKey(KEY), domain: STANDARD }).signOrder(INPUT);
const REQUEST = { timestamp: 1_750_000_000, method: "GET", path: "/data/orders" };
const headersAt = (timestamp: number) => () => createL2Headers(CREDENTIALS, EOA, { ...REQUEST, timestamp });

const inputs: readonly (readonly [string, () => unknown, string, string])[] = [
  ["hex of odd length", () => fromHex("0x123", "data"), "invalid-hex", "data"],
  ["hex without 0x", () => fromHex("1234", "data"), "invalid-hex", "data"],
  ["hex with other characters", () => fromHex("0x12zz", "data"), "invalid-hex", "data"],
  [
    "an address with a wrong checksum",
    () => address(EOA.replace("f39F", "F39f"), "funder"),
    "invalid-checksum",
    "funder",
  ],
  ["an address of odd length", () => address(EOA.slice(0, -1), "funder"), "invalid-id", "funder"],
  ["key 0", () => privateKey(hexOf(0n)), "invalid-key", "privateKey"],
  ["key n", () => privateKey(hexOf(CURVE_ORDER)), "invalid-key", "privateKey"],
  ["key 2^256 − 1", () => privateKey(hexOf(2n ** 256n - 1n)), "invalid-key", "privateKey"],
  ["no key at all", () => privateKey(undefined as never), "invalid-key", "privateKey"],
  ["null for a key", () => privateKey(null as never), "invalid-key", "privateKey"],
  ["a key with its line break", () => privateKey(`${KEY}\n`), "invalid-key", "white space"],
  ["a key of odd length", () => privateKey(KEY.slice(0, -1)), "invalid-key", "privateKey"],
  ["a secret that is not base64", () => hmacSignature("not base64!", "m"), "invalid-secret", "secret"],
  ["a price off the grid", price("0.525"), "price-off-grid", "price"],
  ["a price of 1", price("1"), "price-off-grid", "price"],
  ["a size with 7 decimals", price("0.52", "1.0000001"), "invalid-decimal", "size"],
  ["a token id out of range", () => tokenId((2n ** 256n).toString()), "invalid-id", "tokenId"],
  [
    "a side that is none",
    () => hashOrder({ ...ORDER, side: "buy" as never }, STANDARD),
    "invalid-input",
    "side",
  ],
  [
    "a signature type that is none",
    () => hashOrder({ ...ORDER, signatureType: 4 as never }, STANDARD),
    "invalid-input",
    "signatureType",
  ],
  [
    "an amount as a number",
    () => hashOrder({ ...ORDER, makerAmount: 5 as never }, STANDARD),
    "invalid-input",
    "makerAmount",
  ],
  ["an order of nobody", () => hashOrder({ ...ORDER, maker: "" as never }, STANDARD), "invalid-hex", "maker"],
  [
    "an order at half a millisecond",
    () => buildOrder({ ...INPUT, timestamp: 1.5 }),
    "invalid-input",
    "timestamp",
  ],
  ["an order before 1970", () => buildOrder({ ...INPUT, timestamp: -1n }), "invalid-input", "timestamp"],
  [
    "an expiration at half a second",
    () => orderBody(SIGNED, CREDENTIALS.key, { timeInForce: "GTD", expiration: 1.5 }),
    "invalid-input",
    "expiration",
  ],
  ["a negative nonce", () => wholeNumber(-1, "nonce"), "invalid-input", "nonce"],
  ["a nonce of no text", () => wholeNumber("", "nonce"), "invalid-input", "nonce"],
  ["a nonce in hex", () => wholeNumber("0x1", "nonce"), "invalid-input", "nonce"],
  ["headers at milliseconds", headersAt(1_750_000_000_123), "invalid-input", "timestamp"],
  ["headers at a fraction of a second", headersAt(1_750_000_000.5), "invalid-input", "timestamp"],
  ["headers at no time", headersAt(Number.NaN), "invalid-input", "timestamp"],
  [
    "a passphrase that is not wrapped",
    () => createL2Headers({ ...CREDENTIALS, passphrase: "p" as never }, EOA, REQUEST),
    "invalid-input",
    "passphrase",
  ],
  [
    "a builder's secret that is not wrapped",
    () => createBuilderHeaders({ ...CREDENTIALS, secret: "AAAA" as never }, REQUEST),
    "invalid-input",
    "secret",
  ],
  [
    "a maker of another account",
    () =>
      createOrderSigner({
        signer: privateKey(KEY),
        domain: STANDARD,
        maker: OTHER_EOA,
        signatureType: 2,
        contracts: CONTRACTS,
      }),
    "signer-mismatch",
    "maker",
  ],
];

describe("bad input", () => {
  it.each(inputs)("%s", (_, act, code, field) => {
    let error: unknown;
    try {
      act();
    } catch (thrown) {
      error = thrown;
    }
    expect(isPolymarketError(error)).toBe(true);
    expect(error).toMatchObject({ code, outcome: "not-sent", retry: "never" });
    const { message, context, action } = error as { message: string; context: object; action: string };
    expect(`${message} ${JSON.stringify(context)}`.toLowerCase()).toContain(field.toLowerCase());
    expect(message.length).toBeGreaterThan(10);
    expect(action.length).toBeGreaterThan(10);
    expect(JSON.stringify(error)).not.toContain(KEY.slice(2, 40));
  });

  it("has its own error for each kind", () => {
    // Odd hex, checksum, key, secret, price, size, token and maker: eight kinds, and one for whatever else a field holds.
    const codes = new Set(inputs.map(([, , code]) => code));
    expect(codes.size).toBe(9);
  });
});
