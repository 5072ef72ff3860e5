import { describe, expect, it } from "@jest/globals";
import {
  type Address,
  type Hex,
  type SignatureType,
  SignerMismatchError,
  TickSizeError,
  type TokenId,
  ValidationError,
} from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import { toHex } from "../bytes/hex.ts";
import { privateKey } from "../signer/private-key.ts";
import * as known from "../testing/accounts.ts";
import { hashTypedData } from "../typed-data/hash.ts";
import { orderBody } from "./body.ts";
import { type BuildOrderInput, buildOrder } from "./build.ts";
import { exchangeSeparator } from "./domain.ts";
import { hashOrder } from "./hash.ts";
import { ORDER_TYPE, ZERO_BYTES32 } from "./order.ts";
import { createOrderSigner } from "./order-signer.ts";
import { signOrder } from "./sign.ts";
import { orderTypedData } from "./typed.ts";
import { fromWireOrder, toWireOrder } from "./wire.ts";

const signer = privateKey(known.KEY);
const input: BuildOrderInput = {
  tokenId: known.TOKEN,
  side: "BUY",
  amounts: { makerAmount: 52_000_000n, takerAmount: 100_000_000n },
  maker: known.EOA,
  signer: known.EOA,
  timestamp: 1_750_000_000_123,
};
const naming = (field: string): unknown =>
  expect.objectContaining({ context: expect.objectContaining({ field }) });

describe("exchange domains", () => {
  it("have the published separators", () => {
    const separators = [known.STANDARD, known.NEG_RISK, known.V3].map((domain) =>
      toHex(exchangeSeparator(domain)),
    );
    expect(separators).toEqual([
      "0x3264e159346253e26a64e00b69032db0e7d32f94628de3e6eecb50304d7af3d2",
      "0x9b858f53327b0bd13af8ec14cfb35234fb9eb7b0504d1a4e61f433840d30e81a",
      "0x466c63910185bbd55e8679264200c4e0abdcbb0c6264eb3d41d13326022e095b",
    ]);
  });
});

describe("buildOrder", () => {
  it("fills in what is left out", () => {
    const order = buildOrder(input);
    expect(order).toMatchObject({
      signatureType: 0,
      timestamp: 1_750_000_000_123n,
      metadata: ZERO_BYTES32,
      builder: ZERO_BYTES32,
    });
    expect(buildOrder(input).salt).not.toBe(order.salt);
    const replay = () => buildOrder({ ...input, random: createSeededRandom(3) }).salt;
    expect(replay()).toBe(replay());
  });

  it.each<[string, Partial<Record<keyof BuildOrderInput, unknown>>]>([
    ["salt", { salt: 2n ** 53n }],
    ["salt", { salt: -1n }],
    ["makerAmount", { amounts: { makerAmount: 0n, takerAmount: 1n } }],
    ["takerAmount", { amounts: { makerAmount: 1n, takerAmount: 0n } }],
    ["side", { side: "buy" }],
    ["signatureType", { signatureType: 4 }],
  ])("refuses a %s out of range", (field, change) => {
    expect(() => buildOrder({ ...input, ...change } as BuildOrderInput)).toThrow(naming(field));
  });

  it("takes the whole range of salts", () => {
    for (const salt of [0n, 2n ** 53n - 1n]) expect(buildOrder({ ...input, salt }).salt).toBe(salt);
  });
});

