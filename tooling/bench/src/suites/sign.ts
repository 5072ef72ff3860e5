// Intent → amounts → signed order → JSON body → L2 headers, on one core: everything between deciding on an order and
// sending it. Both sides do all of it; viem and ethers, which only sign, get the rest from the cheapest means at hand.
import { createHmac } from "node:crypto";
import { createRequire } from "node:module";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { type ApiKey, limitAmounts, PRODUCTION, secret, type TokenId } from "@pm/core-types";
import {
  buildOrder,
  createOrderSigner,
  domainFor,
  type EngineName,
  engineByName,
  hashOrder,
  keccak256,
  privateKey,
} from "@pm/signing";
import { createL2Headers, OrderBuilder, orderToJsonV2 } from "@polymarket/clob-client-v2";
import { Wallet } from "ethers";
import { createWalletClient, custom, hashTypedData } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import { pairedRow } from "../paired-row.ts";
import type { Row } from "../row.ts";
import { defineSuite } from "../suite.ts";

// Account 0 of Anvil and Hardhat, known to everybody.
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const SECRET = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const OWNER = "00000000-0000-4000-8000-000000000000" as ApiKey;
const TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563" as TokenId;
const UNIT = "µs/op";

const domain = domainFor(PRODUCTION, { negRisk: false });
const account = privateKeyToAccount(KEY);

// Prices move, so that nothing can be kept from one order to the next that a real trader could not keep.
let turn = 0;
const PRICES = ["0.52", "0.53", "0.5", "0.47", "0.61", "0.08", "0.93"] as const;
const nextPrice = (): string => PRICES[turn++ % PRICES.length]!;

const ours = async (engine: EngineName): Promise<() => unknown> => {
  const orders = createOrderSigner({
    signer: privateKey(KEY, { engine: await engineByName(engine) }),
    domain,
    credentials: { key: OWNER, secret: secret(SECRET), passphrase: secret("passphrase") },
  });
  return () =>
    orders.signOrderRequest({
      tokenId: TOKEN,
      side: "BUY",
      price: nextPrice(),
      size: "100",
      tickSize: "0.01",
      timestamp: Date.now(),
    });
};

const officialClient = (): (() => Promise<unknown>) => {
  const transport = custom({ request: () => Promise.reject(new Error("The benchmark needs no network.")) });
  const wallet = createWalletClient({ account, chain: polygon, transport });
  const builder = new OrderBuilder(wallet, 137, 0 as never);
  const credentials = { key: OWNER, secret: SECRET, passphrase: "passphrase" };
  return async () => {
    const intent = { tokenID: TOKEN, side: "BUY" as never, price: Number(nextPrice()), size: 100 };
    const order = await builder.buildOrder(intent, { tickSize: "0.01", negRisk: false }, 2);
    const body = JSON.stringify(orderToJsonV2(order as never, OWNER, "GTC" as never, false, false));
    return createL2Headers(wallet, credentials, { method: "POST", requestPath: "/order", body });
  };
};

const ORDER_TYPES = {
  Order: [
    { name: "salt", type: "uint256" },
    { name: "maker", type: "address" },
    { name: "signer", type: "address" },
    { name: "tokenId", type: "uint256" },
    { name: "makerAmount", type: "uint256" },
    { name: "takerAmount", type: "uint256" },
    { name: "side", type: "uint8" },
    { name: "signatureType", type: "uint8" },
    { name: "timestamp", type: "uint256" },
    { name: "metadata", type: "bytes32" },
    { name: "builder", type: "bytes32" },
  ],
};
const ZERO = `0x${"00".repeat(32)}`;
const typedDomain = { name: "Polymarket CTF Exchange", ...domain };

const newMessage = () => ({
  salt: BigInt(Math.round(Math.random() * Date.now())),
  maker: account.address,
  signer: account.address,
  tokenId: BigInt(TOKEN),
  ...limitAmounts({ side: "BUY", price: nextPrice(), size: "100", tickSize: "0.01" }),
  side: 0,
  signatureType: 0,
  timestamp: BigInt(Date.now()),
  metadata: ZERO,
  builder: ZERO,
});

