// Headers, fees, book hashes and wallets: what the official clients make of requests, amounts, books and owners.
import { createRequire } from "node:module";
import {
  adjustBuyAmountForFees,
  ClobClient,
  createL1Headers,
  createL2Headers,
} from "@polymarket/clob-client-v2";
import { account, FACTORIES } from "./lib/accounts.mjs";
import { between, pick, seeded } from "./lib/seeded.mjs";
import { packageTag, writeVectors } from "./lib/write.mjs";

const { BuilderSigner } = createRequire(import.meta.url)("@polymarket/builder-signing-sdk");
const V2 = packageTag("@polymarket/clob-client-v2");
const BUILDER = packageTag("@polymarket/builder-signing-sdk");
const RELAYER = packageTag("@polymarket/builder-relayer-client");
const random = seeded(1122);
const vectors = [];
const add = (id, kind, generator, input, expected) => vectors.push({ id, kind, generator, input, expected });

for (const [index, chainId, nonce, timestamp] of [
  [1, 137, 0, 1_790_000_000],
  [2, 137, 5, 1_790_000_001],
  [3, 80_002, 4_294_967_297, 1_790_000_002],
]) {
  const { privateKey, wallet } = account(index);
  const expected = await createL1Headers(wallet, chainId, nonce, timestamp);
  add(
    `l1-${chainId}-${index}`,
    "l1_auth",
    `${V2} createL1Headers`,
    { privateKey, chainId, nonce, timestamp },
    expected,
  );
}

const SECRETS = ["c2VjcmV0LW51bWJlci1vbmUtb2YtdGhlLXZlY3RvcnM=", "-_-_-_8=", "bm8gcGFkZGluZw"];
const REQUESTS = [
  ["GET", "/data/orders", undefined],
  ["DELETE", "/cancel-all", undefined],
  ["POST", "/order", '{"order":{"salt":1},"owner":"x"}'],
  ["DELETE", "/orders", '["0x01","0x02"]'],
  ["POST", "/order", JSON.stringify({ note: "ünï ‘quoted’ \u{1f9fe}" })],
];
for (const [s, secret] of SECRETS.entries()) {
  for (const [r, [method, requestPath, body]] of REQUESTS.entries()) {
    const creds = { key: "019894b9-cb40-79c4-b2bd-6aecb6f8c6c5", secret, passphrase: "pass-phrase" };
    const timestamp = 1_790_000_000 + r;
    const args = { method, requestPath, ...(body === undefined ? {} : { body }) };
    const expected = await createL2Headers(account(1).wallet, creds, args, timestamp);
    const preimage = `${timestamp}${method}${requestPath}${body ?? ""}`;
    const input = {
      apiKey: creds.key,
      passphrase: creds.passphrase,
      secret,
      timestamp,
      method,
      requestPath,
      body: body ?? null,
      preimage,
    };
    add(`l2-${s}-${r}`, "l2_hmac", `${V2} createL2Headers`, input, expected);
    const signed = new BuilderSigner(creds).createBuilderHeaderPayload(method, requestPath, body, timestamp);
    const built = { creds, method, path: requestPath, body: body ?? null, timestamp, preimage };
    add(
      `builder-${s}-${r}`,
      "builder_headers",
      `${BUILDER} BuilderSigner.createBuilderHeaderPayload`,
      built,
      signed,
    );
  }
}

for (let n = 0; n < 40; n++) {
  const input = {
    amount: between(random, 100, 100_000) / 100,
    price: between(random, 1, 99) / 100,
    userUSDCBalance: between(random, 100, 100_000) / 100,
    feeRate: pick(random, [0, 0.02, 0.04, 0.05, 0.07, 0.25]),
    feeExponent: pick(random, [1, 1, 2]),
    builderTakerFeeRate: pick(random, [0, 0.005, 0.01]),
    feeSlippage: pick(random, [0, 0, 5]),
  };
  const { amount, price, userUSDCBalance, feeRate, feeExponent, builderTakerFeeRate, feeSlippage } = input;
  const expected = adjustBuyAmountForFees(
    amount,
    price,
    userUSDCBalance,
    feeRate,
    feeExponent,
    builderTakerFeeRate,
    feeSlippage,
  );
  add(`fee-adjust-${n}`, "fee_adjust_buy_amount", `${V2} adjustBuyAmountForFees`, input, expected);
}

const client = new ClobClient({ host: "http://offline.invalid", chain: 137 });
for (let n = 0; n < 4; n++) {
  const level = () => ({
    price: `0.${between(random, 10, 99)}`,
    size: String(between(random, 1, 9_999) / 100),
  });
  const book = {
    market: `0x${"ab".repeat(32)}`,
    asset_id: String(between(random, 1, 1e9)),
    timestamp: String(1_790_000_000_000 + n),
    bids: Array.from({ length: n * 2 }, level),
    asks: Array.from({ length: n }, level),
    min_order_size: "5",
    tick_size: "0.01",
    neg_risk: n % 2 === 1,
    hash: "",
    last_trade_price: n === 0 ? "" : "0.060",
  };
  const expected = client.getOrderBookHash({ ...book });
  const input = { book, preimage: JSON.stringify(book) };
  add(`bookhash-${n}`, "orderbook_hash", `${V2} ClobClient.getOrderBookHash`, input, await expected);
}

for (const index of [1, 2, 3, 4, 5]) {
  const { address, safe, proxy, depositUups, depositBeacon } = account(index);
  const generator = `${RELAYER} deriveSafe/deriveProxyWallet/deriveUupsDepositWallet/deriveBeaconDepositWallet`;
  const expected = { safe, proxy, depositUups, depositBeacon };
  add(
    `wallets-${index}`,
    "wallet_derivation",
    generator,
    { owner: address, chainId: 137, ...FACTORIES },
    expected,
  );
}

writeVectors("auth", vectors);
