// Orders of both official clob clients: V2 and V3, and the archived V1. Every tick, side, signature type and exchange.
import { OrderBuilder as BuilderV1 } from "@polymarket/clob-client";
import { getContractConfig, OrderBuilder, orderToJsonV2 } from "@polymarket/clob-client-v2";
import { hashTypedData, recoverTypedDataAddress } from "viem";
import { account } from "./lib/accounts.mjs";
import { between, fixClock, pick, seeded } from "./lib/seeded.mjs";
import { V1_FIELDS, V2_FIELDS } from "./lib/structs.mjs";
import { packageTag, writeVectors } from "./lib/write.mjs";

const TICKS = ["0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001"];
const TOKEN = "52114319501245915516055106046884209969926127482827954674443846427813813222426";
const OWNER = "00000000-0000-0000-0000-000000000000";
const DATE = 1_790_000_000_456;
const V2 = packageTag("@polymarket/clob-client-v2");
const V1 = packageTag("@polymarket/clob-client");
const random = seeded(20261122);
const owner = account(1);
const funders = [null, owner.proxy, owner.safe, owner.depositBeacon];
const vectors = [];

const sides = ["BUY", "SELL"];
const gridPrice = (tick) => {
  const steps = Math.round(1 / Number(tick));
  return Number((between(random, 1, steps - 1) * Number(tick)).toFixed(4));
};

function base(overrides) {
  return {
    privateKey: owner.privateKey,
    chainId: 137,
    signatureType: 0,
    funder: null,
    negRisk: false,
    tickSize: "0.01",
    dateNowMs: DATE,
    mathRandom: random(),
    tokenID: TOKEN,
    ...overrides,
  };
}

async function addV2(id, kind, input, version) {
  const restore = fixClock(input.dateNowMs, input.mathRandom);
  const builder = new OrderBuilder(
    owner.wallet,
    input.chainId,
    input.signatureType,
    input.funder ?? undefined,
  );
  const options = { tickSize: input.tickSize, negRisk: input.negRisk };
  const market = kind.endsWith("_market");
  const order = market
    ? await builder.buildMarketOrder(input, options, version)
    : await builder.buildOrder(input, options, version);
  restore();
  const config = getContractConfig(input.chainId);
  const exchange =
    version === 3 ? config.exchangeV3 : input.negRisk ? config.negRiskExchangeV2 : config.exchangeV2;
  const typed = typedData(exchange, String(version), input.chainId, V2_FIELDS, order);
  const wire = JSON.parse(JSON.stringify(orderToJsonV2(order, OWNER, "GTC")));
  const recoveredSigner =
    input.signatureType === 3
      ? {}
      : { recoveredSigner: await recoverTypedDataAddress({ ...typed, signature: order.signature }) };
  vectors.push({
    id,
    kind,
    generator: `${V2} OrderBuilder.${market ? "buildMarketOrder" : "buildOrder"}`,
    input,
    expected: {
      exchange,
      domainVersion: String(version),
      order: JSON.parse(JSON.stringify(order)),
      orderHash: hashTypedData(typed),
      signatureLength: (order.signature.length - 2) / 2,
      wire,
      ...recoveredSigner,
    },
  });
}

async function addV1(id, kind, input) {
  const restore = fixClock(input.dateNowMs, input.mathRandom);
  const builder = new BuilderV1(owner.wallet, input.chainId, input.signatureType, input.funder ?? undefined);
  const options = { tickSize: input.tickSize, negRisk: input.negRisk };
  const order =
    kind === "order_v1_market"
      ? await builder.buildMarketOrder(input, options)
      : await builder.buildOrder(input, options);
  restore();
  const exchange = input.negRisk ? EXCHANGES_V1.negRisk : EXCHANGES_V1.standard;
  const typed = typedData(exchange, "1", input.chainId, V1_FIELDS, order);
  vectors.push({
    id,
    kind,
    generator: `${V1} OrderBuilder`,
    input,
    expected: { exchange, domainVersion: "1", order, orderHash: hashTypedData(typed) },
  });
}

const EXCHANGES_V1 = {
  standard: "0x4bFb41d5B3570DeFd03C39a9A4D8dE6Bd8B8982E",
  negRisk: "0xC5d563A36AE78145C45a50134d48A1215220f80a",
};

function typedData(verifyingContract, version, chainId, fields, order) {
  const side = { BUY: 0, SELL: 1 }[order.side] ?? order.side;
  return {
    domain: { name: "Polymarket CTF Exchange", version, chainId, verifyingContract },
    types: { Order: fields },
    primaryType: "Order",
    message: { ...order, side },
  };
}