describe("hashOrder", () => {
  it("hashes the type the venue documents", () => {
    expect(ORDER_TYPE).toHaveLength(186);
  });

  it("equals the general EIP-712 hash, whatever order came before", () => {
    const random = createSeededRandom(5);
    const hex = (length: number): Hex => `0x${Buffer.from(random.bytes(length)).toString("hex")}`;
    const highest = (2n ** 256n - 1n).toString() as TokenId;
    const pick = <T>(...values: T[]): T => values[Math.floor(random.next() * values.length)]!;
    for (let run = 0; run < 500; run++) {
      // Few values each, so that fields often equal the order before and often do not.
      const order = buildOrder({
        ...input,
        tokenId: pick(known.TOKEN, "0" as TokenId, highest),
        maker: pick(known.EOA, known.SAFE),
        signer: pick(known.EOA, known.OTHER_EOA),
        side: pick("BUY", "SELL"),
        signatureType: pick<SignatureType>(0, 1, 2, 3),
        amounts: { makerAmount: pick(1n, BigInt(hex(32))), takerAmount: pick(1n, BigInt(hex(8))) },
        timestamp: pick(0n, 1_750_000_000_123n, BigInt(hex(9))),
        metadata: pick(ZERO_BYTES32, hex(32)),
        builder: pick(ZERO_BYTES32, hex(32)),
      });
      const domain = pick(known.STANDARD, known.NEG_RISK, known.V3);
      expect(hashOrder(order, domain)).toBe(toHex(hashTypedData(orderTypedData(order, domain))));
    }
  });

  it("is right from the very first order on: nothing passes for written that was not", async () => {
    const order = buildOrder({ ...input, salt: 1n });
    const zero = `0x${"00".repeat(20)}` as Address;
    const changes: Partial<Record<keyof typeof order, string>>[] = [
      ...[{ maker: "" }, { signer: "" }, { tokenId: "" }, { metadata: "" }, { builder: "" }],
      ...[{ maker: "0x" }, { signer: "0x" }, { metadata: "0x" }, { builder: "0x" }],
    ];
    for (const [index, change] of changes.entries()) {
      const fresh = (await import(`./hash.ts?first=${index}`)) as typeof import("./hash.ts");
      expect(() => fresh.hashOrder({ ...order, ...change } as typeof order, known.STANDARD)).toThrow(
        naming(Object.keys(change)[0]!),
      );
      const empty = { ...order, maker: zero, signer: zero, tokenId: "0" as TokenId };
      expect(fresh.hashOrder(empty, known.STANDARD)).toBe(
        toHex(hashTypedData(orderTypedData(empty, known.STANDARD))),
      );
    }
  });

  it("does not care for the case of addresses", () => {
    const order = buildOrder({ ...input, salt: 1n });
    const lower = {
      ...order,
      maker: order.maker.toLowerCase() as never,
      signer: order.signer.toLowerCase() as never,
    };
    expect(hashOrder(lower, known.STANDARD)).toBe(hashOrder(order, known.STANDARD));
  });

  it.each<[string, Record<string, unknown>]>([
    ["tokenId", { tokenId: (2n ** 256n).toString() }],
    ["tokenId", { tokenId: "0x12" }],
    ["tokenId", { tokenId: "-1" }],
    ["maker", { maker: "0x1234" }],
    ["signer", { signer: `${known.EOA}00` }],
    ["metadata", { metadata: "0x00" }],
    ["builder", { builder: `0x${"0".repeat(63)}` }],
    ["builder", { builder: `0x${"0".repeat(63)}g` }],
    ["salt", { salt: -1n }],
    ["timestamp", { timestamp: -1n }],
    ["makerAmount", { makerAmount: 2n ** 256n }],
    ["takerAmount", { takerAmount: 2n ** 256n }],
  ])("refuses a %s that cannot be hashed, and hashes the next order all the same", (field, change) => {
    const order = buildOrder({ ...input, salt: 1n });
    const before = hashOrder(order, known.STANDARD);
    const hashed = () => hashOrder({ ...order, ...change } as never, known.STANDARD);
    expect(hashed).toThrow(ValidationError);
    expect(hashed).toThrow(field === "tokenId" ? /tokenId/ : (naming(field) as Error));
    expect(hashOrder(order, known.STANDARD)).toBe(before);
  });
});