/** Body and headers around a wallet library's `signTypedData`. */
const around = (sign: (message: ReturnType<typeof newMessage>) => Promise<string>) => async () => {
  const message = newMessage();
  const signature = await sign(message);
  const { salt, tokenId, makerAmount, takerAmount, timestamp } = message;
  const numbers = { tokenId: `${tokenId}`, makerAmount: `${makerAmount}`, takerAmount: `${takerAmount}` };
  const order = {
    ...message,
    ...numbers,
    salt: Number(salt),
    timestamp: `${timestamp}`,
    side: "BUY",
    expiration: "0",
    signature,
  };
  const body = JSON.stringify({ deferExec: false, postOnly: false, order, owner: OWNER, orderType: "GTC" });
  const seconds = Math.floor(Date.now() / 1000);
  const hmac = createHmac("sha256", Buffer.from(SECRET, "base64")).update(`${seconds}POST/order${body}`);
  const headers = {
    POLY_ADDRESS: account.address,
    POLY_SIGNATURE: hmac.digest("base64").replaceAll("+", "-").replaceAll("/", "_"),
    POLY_TIMESTAMP: `${seconds}`,
    POLY_API_KEY: OWNER,
    POLY_PASSPHRASE: "passphrase",
  };
  return { body, headers };
};

const withViem = around((message) =>
  account.signTypedData({ domain: typedDomain, types: ORDER_TYPES, primaryType: "Order", message } as never),
);
const wallet = new Wallet(KEY);
const withEthers = around((message) => wallet.signTypedData(typedDomain, ORDER_TYPES, message));

const bareSignature = (): (() => unknown) => {
  const require = createRequire(import.meta.url);
  const { ecdsaSign } = require("secp256k1/bindings") as {
    ecdsaSign: (digest: Uint8Array, key: Uint8Array) => unknown;
  };
  const key = Uint8Array.from(Buffer.from(KEY.slice(2), "hex"));
  const digest = new Uint8Array(32).fill(7);
  return () => {
    digest[0] = turn++;
    return ecdsaSign(digest, key);
  };
};

const row = (peerName: string, engine: EngineName, peer: () => () => unknown): Row =>
  pairedRow({
    name: `sign-order/${peerName}/${engine}`,
    unit: UNIT,
    peerName,
    // "Per core": nothing here waits, so that other work on the machine has no say.
    clock: "processor",
    // The official client takes a thousand orders to get as fast as it gets; it shall have them.
    warmUpMs: 2_500,
    resumeMs: 250,
    sampleMs: 60,
    prepare: async () => ({ ours: await ours(engine), peer: peer() }),
  });

const native = await engineByName("native").then(
  () => true,
  () => false,
);

const nativeRows = [
  row("clob-client-v2", "native", officialClient),
  row("viem", "native", () => withViem),
  row("ethers", "native", () => withEthers),
  row("bare-secp256k1", "native", bareSignature),
];

const someOrder = buildOrder({
  tokenId: TOKEN,
  side: "BUY",
  amounts: limitAmounts({ side: "BUY", price: "0.52", size: "100", tickSize: "0.01" }),
  maker: privateKey(KEY).address,
  signer: privateKey(KEY).address,
  timestamp: 1_750_000_000_123,
});
const struct = new Uint8Array(384).fill(3);

/** Orders ready to send: ours with each engine against the official client, viem, ethers and a bare signature. */
export default defineSuite("sign", [
  ...(native ? nativeRows : []),
  row("clob-client-v2", "wasm", officialClient),
  row("clob-client-v2", "portable", officialClient),
  pairedRow({
    name: "hash-order/viem",
    unit: UNIT,
    clock: "processor",
    peerName: "viem",
    ours: () => hashOrder({ ...someOrder, salt: BigInt(turn++) }, domain),
    peer: () => {
      const message = { ...someOrder, side: 0, salt: BigInt(turn++) };
      return hashTypedData({
        domain: typedDomain,
        types: ORDER_TYPES,
        primaryType: "Order",
        message,
      } as never);
    },
  }),
  pairedRow({
    name: "keccak-384-bytes/noble",
    unit: UNIT,
    clock: "processor",
    peerName: "@noble/hashes",
    ours: () => {
      struct[0] = turn++;
      return keccak256(struct);
    },
    peer: () => {
      struct[0] = turn++;
      return keccak_256(struct);
    },
  }),
]);
