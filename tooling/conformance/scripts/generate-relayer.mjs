// Relayer requests and call data: what leaves for the relayer, and what the contracts are told.
import { createRequire } from "node:module";

import { account } from "./lib/accounts.mjs";
import { packageTag, writeVectors } from "./lib/write.mjs";

// By name: which function made a vector is data here.
const client = { ...(await import("@polymarket/client")) };
const require = createRequire(import.meta.url);
const relayer = require("@polymarket/builder-relayer-client");
const { getContractConfig } = require("@polymarket/builder-relayer-client/dist/config");
const RELAYER = packageTag("@polymarket/builder-relayer-client");
const CLIENT = packageTag("@polymarket/client");

const owner = account(1);
const other = account(2).address;
const signer = {
  getAddress: async () => owner.address,
  signTypedData: (domain, types, message, primaryType) =>
    owner.local.signTypedData({ domain, types, message, primaryType }),
  signMessage: (hash) => owner.local.signMessage({ message: { raw: hash } }),
};

const PUSD = "0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB";
const CTF = "0x4D97DCd97eC945f40cF65F87097ACe5EA0476045";
const EXCHANGE = "0xE111180000d2663C0091e4f400237545B87B996B";
const ADAPTER = "0xAdA100Db00Ca00073811820692005400218FcE1f";
const ROUTER = "0x12121212006e4CD160D18e3f00711DA5c3372600";
const CONDITION = `0x${"5a".repeat(32)}`;
const CONDITION_V2 = `0x01${"6b".repeat(30)}`;
const LEGS = [1n, 2n].map((hash) => ((1n << 248n) | (hash << 120n)).toString());

const vectors = [];

/** The official calls, by function and arguments; a bigint is written as text and taken as one. */
const CALLS = [
  ["erc20ApprovalCall", [PUSD, EXCHANGE, 2n ** 256n - 1n]],
  ["erc20AllowanceCall", [PUSD, owner.address, EXCHANGE]],
  ["erc20TransferCall", [PUSD, other, 1_234_567n]],
  ["erc1155ApprovalForAllCall", [CTF, EXCHANGE, true]],
  ["erc1155ApprovalForAllCall", [CTF, EXCHANGE, false]],
  ["erc1155IsApprovedForAllCall", [CTF, owner.address, EXCHANGE]],
  ["erc1155BalanceOfCall", [CTF, owner.address, "123456789"]],
  ["erc1155BalanceOfBatchCall", [CTF, owner.address, ["1", "2", "3"]]],
  ["perpsDepositCall", ["0xDCa4af75705dbB50f62437045afF9921947917d2", PUSD, 5_000_000n, other]],
  ["splitPositionCall", [ADAPTER, PUSD, CONDITION, 1_000_001n]],
  ["mergePositionsCall", [ADAPTER, PUSD, CONDITION, 1_000_001n]],
  ["ctfRedeemPositionsCall", [ADAPTER, PUSD, CONDITION]],
  ["splitV2Call", [ROUTER, CONDITION_V2, 7n]],
  ["mergeV2Call", [ROUTER, CONDITION_V2, 7n]],
  ["redeemV2Call", [ROUTER, CONDITION_V2, 0, 7n]],
  ["redeemV2Call", [ROUTER, CONDITION_V2, 1, 7n]],
  ["combinatorialPrepareConditionCall", ["0x30000034706c7d8e12009dab006be20000c031a8", LEGS]],
];
const plain = (value) =>
  JSON.parse(JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}` : inner)));

for (const [index, [name, args]] of CALLS.entries()) {
  const generator = `${CLIENT} ${name}`;
  vectors.push({
    id: `call-${index}-${name}`,
    kind: "calldata",
    generator,
    input: { args: plain(args) },
    expected: plain(client[name](...args)),
  });
}

const calls = [
  client.erc20ApprovalCall(PUSD, EXCHANGE, 10n),
  client.erc1155ApprovalForAllCall(CTF, EXCHANGE, true),
].map(({ to, data }) => ({ to, data, value: "0" }));
for (const name of ["encodeSafeMultisendCall", "encodeProxyCall"]) {
  for (const some of [calls.slice(0, 1), calls]) {
    const packed = client[name](some.map((call) => ({ ...call, value: 0n })));
    vectors.push({
      id: `${name}-${some.length}`,
      kind: "calldata",
      generator: `${CLIENT} ${name}`,
      input: { calls: some },
      expected: plain(packed),
    });
  }
}

const config = getContractConfig(137);
const proxyData = client.encodeProxyCall(calls.map((call) => ({ ...call, value: 0n })));
const transactions = calls.map((call) => ({ ...call, operation: 0 }));
const batch = {
  from: owner.address,
  chainId: 137,
  walletAddress: owner.depositBeacon,
  nonce: "12",
  deadline: "1900000000",
  calls: calls.map(({ to, data, value }) => ({ target: to, value, data })),
};
const free = { paymentToken: `0x${"0".repeat(40)}`, payment: "0", paymentReceiver: `0x${"0".repeat(40)}` };

const REQUESTS = [
  [
    "deposit-batch",
    "buildDepositWalletBatchRequest",
    batch,
    (args) => [signer, args, config.DepositWalletContracts],
  ],
  [
    "deposit-create",
    "buildDepositWalletCreateRequest",
    undefined,
    () => [owner.address, config.DepositWalletContracts],
  ],
  [
    "safe-create",
    "buildSafeCreateTransactionRequest",
    { from: owner.address, chainId: 137, ...free },
    (args) => [signer, config.SafeContracts, args],
  ],
  [
    "safe-one",
    "buildSafeTransactionRequest",
    { from: owner.address, nonce: "3", chainId: 137, transactions: transactions.slice(0, 1) },
    (args) => [signer, args, config.SafeContracts, "one call"],
  ],
  [
    "safe-many",
    "buildSafeTransactionRequest",
    { from: owner.address, nonce: "4", chainId: 137, transactions },
    (args) => [signer, args, config.SafeContracts],
  ],
  [
    "proxy",
    "buildProxyTransactionRequest",
    { from: owner.address, gasPrice: "0", gasLimit: "1000000", data: proxyData, relay: other, nonce: "5" },
    (args) => [signer, args, config.ProxyContracts, "meta"],
  ],
];

// The official builders print what they make, signatures included.
const { log } = console;
console.log = () => {};
for (const [id, name, args, parameters] of REQUESTS) {
  const expected = plain(await relayer[name](...parameters(args)));
  const input = {
    privateKey: owner.privateKey,
    owner: owner.address,
    chainId: 137,
    ...(args === undefined ? {} : { args }),
  };
  vectors.push({
    id: `relay-${id}`,
    kind: "relayer_submit",
    generator: `${RELAYER} ${name}`,
    input,
    expected,
  });
}
console.log = log;

writeVectors("relayer", vectors);
