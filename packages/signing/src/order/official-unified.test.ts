// Byte for byte against the unified official client, which picks its own salt and timestamp: ours signs the order it
// chose. Its HTTP answers are made here; it says Node 24, and its signing runs on Node 20 as well.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { limitAmounts, type SignatureType, type TokenId } from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import { createSecureClient } from "@polymarket/client";
import { privateKey as officialKey } from "@polymarket/client/viem";
import { createL1Headers } from "../auth/l1.ts";
import { privateKey } from "../signer/private-key.ts";
import * as known from "../testing/accounts.ts";
import { signOrder } from "./sign.ts";
import { verifyOrder } from "./verify.ts";
import { fromWireOrder } from "./wire.ts";

const RUNS = process.env.CI === "true" ? 300 : 25;
const signer = privateKey(known.KEY);
const platformFetch = globalThis.fetch;

let negRisk = false;
let l1: Record<string, string> = {};

/** The venue's answers to what the client asks before an order. */
const answers: Record<string, (headers: Headers) => unknown> = {
  "/auth/api-keys": () => ({ apiKeys: [known.CREDENTIALS.key] }),
  "/auth/api-key": (headers) => {
    const names = ["POLY_ADDRESS", "POLY_SIGNATURE", "POLY_TIMESTAMP", "POLY_NONCE"];
    l1 = Object.fromEntries(names.map((name) => [name, headers.get(name) ?? ""]));
    return { apiKey: known.CREDENTIALS.key, secret: known.SECRET_TEXT, passphrase: known.PASSPHRASE_TEXT };
  },
  "/deployed": () => ({ deployed: true }),
  "/tick-size": () => ({ minimum_tick_size: 0.001 }),
  "/neg-risk": () => ({ neg_risk: negRisk }),
};

beforeAll(() => {
  globalThis.fetch = async (input) => {
    const request = input as Request;
    const answer = answers[new URL(request.url).pathname]?.(request.headers);
    return new Response(JSON.stringify(answer ?? {}), { status: answer === undefined ? 404 : 200 });
  };
});
afterAll(() => {
  globalThis.fetch = platformFetch;
});

const credentials = {
  key: known.CREDENTIALS.key as never,
  secret: known.SECRET_TEXT,
  passphrase: known.PASSPHRASE_TEXT,
};

describe("@polymarket/client", () => {
  const makers = [
    [0, known.EOA],
    [1, known.PROXY],
    [2, known.SAFE],
    [3, known.DEPOSIT_WALLET],
  ] as const;

  it.each(makers)("signs the same orders: signature type %i", async (signatureType: SignatureType, maker) => {
    const client = await createSecureClient({ signer: officialKey(known.KEY), wallet: maker, credentials });
    const random = createSeededRandom(signatureType);
    for (let run = 0; run < RUNS; run++) {
      negRisk = random.next() < 0.5;
      const tokenId = BigInt(`0x${Buffer.from(random.bytes(32)).toString("hex")}`).toString() as TokenId;
      const side = random.next() < 0.5 ? "BUY" : "SELL";
      const price = ((1 + Math.floor(random.next() * 999)) / 1_000).toString();
      const size = ((1 + Math.floor(random.next() * 1_000_000)) / 100).toString();
      const theirs = await client.createLimitOrder({ tokenId, side: side as never, price, size });
      const wire = { ...theirs, salt: Number(theirs.salt), expiration: String(theirs.expiration) };
      const { order, signature } = fromWireOrder(wire);
      const amounts = limitAmounts({ side, price, size, tickSize: "0.001" });
      expect(order).toMatchObject({ ...amounts, tokenId, side, maker, signatureType });
      const domain = negRisk ? known.NEG_RISK : known.STANDARD;
      expect((await signOrder(order, domain, signer)).signature).toBe(signature);
      const verified = verifyOrder(order, domain, signature, { contracts: known.CONTRACTS });
      expect(verified).toMatchObject({ valid: true, recovered: known.EOA });
    }
  });

  it("proves control of an account with the same L1 headers", async () => {
    await createSecureClient({ signer: officialKey(known.KEY), wallet: known.EOA });
    const input = { chainId: 137, timestamp: Number(l1.POLY_TIMESTAMP), nonce: BigInt(l1.POLY_NONCE ?? "") };
    expect(await createL1Headers(signer, input)).toEqual(l1);
  });
});
