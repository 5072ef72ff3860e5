// Byte for byte against the official relayer client, for random calls.
import { beforeEach, describe, expect, it, jest } from "@jest/globals";
import { type Address, address, type Hex } from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import {
  buildDepositWalletBatchRequest,
  buildDepositWalletCreateRequest,
  buildProxyTransactionRequest,
  buildSafeCreateTransactionRequest,
  buildSafeTransactionRequest,
} from "@polymarket/builder-relayer-client/dist/builder/index.js";
import { privateKeyToAccount } from "viem/accounts";
import type { ContractCall } from "../calldata/call.ts";
import { privateKey } from "../signer/private-key.ts";
import { CONTRACTS, DEPOSIT_WALLET, EOA, KEY, OTHER_EOA } from "../testing/accounts.ts";
import { proxyRequest } from "./proxy.ts";
import { safeCreateRequest, safeRequest } from "./safe.ts";
import { walletBatchRequest, walletCreateRequest } from "./wallet.ts";

const signer = privateKey(KEY);
const account = privateKeyToAccount(KEY);

/** The official builders' signer port, over viem. */
const official = {
  getAddress: async () => account.address,
  signMessage: (raw: Hex) => account.signMessage({ message: { raw } }),
  signTypedData: (domain: never, types: never, message: never, primaryType: never) =>
    account.signTypedData({ domain, types, message, primaryType } as never),
} as never;

const config = {
  SafeContracts: { SafeFactory: CONTRACTS.safeFactory, SafeMultisend: CONTRACTS.safeMultisend },
  ProxyContracts: { ProxyFactory: CONTRACTS.proxyFactory, RelayHub: CONTRACTS.relayHub },
  DepositWalletContracts: { DepositWalletFactory: CONTRACTS.depositWalletFactory },
} as never as Record<string, never>;

const random = createSeededRandom(11);
const hex = (length: number): Hex => `0x${Buffer.from(random.bytes(length)).toString("hex")}`;

function randomCalls(count: number): ContractCall[] {
  return Array.from({ length: count }, () => ({
    to: address(hex(20)) as Address,
    data: hex(Math.floor(random.next() * 150)),
    value: random.next() < 0.7 ? 0n : BigInt(Math.floor(random.next() * 1e9)),
  }));
}

// The official builders print what they build.
beforeEach(() => void jest.spyOn(console, "log").mockImplementation(() => {}));

describe("@polymarket/builder-relayer-client", () => {
  it.each([1, 2, 3, 7])("asks for the same deposit wallet batch of %i calls", async (count) => {
    const calls = randomCalls(count);
    const theirs = await buildDepositWalletBatchRequest(
      official,
      {
        ...{ from: EOA, chainId: 137, walletAddress: DEPOSIT_WALLET, nonce: "7", deadline: "1900000000" },
        calls: calls.map(({ to, data, value }) => ({ target: to, data, value: value.toString() })),
      } as never,
      config.DepositWalletContracts!,
    );
    const ours = await walletBatchRequest(
      signer,
      { wallet: DEPOSIT_WALLET, chainId: 137, nonce: 7n, deadline: 1_900_000_000, calls },
      CONTRACTS,
    );
    expect(ours).toEqual(theirs);
  });

  it("asks for the same deposit wallet", () => {
    expect(walletCreateRequest(OTHER_EOA, CONTRACTS)).toEqual(
      buildDepositWalletCreateRequest(OTHER_EOA, config.DepositWalletContracts!),
    );
  });

  it.each([1, 2, 5])("asks for the same Safe transaction of %i calls", async (count) => {
    const calls = randomCalls(count);
    const theirs = await buildSafeTransactionRequest(
      official,
      {
        ...{ from: EOA, nonce: "60", chainId: 137 },
        transactions: calls.map(({ to, data, value }) => ({
          to,
          data,
          value: value.toString(),
          operation: 0,
        })),
      } as never,
      config.SafeContracts!,
      "a note",
    );
    const transaction = { chainId: 137, nonce: 60n, calls, metadata: "a note" };
    expect(await safeRequest(signer, transaction, CONTRACTS)).toEqual(theirs);
  });

  it("asks for the same Safe", async () => {
    const zero = `0x${"00".repeat(20)}`;
    const payment = { paymentToken: zero, payment: "0", paymentReceiver: zero };
    const theirs = await buildSafeCreateTransactionRequest(official, config.SafeContracts!, {
      from: EOA,
      chainId: 137,
      ...payment,
    } as never);
    expect(await safeCreateRequest(signer, 137, CONTRACTS)).toEqual(theirs);
  });

  it.each([1, 4])("asks for the same proxy transaction of %i calls", async (count) => {
    const calls = randomCalls(count);
    const relay = address("0xae700edfd9ab986395f3999fe11177b9903a52f1");
    const ours = await proxyRequest(signer, { calls, relay, nonce: 11n, gasLimit: 1_000_000n }, CONTRACTS);
    const theirs = await buildProxyTransactionRequest(
      official,
      { from: EOA, gasPrice: "0", gasLimit: "1000000", data: ours.data, relay, nonce: "11" } as never,
      config.ProxyContracts!,
    );
    expect(ours).toEqual(theirs);
  });
});

describe("requests the relayer would refuse", () => {
  const calls = randomCalls(2);

  it.each([
    ["no calls", { calls: [] }, "calls"],
    ["a note over 500 characters", { calls, metadata: "x".repeat(501) }, "metadata"],
  ])("are refused here: %s", async (_, input, field) => {
    const asked = safeRequest(signer, { chainId: 137, nonce: 1n, ...input }, CONTRACTS);
    await expect(asked).rejects.toMatchObject({
      code: "invalid-input",
      context: { field },
      outcome: "not-sent",
    });
  });
});
