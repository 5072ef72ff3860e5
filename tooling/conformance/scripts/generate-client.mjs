// Orders of the unified client, run offline: its requests are answered here, its clock and randomness are fixed.
import { createSecureClient } from "@polymarket/client";
import { privateKey } from "@polymarket/client/viem";
import { account } from "./lib/accounts.mjs";
import { packageTag, writeVectors } from "./lib/write.mjs";

const DATE = 1_790_000_000_789;
const TOKEN = "52114319501245915516055106046884209969926127482827954674443846427813813222426";
const CONDITION = `0x${"2".repeat(64)}`;
const CLIENT = `${packageTag("@polymarket/client")} (with ${packageTag("@polymarket/bindings")})`;
const credentials = {
  key: "00000000-0000-0000-0000-000000000002",
  secret: "c2VjcmV0LW51bWJlci1vbmUtb2YtdGhlLXZlY3RvcnM=",
  passphrase: "pass",
};
const owner = account(1);
const wallets = [owner.address, owner.proxy, owner.safe, owner.depositBeacon];
const vectors = [];

let venue = {};
let seen = [];
let post;
Date.now = () => DATE;
let saltBytes = "";
globalThis.crypto.getRandomValues = (bytes) =>
  bytes.set(Buffer.from(saltBytes, "hex").subarray(0, bytes.length)) ?? bytes;
globalThis.fetch = async (request) => {
  const { pathname, search } = new URL(request.url);
  seen.push(`${request.method} ${pathname}${search}`);
  if (request.method === "POST")
    post = { path: pathname, headers: Object.fromEntries(request.headers), body: await request.text() };
  const answers = {
    "/auth/api-keys": { apiKeys: [credentials.key] },
    "/deployed": { deployed: true },
    "/tick-size": { minimum_tick_size: venue.tick },
    "/neg-risk": { neg_risk: venue.neg },
    "/book": venue.book,
    [`/markets-by-token/${TOKEN}`]: {
      condition_id: CONDITION,
      primary_token_id: TOKEN,
      secondary_token_id: "1",
    },
    [`/clob-markets/${CONDITION}`]: venue.market,
    "/order": {
      success: true,
      errorMsg: "",
      orderID: `0x${"3".repeat(64)}`,
      status: "live",
      makingAmount: "",
      takingAmount: "",
    },
  };
  const answer = pathname.startsWith("/fees/builder-fees/") ? venue.builder : answers[pathname];
  return new Response(JSON.stringify(answer ?? {}), { headers: { "content-type": "application/json" } });
};

async function add(id, kind, wallet, told, request, salt = "0123456789abcdef") {
  venue = told;
  saltBytes = salt;
  const client = await createSecureClient({ signer: privateKey(owner.privateKey), wallet, credentials });
  seen = [];
  const name = kind === "client020_limit" ? "createLimitOrder" : "createMarketOrder";
  let expected;
  let order;
  try {
    order = await client[name]({ tokenId: TOKEN, ...request });
    expected = { order, httpCalls: seen };
  } catch (error) {
    expected = { error: { name: error.name, message: error.message } };
  }
  const input = {
    privateKey: owner.privateKey,
    wallet,
    dateNowMs: DATE,
    saltRandomBytesHex: salt,
    venue: told,
    request: { tokenId: TOKEN, ...request },
  };
  vectors.push({
    id,
    kind,
    generator: `${CLIENT} ${name}`,
    input,
    expected: JSON.parse(JSON.stringify(expected)),
  });
  return { client, order };
}

const limit = (id, wallet, told, request, salt) =>
  add(`client-limit-${id}`, "client020_limit", wallet, told, request, salt);
const market = (id, told, request) =>
  add(`client-market-${id}`, "client020_market", owner.address, told, request);
const seconds = Math.floor(DATE / 1000);