describe("signOrder", () => {
  it.each<[string, SignatureType, Record<string, unknown>]>([
    ["order.signer", 0, { maker: known.OTHER_EOA, signer: known.OTHER_EOA }],
    ["order.maker", 0, { maker: known.PROXY }],
    ["order.signer", 1, { maker: known.PROXY, signer: known.PROXY }],
    ["order.signer", 2, { maker: known.SAFE, signer: known.OTHER_EOA }],
    ["order.signer", 3, { maker: known.DEPOSIT_WALLET, signer: known.EOA }],
    ["order.maker", 3, { maker: known.EOA, signer: known.EOA }],
  ])("refuses an %s that does not fit, for signature type %i", async (field, signatureType, change) => {
    const order = buildOrder({ ...input, signatureType, ...change } as BuildOrderInput);
    const error = await signOrder(order, known.STANDARD, signer).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SignerMismatchError);
    expect(error).toMatchObject({ context: { field }, outcome: "not-sent", retry: "never" });
  });
});

describe("wire orders", () => {
  const order = buildOrder({ ...input, salt: 2n ** 53n - 1n });

  it("go there and back", async () => {
    const signed = await signOrder(order, known.STANDARD, signer);
    const wire = JSON.parse(JSON.stringify(toWireOrder(signed, "1900000000")));
    expect(fromWireOrder(wire)).toEqual({ order, signature: signed.signature, expiration: "1900000000" });
    expect(wire.salt).toBe(Number.MAX_SAFE_INTEGER);
  });

  const broken: readonly (readonly [string, unknown])[] = [
    ["salt", "7"],
    ["salt", 2 ** 53],
    ["salt", -1],
    ["salt", 1.5],
    ["maker", "0x12"],
    ["maker", known.EOA.replace("f39F", "F39F")],
    ["signer", null],
    ["tokenId", 7],
    ["tokenId", "0x7"],
    ["tokenId", (2n ** 256n).toString()],
    ["makerAmount", "1.5"],
    ["makerAmount", (2n ** 256n).toString()],
    ["takerAmount", ""],
    ["takerAmount", 5],
    ["side", 0],
    ["signatureType", "0"],
    ["signatureType", 4],
    ["timestamp", "-1"],
    ["expiration", undefined],
    ["metadata", "0x"],
    ["builder", `0x${"0".repeat(62)}`],
    ["signature", "0x123"],
    ["signature", "signed"],
  ];

  it.each(broken)("with a malformed %s are refused: %j", async (field, value) => {
    const wire = toWireOrder(await signOrder(order, known.STANDARD, signer));
    expect(() => fromWireOrder({ ...wire, [field]: value })).toThrow(naming(field));
    expect(() => fromWireOrder({ ...wire, [field]: value })).toThrow(ValidationError);
  });

  it("are objects", () => {
    for (const wire of [undefined, null, "order", 7, []])
      expect(() => fromWireOrder(wire)).toThrow(ValidationError);
  });
});

describe("orderBody", () => {
  const { key } = known.CREDENTIALS;

  it("is JSON with what is not signed beside what is", async () => {
    const signed = await signOrder(buildOrder(input), known.STANDARD, signer);
    expect(JSON.parse(orderBody(signed, key))).toEqual({
      ...{ deferExec: false, postOnly: false, owner: key, orderType: "GTC" },
      order: toWireOrder(signed),
    });
    const options = {
      timeInForce: "GTD",
      expiration: 1_900_000_000,
      postOnly: true,
      deferExec: true,
    } as const;
    expect(JSON.parse(orderBody(signed, key, options))).toEqual({
      ...{ deferExec: true, postOnly: true, owner: key, orderType: "GTD" },
      order: toWireOrder(signed, "1900000000"),
    });
  });

  it.each([
    ["postOnly", { postOnly: true, timeInForce: "FOK" }],
    ["postOnly", { postOnly: true, timeInForce: "FAK" }],
    ["expiration", { timeInForce: "GTD" }],
    ["expiration", { timeInForce: "GTC", expiration: 1_900_000_000 }],
    ["expiration", { timeInForce: "GTD", expiration: 0 }],
  ] as const)("refuses a %s that does not fit the time in force", async (field, options) => {
    const signed = await signOrder(buildOrder(input), known.STANDARD, signer);
    expect(() => orderBody(signed, key, options)).toThrow(naming(field));
  });
});

