// Byte for byte against the official client, for random orders. It takes salt and timestamp from Math.random and
// Date.now; both are fixed here, in this file only.
import { describe, expect, it, jest } from "@jest/globals";
import {
  limitAmounts,
  type SignatureType,
  TICK_SIZES,
  type TickSize,
  type TokenId,
  tickRule,
} from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import { OrderBuilder, createL2Headers as officialL2, orderToJsonV2 } from "@polymarket/clob-client-v2";
import { createWalletClient, custom } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import {
  EXCHANGE_V1,
  hashOrderV1,
  NEG_RISK_EXCHANGE_V1,
  signOrderV1,
  type UnsignedOrderV1,
} from "../archived/index.ts";
import { createL2Headers } from "../auth/l2.ts";
import { privateKey } from "../signer/private-key.ts";
import * as known from "../testing/accounts.ts";
import { orderBody } from "./body.ts";
import { buildOrder } from "./build.ts";
import { createOrderSigner } from "./order-signer.ts";
import { signOrder } from "./sign.ts";
import { verifyOrder } from "./verify.ts";
import { toWireOrder } from "./wire.ts";

const RUNS = process.env.CI === "true" ? 500 : 60;
const NOW = 1_764_000_000_123;

const official = createWalletClient({
  account: privateKeyToAccount(known.KEY),
  chain: polygon,
  transport: custom({ request: () => Promise.reject(new Error("no network in tests")) }),
});
const signer = privateKey(known.KEY);

const MAKERS: Record<SignatureType, typeof known.EOA> = {
  0: known.EOA,
  1: known.PROXY,
  2: known.SAFE,
  3: known.DEPOSIT_WALLET,
};

type RandomOrder = {
  readonly tokenId: TokenId;
  readonly side: "BUY" | "SELL";
  readonly price: string;
  readonly size: string;
  readonly tickSize: TickSize;
  readonly mathRandom: number;
  readonly metadata: `0x${string}`;
  readonly builder: `0x${string}`;
};

/** Random orders on the grid; reproducible. */
function randomOrders(seed: number): RandomOrder[] {
  const random = createSeededRandom(seed);
  const hex = (length: number): string => Buffer.from(random.bytes(length)).toString("hex");
  const upTo = (limit: number): number => Math.floor(random.next() * limit);
  return Array.from({ length: RUNS }, (): RandomOrder => {
    const tickSize = TICK_SIZES[upTo(TICK_SIZES.length)]!;
    const tick = Number(tickRule(tickSize).tick);
    const price = (1 + upTo(1_000_000 / tick - 1)) * tick;
    // Up to 10,000 shares: above that the official client is one unit low now and then, through float error.
    const size = 1 + upTo(random.next() < 0.5 ? 10_000 : 1_000_000);
    return {
      tokenId: BigInt(`0x${hex(32)}`).toString() as TokenId,
      side: random.next() < 0.5 ? "BUY" : "SELL",
      price: (price / 1_000_000).toString(),
      size: (size / 100).toString(),
      tickSize,
      mathRandom: random.next(),
      metadata: random.next() < 0.5 ? `0x${"00".repeat(32)}` : `0x${hex(32)}`,
      builder: random.next() < 0.5 ? `0x${"00".repeat(32)}` : `0x${hex(32)}`,
    };
  }).filter(({ price, tickSize, size }) => {
    // Orders so small that they round to nothing are refused here and signed there.
    const amounts = limitAmounts({ side: "BUY", price, size, tickSize });
    return amounts.makerAmount > 0n;
  });
}

function fixOfficial(mathRandom: number): bigint {
  jest.spyOn(Date, "now").mockReturnValue(NOW);
  jest.spyOn(Math, "random").mockReturnValue(mathRandom);
  return BigInt(Math.round(mathRandom * NOW));
}

const EXCHANGES = [
  ["standard", 2, false, known.STANDARD],
  ["neg-risk", 2, true, known.NEG_RISK],
  ["V3", 3, false, known.V3],
] as const;

