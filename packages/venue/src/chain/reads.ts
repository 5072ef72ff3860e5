import { type Address, address } from "@pm/core-types";
import type { VenueContext } from "../context.ts";
import { selector, Words } from "./words.ts";

type Read = (words: Words, to: Address) => readonly bigint[] | undefined;

/** Answers `eth_call`s of the reads that clients make, from the ledger; undefined reverts. */
export type ChainReads = (to: string, data: string) => string | undefined;

const ADDRESS_BITS = 160n;

/** Balances, allowances, approvals and payouts, as the contracts would tell them. */
export function createChainReads(context: VenueContext): ChainReads {
  const { engine, approvals, environment } = context;
  const { contracts } = environment;
  const exchanges = new Set<string>([
    contracts.exchangeV2,
    contracts.negRiskExchangeV2,
    contracts.exchangeV3,
  ]);
  const isCollateral = (to: Address): boolean => to === contracts.collateral;
  const holdsTokens = (to: Address): boolean =>
    to === contracts.conditionalTokens || to === contracts.positionManager;
  const shares = (owner: Address, tokenId: bigint): bigint =>
    engine.balanceAllowance(owner, tokenId.toString()).balance;

  const operates = (owner: Address, operator: Address): boolean => {
    if (!exchanges.has(operator)) return approvals.approvedForAll(owner, operator);
    const token = engine.markets()[0]?.outcomes[0].tokenId;
    return token !== undefined && (engine.balanceAllowance(owner, token).allowances[operator] ?? 0n) > 0n;
  };

  const reads: Readonly<Record<string, Read>> = {
    "balanceOf(address)": (words, to) => [
      isCollateral(to) ? engine.balanceAllowance(words.address(0)).balance : 0n,
    ],
    "allowance(address,address)": (words, to) => [
      isCollateral(to) ? approvals.allowance(words.address(0), words.address(1)) : 0n,
    ],
    "decimals()": () => [6n],
    "balanceOf(address,uint256)": (words, to) =>
      holdsTokens(to) ? [shares(words.address(0), words.uint(1))] : undefined,
    "balanceOfBatch(address[],uint256[])": (words, to) => {
      const owners = words.list(0);
      const ids = words.list(1);
      if (!holdsTokens(to) || owners.length !== ids.length) return undefined;
      const balances = ids.map((id, n) => shares(addressOf(owners[n] as bigint), id));
      return [32n, BigInt(balances.length), ...balances];
    },
    "isApprovedForAll(address,address)": (words, to) =>
      holdsTokens(to) ? [operates(words.address(0), words.address(1)) ? 1n : 0n] : undefined,
    "payoutDenominator(bytes32)": (words) => [
      engine.market(words.hex32(0))?.payouts === undefined ? 0n : 1_000_000n,
    ],
    "payoutNumerators(bytes32,uint256)": (words) => [
      engine.market(words.hex32(0))?.payouts?.[words.uint(1) === 0n ? 0 : 1] ?? 0n,
    ],
    // The deposit wallet factory names its beacon.
    "BEACON()": (_, to) =>
      to === contracts.depositWalletFactory ? [BigInt(contracts.depositWalletBeacon)] : undefined,
  };
  const bySelector = new Map(Object.entries(reads).map(([name, read]) => [selector(name), read]));

  return (to, data) => {
    const hex = data.slice(2);
    try {
      const words = bySelector.get(hex.slice(0, 8).toLowerCase())?.(
        new Words(hex.slice(8)),
        address(to.toLowerCase()),
      );
      return words && `0x${words.map((word) => word.toString(16).padStart(64, "0")).join("")}`;
    } catch (error) {
      if (error instanceof RangeError || error instanceof SyntaxError) return undefined;
      throw error;
    }
  };
}

function addressOf(word: bigint): Address {
  return address(`0x${(word & ((1n << ADDRESS_BITS) - 1n)).toString(16).padStart(40, "0")}`);
}