describe("createOrderSigner", () => {
  const intent = {
    tokenId: known.TOKEN,
    side: "BUY",
    price: "0.52",
    size: "100",
    tickSize: "0.01",
    timestamp: 1_750_000_000_123,
  } as const;
  const shared = { signer, domain: known.STANDARD };

  it.each([
    [0, known.EOA],
    [1, known.PROXY],
    [2, known.SAFE],
    [3, known.DEPOSIT_WALLET],
  ] as const)("signs what signOrder signs: signature type %i", async (signatureType, maker) => {
    const orders = createOrderSigner({ ...shared, signatureType, maker, contracts: known.CONTRACTS });
    const { amounts, tokenId, side } = input;
    const signed = orders.signOrder({ tokenId, side, amounts, timestamp: intent.timestamp, salt: 5n });
    expect(orders.maker).toBe(maker);
    expect(signed).toEqual(await signOrder(signed.order, known.STANDARD, signer));
    expect(signed.order).toMatchObject({ ...amounts, maker, signatureType, salt: 5n });
  });

  it("signs with session keys, with a builder code and metadata of its own", async () => {
    const builder: Hex = `0x${"ab".repeat(32)}`;
    const metadata: Hex = `0x${"cd".repeat(32)}`;
    const session = privateKey(known.OTHER_KEY);
    const options = {
      signatureType: 3,
      maker: known.DEPOSIT_WALLET,
      sessionKey: true,
      builder,
      metadata,
    } as const;
    const orders = createOrderSigner({ ...shared, signer: session, ...options, contracts: known.CONTRACTS });
    const { amounts, tokenId, side } = input;
    const signed = orders.signOrder({ tokenId, side, amounts, timestamp: 1 });
    expect(signed).toEqual(await signOrder(signed.order, known.STANDARD, session, { sessionKey: true }));
    expect(signed.order).toMatchObject({ builder, metadata });
  });

  it("refuses what the checks of one order refuse", () => {
    const orders = createOrderSigner({ ...shared, credentials: known.CREDENTIALS });
    const request = (change: object) => () => orders.signOrderRequest({ ...intent, ...change });
    expect(request({ price: "0.525" })).toThrow(TickSizeError);
    expect(request({ size: "1.0000001" })).toThrow(expect.objectContaining({ code: "invalid-decimal" }));
    expect(request({ size: "1.001" })).toThrow(expect.objectContaining({ code: "invalid-order" }));
    expect(request({ size: "0" })).toThrow(expect.objectContaining({ code: "invalid-order" }));
    expect(request({ tokenId: "abc" })).toThrow(/tokenId/);
    expect(request({ salt: 2n ** 53n })).toThrow(naming("salt"));
    expect(request({ timeInForce: "GTD" })).toThrow(naming("expiration"));
  });

  it("needs credentials for requests, and a signer that answers at once", () => {
    expect(() => createOrderSigner(shared).signOrderRequest(intent)).toThrow(naming("credentials"));
    const slow = { address: known.EOA, signDigest: async (digest: Uint8Array) => signer.signDigest(digest) };
    const orders = createOrderSigner({
      signer: slow,
      domain: known.STANDARD,
      credentials: known.CREDENTIALS,
    });
    expect(() => orders.signOrderRequest(intent)).toThrow(/does not answer at once/);
  });

  it("refuses a maker that does not derive from the signer, where it knows the contracts", () => {
    const create = (maker: typeof known.EOA, signatureType: SignatureType) => () =>
      createOrderSigner({ ...shared, maker, signatureType, contracts: known.CONTRACTS });
    expect(create(known.SAFE, 1)).toThrow(SignerMismatchError);
    expect(create(known.OTHER_EOA, 2)).toThrow(SignerMismatchError);
    expect(create(known.SAFE, 2)).not.toThrow();
  });
});