for (const signatureType of [0, 1, 2, 3]) {
  for (const negRisk of [false, true]) {
    for (const side of sides) {
      const input = base({
        signatureType,
        funder: funders[signatureType],
        negRisk,
        side,
        price: 0.52,
        size: 100,
      });
      await addV2(
        `v2-limit-type${signatureType}-${negRisk ? "negrisk" : "standard"}-${side}`,
        "order_v2_limit",
        input,
        2,
      );
    }
  }
  for (const side of sides) {
    const input = base({ signatureType, funder: funders[signatureType], side, price: 0.37, size: 12.5 });
    await addV2(`v3-limit-type${signatureType}-${side}`, "order_v3_limit", input, 3);
  }
}
for (const tickSize of TICKS) {
  for (const side of sides) {
    for (let n = 0; n < 3; n++) {
      const size = between(random, 1, 10 ** between(random, 2, 8)) / pick(random, [1, 10, 100, 1000, 1e6]);
      const input = base({ tickSize, side, price: gridPrice(tickSize), size: Math.max(size, 0.01) });
      await addV2(`v2-limit-${tickSize}-${side}-${n}`, "order_v2_limit", input, 2);
    }
    for (let n = 0; n < 4; n++) {
      const amount = between(random, 1, 10 ** between(random, 2, 7)) / pick(random, [1, 10, 100, 1000]);
      const input = base({
        tickSize,
        side,
        price: gridPrice(tickSize),
        amount: Math.max(amount, 0.01),
        orderType: "FOK",
      });
      await addV2(`v2-market-${tickSize}-${side}-${n}`, "order_v2_market", input, 2);
    }
  }
}
const extras = {
  builderCode: `0x${"cd".repeat(32)}`,
  metadata: `0x${"0".repeat(63)}7`,
  expiration: 1_900_000_000,
};
await addV2("v2-limit-extras", "order_v2_limit", base({ side: "BUY", price: 0.5, size: 10, ...extras }), 2);
await addV2(
  "v2-limit-amoy",
  "order_v2_limit",
  base({ chainId: 80_002, side: "SELL", price: 0.5, size: 10 }),
  2,
);
await addV2(
  "v3-limit-amoy",
  "order_v3_limit",
  base({ chainId: 80_002, side: "BUY", price: 0.5, size: 10 }),
  3,
);

// Where the official client's division in doubles comes out one quantum low: found by searching, kept as they are.
const NOISE = [
  ["0.005", 0.005, 36_055.59],
  ["0.001", 0.016, 68_381.79],
  ["0.0001", 0.0001, 2249.68],
];
for (const [tickSize, price, amount] of NOISE) {
  const input = base({ tickSize, side: "BUY", price, amount, orderType: "FAK" });
  await addV2(`v2-market-floatnoise-${tickSize}-${amount}@${price}`, "order_v2_market", input, 2);
}

for (const signatureType of [0, 1, 2]) {
  for (const negRisk of [false, true]) {
    for (const side of sides) {
      const funder = funders[signatureType];
      const input = base({
        signatureType,
        funder,
        negRisk,
        side,
        feeRateBps: 0,
        nonce: 0,
        price: 0.52,
        size: 100,
      });
      await addV1(
        `v1-limit-type${signatureType}-${negRisk ? "negrisk" : "standard"}-${side}`,
        "order_v1_limit",
        input,
      );
    }
  }
}
const archived = { feeRateBps: 150, nonce: 7, expiration: 1_900_000_000, taker: account(2).address };
await addV1(
  "v1-limit-extras",
  "order_v1_limit",
  base({ side: "SELL", price: 0.31, size: 9.99, ...archived }),
);
for (const side of sides) {
  const input = base({ side, feeRateBps: 0, nonce: 0, amount: 250.5, price: 0.57 });
  await addV1(`v1-market-${side}`, "order_v1_market", input);
}

// What callers get wrong and official clients take all the same: noise in numbers, a size of nothing, a token id laid out
// as one of Protocol V2 on Exchange V2, amounts beyond 2^53 base units.
const EDGES = {
  "noisy-price": { price: 0.1 + 0.2, size: 29.333333333333332 },
  nothing: { price: 0.5, size: 0.001 },
  "token-like-v2": { price: 0.5, size: 10, tokenID: (2n ** 255n).toString() },
  "token-zero": { price: 0.5, size: 10, tokenID: "0" },
};
for (const [id, order] of Object.entries(EDGES)) {
  await addV2(`v2-limit-${id}`, "order_v2_limit", base({ side: "BUY", ...order }), 2);
}
for (const side of sides) {
  const input = base({
    side,
    price: 0.37,
    amount: 12.5,
    orderType: "FOK",
    signatureType: 3,
    funder: funders[3],
  });
  await addV2(`v3-market-${side}`, "order_v3_market", input, 3);
}
const huge = { side: "BUY", tickSize: "0.0025", price: 0.2475, amount: 2_562_200_297, orderType: "FAK" };
await addV2("v2-market-beyond-2^53", "order_v2_market", base(huge), 2);

writeVectors("orders", vectors);