for (const [type, wallet] of wallets.entries()) {
  for (const [neg, side] of [
    [false, "BUY"],
    [true, "SELL"],
  ]) {
    await limit(
      `type${type}-${side}`,
      wallet,
      { tick: 0.01, neg },
      { price: 0.47, size: 33.33, side },
      "ffffffffffffffff",
    );
  }
}
for (const [tick, price, size] of [
  [0.1, 0.7, 3],
  [0.005, "0.345", "17.5"],
  [0.0025, 0.9975, 0.01],
  [0.001, 0.123, 999.999],
  [0.0001, "0.0001", 50_000],
]) {
  await limit(`tick-${tick}`, owner.address, { tick, neg: false }, { price, size, side: "BUY" });
}
await limit(
  "gtd",
  owner.address,
  { tick: 0.01, neg: false },
  { price: 0.5, size: 10, side: "SELL", expiration: seconds + 180, postOnly: true },
);
await limit(
  "builder",
  owner.address,
  { tick: 0.01, neg: false },
  { price: 0.5, size: 10, side: "SELL", builderCode: `0x${"cd".repeat(32)}` },
);
await limit(
  "gtd-too-near",
  owner.address,
  { tick: 0.01, neg: false },
  { price: 0.5, size: 10, side: "BUY", expiration: seconds + 179 },
);
await limit("off-grid", owner.address, { tick: 0.0025, neg: false }, { price: 0.501, size: 10, side: "BUY" });
await limit("too-low", owner.address, { tick: 0.01, neg: false }, { price: 0.005, size: 10, side: "BUY" });
await limit("no-price", owner.address, { tick: 0.01, neg: false }, { price: 0, size: 10, side: "BUY" });

const book = {
  market: CONDITION,
  asset_id: TOKEN,
  timestamp: "1790000000000",
  bids: [
    { price: "0.30", size: "50" },
    { price: "0.41", size: "120.5" },
    { price: "0.44", size: "10" },
  ],
  asks: [
    { price: "0.70", size: "500" },
    { price: "0.52", size: "80" },
    { price: "0.46", size: "12.25" },
  ],
  min_order_size: "5",
  tick_size: "0.01",
  neg_risk: false,
  last_trade_price: "0.45",
  hash: "a".repeat(40),
};
const withBook = { tick: 0.01, neg: false, book };
await market("BUY", withBook, { side: "BUY", amount: 25 });
await market("BUY-FOK", withBook, { side: "BUY", amount: 5.63, orderType: "FOK" });
await market("BUY-FAK-thin", withBook, { side: "BUY", amount: 5_000 });
await market("BUY-FOK-thin", withBook, { side: "BUY", amount: 5_000, orderType: "FOK" });
await market("SELL", withBook, { side: "SELL", shares: 100.25 });
await market("SELL-FOK-thin", withBook, { side: "SELL", shares: 181, orderType: "FOK" });
await market("empty", { ...withBook, book: { ...book, asks: [] } }, { side: "BUY", amount: 5 });
const bare = { tick: 0.01, neg: false };
await market("BUY-protected", bare, { side: "BUY", amount: 10, maxPrice: 0.52 });
await market("BUY-protected-exact", bare, { side: "BUY", amount: 10, maxPrice: 0.5 });
await market("SELL-protected", bare, { side: "SELL", shares: 12.345, minPrice: 0.29 });
await market("protected-off-grid", bare, { side: "BUY", amount: 10, maxPrice: 0.525 });
const charging = (r, bps) => ({
  ...bare,
  market: {
    t: [
      { t: TOKEN, o: "Yes" },
      { t: "1", o: "No" },
    ],
    mts: 0.01,
    ...(r === 0 ? {} : { fd: { r, e: 1, to: true } }),
  },
  builder: { builder_maker_fee_rate_bps: 0, builder_taker_fee_rate_bps: bps },
});
const builderCode = `0x${"cd".repeat(32)}`;
await market("budget", charging(0.05, 0), { side: "BUY", amount: 80, maxPrice: 0.5, maxSpend: 80 });
await market("budget-builder", charging(0.04, 75), {
  side: "BUY",
  amount: 500,
  maxPrice: 0.25,
  maxSpend: 321.99,
  builderCode,
});
await market("budget-covered", charging(0.07, 100), {
  side: "BUY",
  amount: 80,
  maxPrice: 0.5,
  maxSpend: 90,
  builderCode,
});
await market("budget-edge", charging(0.07, 0), {
  side: "BUY",
  amount: 80,
  maxPrice: 0.33,
  maxSpend: 34.893177,
});
await market("budget-free", charging(0, 0), { side: "BUY", amount: 80, maxPrice: 0.8, maxSpend: 60 });

const sent = await limit(
  "to-post",
  owner.address,
  { tick: 0.01, neg: true },
  { price: 0.61, size: 7, side: "BUY" },
  "0000000000000009",
);
await sent.client.postOrder(sent.order);
const headers = Object.fromEntries(Object.entries(post.headers).filter(([name]) => name.startsWith("poly_")));
vectors.push({
  id: "client-post",
  kind: "client020_post_wire",
  generator: `${CLIENT} postOrder`,
  input: { privateKey: owner.privateKey, credentials, dateNowMs: DATE },
  expected: { method: "POST", path: post.path, headers, body: post.body },
});

writeVectors("client", vectors);