describe("@polymarket/clob-client-v2", () => {
  for (const [name, version, negRisk, domain] of EXCHANGES) {
    for (const signatureType of [0, 1, 2, 3] as const) {
      it(`signs the same orders: ${name}, signature type ${signatureType}`, async () => {
        const maker = MAKERS[signatureType];
        const builder = new OrderBuilder(official, 137, signatureType as never, maker);
        const orderSigner = signatureType === 3 ? maker : known.EOA;
        for (const intent of randomOrders(10 * version + signatureType)) {
          const { tokenId, side, price, size, tickSize, metadata } = intent;
          const salt = fixOfficial(intent.mathRandom);
          const theirs = await builder.buildOrder(
            {
              tokenID: tokenId,
              side: side as never,
              price: Number(price),
              size: Number(size),
              metadata,
              builderCode: intent.builder,
            },
            { tickSize: tickSize as never, negRisk },
            version,
          );
          const amounts = limitAmounts({ side, price, size, tickSize });
          const order = buildOrder({
            ...{ tokenId, side, amounts, maker, signer: orderSigner, signatureType, salt, metadata },
            ...{ timestamp: NOW, builder: intent.builder },
          });
          const signed = await signOrder(order, domain, signer);
          expect({ ...toWireOrder(signed), salt: order.salt.toString() }).toEqual(theirs);
          const { valid, recovered } = verifyOrder(order, domain, theirs.signature as never, {
            contracts: known.CONTRACTS,
          });
          expect([valid, recovered]).toEqual([true, known.EOA]);
        }
      });
    }
  }

  it("signs the same V1 orders", async () => {
    for (const signatureType of [0, 1, 2] as const) {
      for (const negRisk of [false, true]) {
        const maker = MAKERS[signatureType];
        const builder = new OrderBuilder(official, 137, signatureType as never, maker);
        for (const { tokenId, side, price, size, tickSize, mathRandom } of randomOrders(
          70 + signatureType,
        ).slice(0, 20)) {
          const salt = fixOfficial(mathRandom);
          const theirs = await builder.buildOrder(
            {
              tokenID: tokenId,
              side: side as never,
              price: Number(price),
              size: Number(size),
              feeRateBps: 25,
              nonce: 7,
            },
            { tickSize: tickSize as never, negRisk },
            1,
          );
          const order: UnsignedOrderV1 = {
            ...{ salt, maker, signer: known.EOA, tokenId, side, signatureType },
            ...limitAmounts({ side, price, size, tickSize }),
            taker: `0x${"00".repeat(20)}` as never,
            expiration: 0n,
            nonce: 7n,
            feeRateBps: 25n,
          };
          const domain = negRisk ? NEG_RISK_EXCHANGE_V1 : EXCHANGE_V1;
          const signed = await signOrderV1(order, domain, signer);
          expect(signed.signature).toBe(theirs.signature);
          expect(signed.orderId).toBe(hashOrderV1(order, domain));
        }
      }
    }
  });

  it("sends the same body under the same L2 headers", async () => {
    const { key } = known.CREDENTIALS;
    const credentials = { key, secret: known.SECRET_TEXT, passphrase: known.PASSPHRASE_TEXT };
    const ours = createOrderSigner({
      signer,
      domain: known.STANDARD,
      credentials: known.CREDENTIALS,
      contracts: known.CONTRACTS,
    });
    const builder = new OrderBuilder(official, 137, 0 as never);
    for (const { tokenId, side, price, size, tickSize, mathRandom } of randomOrders(99)) {
      const salt = fixOfficial(mathRandom);
      const theirs = await builder.buildOrder(
        { tokenID: tokenId, side: side as never, price: Number(price), size: Number(size) },
        { tickSize: tickSize as never, negRisk: false },
        2,
      );
      const postOnly = mathRandom < 0.5;
      const payload = orderToJsonV2(theirs as never, key, "GTC" as never, postOnly, false);
      const request = ours.signOrderRequest({
        tokenId,
        side,
        price,
        size,
        tickSize,
        timestamp: NOW,
        salt,
        postOnly,
      });
      expect(JSON.parse(request.body)).toEqual(JSON.parse(JSON.stringify(payload)));
      const body = request.body;
      const timestamp = Math.floor(NOW / 1000);
      const headers = await officialL2(
        official,
        credentials,
        { method: "POST", requestPath: "/order", body },
        timestamp,
      );
      expect(request.headers).toEqual(headers);
      expect(
        createL2Headers(known.CREDENTIALS, known.EOA, { timestamp, method: "post", path: "/order", body }),
      ).toEqual(headers);
      expect(orderBody(request.signed, key, { postOnly })).toBe(body);
    }
  });
});
