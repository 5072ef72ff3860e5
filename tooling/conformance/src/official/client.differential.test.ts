import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { exchangeFor, limitAmounts, PRODUCTION, TICK_SIZES, type TickSize, tokenId } from "@pm/core-types";
import { buildOrder, privateKey, signOrder, verifyOrder } from "@pm/signing";
import { createSecureClient, OrderSide } from "@polymarket/client";
import { privateKey as officialKey } from "@polymarket/client/viem";
import fc from "fast-check";

// The unified client, offline: what it asks is answered here, and its order is rebuilt and signed by ours.
const KEY = `0x${"7".repeat(64)}` as const;
const TOKEN = "52114319501245915516055106046884209969926127482827954674443846427813813222426";
const CREDENTIALS = { key: "00000000-0000-0000-0000-000000000002", secret: "c2VjcmV0", passphrase: "p" };

let market: { tick: number; negRisk: boolean };
const realFetch = globalThis.fetch;
let client: Awaited<ReturnType<typeof createSecureClient>>;

beforeAll(async () => {
  globalThis.fetch = jest.fn(async (request: unknown) => {
    const { pathname } = new URL((request as Request).url);
    const answers: Readonly<Record<string, unknown>> = {
      "/auth/api-keys": { apiKeys: [CREDENTIALS.key] },
      "/tick-size": { minimum_tick_size: market?.tick },
      "/neg-risk": { neg_risk: market?.negRisk },
    };
    return Response.json(answers[pathname] ?? {});
  }) as unknown as typeof fetch;
  const signer = officialKey(KEY);
  const wallet = privateKey(KEY).address;
  client = await createSecureClient({ signer, wallet, credentials: CREDENTIALS as never });
});

afterAll(() => {
  globalThis.fetch = realFetch;
});

const anyOrder = fc
  .record({
    side: fc.constantFrom("BUY" as const, "SELL" as const),
    tickSize: fc.constantFrom(...TICK_SIZES),
    negRisk: fc.boolean(),
    position: fc.nat(9_998),
    cents: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ position, cents, ...order }) => ({
    ...order,
    price: priceAt(order.tickSize, position),
    size: text(cents),
  }));

function priceAt(tickSize: TickSize, position: number): string {
  const tick = Math.round(Number(tickSize) * 10_000);
  const index = (position % (10_000 / tick - 1)) + 1;
  return `0.${String(index * tick).padStart(4, "0")}`;
}

function text(cents: number): string {
  const digits = String(cents).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

describe("against the unified client", () => {
  it("random limit orders have the same amounts, the same hash and the same signature", async () => {
    const signer = privateKey(KEY);
    await fc.assert(
      fc.asyncProperty(anyOrder, async ({ side, tickSize, negRisk, price, size }) => {
        market = { tick: Number(tickSize), negRisk };
        const theirs = await client.createLimitOrder({ tokenId: TOKEN, side: OrderSide[side], price, size });
        const order = buildOrder({
          tokenId: tokenId(TOKEN),
          side,
          amounts: limitAmounts({ side, tickSize, price, size }),
          maker: signer.address,
          signer: signer.address,
          timestamp: BigInt(theirs.timestamp),
          salt: BigInt(theirs.salt),
        });
        const domain = exchangeFor(PRODUCTION, { tokenId: order.tokenId, negRisk });
        expect([`${order.makerAmount}`, `${order.takerAmount}`]).toEqual([
          theirs.makerAmount,
          theirs.takerAmount,
        ]);
        expect((await signOrder(order, domain, signer)).signature).toBe(theirs.signature);
        expect(verifyOrder(order, domain, theirs.signature as never).valid).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("prices off the grid are refused by both", async () => {
    for (const [tickSize, price] of [
      ["0.005", "0.007"],
      ["0.01", "0.995"],
      ["0.0025", "0.5001"],
    ] as const) {
      market = { tick: Number(tickSize), negRisk: false };
      const order = { tokenId: TOKEN, side: OrderSide.BUY, price, size: "5" };
      await expect(client.createLimitOrder(order)).rejects.toThrow();
      expect(() => limitAmounts({ side: "BUY", tickSize, price, size: "5" })).toThrow("is not on the grid");
    }
  });
});
