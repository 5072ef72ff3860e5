import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { POLYGON_CONTRACTS as contracts } from "@pm/core-types";
import { createWalletClient, erc20Abi, http, parseAbi, publicActions } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import { createVenue, type Venue } from "../index.ts";

const adapter = contracts.ctfCollateralAdapter;
const positions = parseAbi([
  "function balanceOf(address owner, uint256 id) view returns (uint256)",
  "function balanceOfBatch(address[] owners, uint256[] ids) view returns (uint256[])",
  "function isApprovedForAll(address owner, address operator) view returns (bool)",
  "function payoutDenominator(bytes32 id) view returns (uint256)",
  "function payoutNumerators(bytes32 id, uint256 outcome) view returns (uint256)",
  "function splitPosition(address token, bytes32 parent, bytes32 id, uint256[] parts, uint256 amount)",
  "function redeemPositions(address token, bytes32 parent, bytes32 id, uint256[] sets)",
]);
const NOTHING = `0x${"0".repeat(64)}` as const;

describe("chain", () => {
  let venue: Venue;
  beforeAll(async () => {
    venue = await createVenue({ accounts: 1 });
  });
  afterAll(() => venue.close());

  const wallet = () => {
    const account = privateKeyToAccount(venue.ready.accounts[0]!.privateKey as `0x${string}`);
    return createWalletClient({
      account,
      chain: polygon,
      transport: http(venue.ready.rpc),
      pollingInterval: 20,
    }).extend(publicActions);
  };

  it("tells balances, allowances and payouts out of the ledger", async () => {
    const client = wallet();
    const owner = client.account.address;
    const market = venue.ready.markets[0]!;
    const [yes, no] = market.tokens.map((token) => BigInt(token.tokenId)) as [bigint, bigint];
    venue.fund(owner, "7.5", market.tokens[0]!.tokenId);
    const token = { address: contracts.conditionalTokens as `0x${string}`, abi: positions };
    const pusd = { address: contracts.collateral as `0x${string}`, abi: erc20Abi };
    expect(await client.readContract({ ...pusd, functionName: "balanceOf", args: [owner] })).toBe(
      10_000_000_000n,
    );
    expect(
      await client.readContract({
        ...pusd,
        functionName: "allowance",
        args: [owner, contracts.exchangeV2 as never],
      }),
    ).toBe(2n ** 256n - 1n);
    expect(await client.readContract({ ...token, functionName: "balanceOf", args: [owner, yes] })).toBe(
      7_500_000n,
    );
    expect(
      await client.readContract({
        ...token,
        functionName: "balanceOfBatch",
        args: [
          [owner, owner],
          [no, yes],
        ],
      }),
    ).toEqual([0n, 7_500_000n]);
    for (const operator of [contracts.exchangeV2, adapter] as `0x${string}`[]) {
      const args = [owner, operator] as const;
      expect(await client.readContract({ ...token, functionName: "isApprovedForAll", args })).toBe(true);
    }
    const stranger = `0x${"12".repeat(20)}` as const;
    expect(
      await client.readContract({ ...token, functionName: "isApprovedForAll", args: [owner, stranger] }),
    ).toBe(false);
    const id = venue.ready.markets[2]!.conditionId as `0x${string}`;
    const denominator = () =>
      client.readContract({ ...token, functionName: "payoutDenominator", args: [id] });
    expect(await denominator()).toBe(0n);
    venue.resolve(id, [1, 0]);
    expect(await denominator()).toBe(1_000_000n);
    expect(await client.readContract({ ...token, functionName: "payoutNumerators", args: [id, 0n] })).toBe(
      1_000_000n,
    );
    expect(await client.getChainId()).toBe(137);
    await expect(
      client.readContract({
        address: stranger,
        abi: positions,
        functionName: "balanceOf",
        args: [owner, yes],
      }),
    ).rejects.toThrow("reverted");
  });

  it("runs transactions that a plain account sends itself", async () => {
    const client = wallet();
    const owner = client.account.address;
    const market = venue.ready.markets[1]!;
    const id = market.conditionId as `0x${string}`;
    const run = async (request: Parameters<typeof client.writeContract>[0]): Promise<string> => {
      const hash = await client.writeContract(request);
      return (await client.waitForTransactionReceipt({ hash })).status;
    };
    const pusd = { address: contracts.collateral as `0x${string}`, abi: erc20Abi };
    const call = {
      address: adapter as `0x${string}`,
      abi: positions,
      chain: polygon,
      account: client.account,
    };
    const parts = [1n, 2n];
    const split = {
      ...call,
      functionName: "splitPosition",
      args: [contracts.collateral, NOTHING, id, parts, 100_000_000n],
    } as never;
    await run({ ...pusd, functionName: "approve", args: [adapter, 0n] } as never);
    expect(await run(split)).toBe("reverted");
    await run({ ...pusd, functionName: "approve", args: [adapter, 100_000_000n] } as never);
    expect(await run(split)).toBe("success");
    expect(venue.engine.balanceAllowance(owner as never, market.tokens[1]!.tokenId).balance).toBe(
      100_000_000n,
    );
    venue.resolve(id, [0, 1]);
    expect(
      await run({
        ...call,
        functionName: "redeemPositions",
        args: [contracts.collateral, NOTHING, id, parts],
      } as never),
    ).toBe("success");
    expect(venue.engine.balanceAllowance(owner as never).balance).toBe(10_000_000_000n);
    expect(await client.getTransactionCount({ address: owner })).toBe(5);
    expect(venue.checkConservation()).toMatchObject({ ok: true });
  });

  it("refuses what no node takes", async () => {
    const ask = async (body: unknown) => {
      const answer = await fetch(venue.ready.rpc, { method: "POST", body: JSON.stringify(body) });
      return (await answer.json()) as { error?: { code: number; message: string } };
    };
    const call = (method: string, ...params: unknown[]) => ask({ jsonrpc: "2.0", id: 1, method, params });
    expect(await call("eth_sendRawTransaction", "0x02c0")).toMatchObject({ error: { code: -32_602 } });
    expect(await call("eth_mine")).toMatchObject({ id: 1, error: { code: -32_601 } });
    expect(await call("constructor")).toMatchObject({ error: { code: -32_601 } });
    expect(await call("eth_call", { to: "0x12", data: "0x" })).toMatchObject({ error: { code: -32_602 } });
    expect(await ask(7)).toMatchObject({ id: null, error: { code: -32_600 } });
    expect(await ask([{ jsonrpc: "2.0", id: 4, method: "eth_chainId" }])).toEqual([
      { jsonrpc: "2.0", id: 4, result: "0x89" },
    ]);
    const [account] = venue.ready.accounts;
    const signed = await privateKeyToAccount(account!.privateKey as `0x${string}`).signTransaction({
      chainId: 1,
      nonce: 0,
      gas: 21_000n,
      maxFeePerGas: 1n,
      to: contracts.collateral as `0x${string}`,
    });
    expect(await call("eth_sendRawTransaction", signed)).toMatchObject({
      error: { message: "invalid chain id for signer: have 1 want 137" },
    });
  });
});
