import type { Address } from "@pm/core-types";
import type { VenueContext } from "../context.ts";
import { isoTime } from "../wire/time.ts";

const MAX_UINT256 = (1n << 256n) - 1n;

/** Every approval trading needs, granted or not; the list never changes its length. */
export function approvals(context: VenueContext, owner: Address): Record<string, unknown> {
  const { engine, environment } = context;
  const { contracts } = environment;
  const [market] = engine.markets();
  const pusd = engine.balanceAllowance(owner).allowances;
  const tokens =
    market === undefined ? {} : engine.balanceAllowance(owner, market.outcomes[0].tokenId).allowances;
  const spenders = [
    ["Exchange", contracts.exchangeV2],
    ["NegRiskExchange", contracts.negRiskExchangeV2],
    ["ExchangeV3", contracts.exchangeV3],
  ] as const;
  return {
    address: owner,
    chainId: environment.chainId,
    checkedAt: isoTime(context.clock.now()),
    contracts: [
      ...spenders.map(([name, spender]) => ({
        id: `Usdc${name}`,
        feature: "trading",
        token: contracts.collateral,
        spender,
        standard: "ERC20",
        amount: "max",
        approved: amountOf(pusd, spender) === MAX_UINT256,
      })),
      ...spenders.map(([name, spender]) => ({
        id: `Ctf${name}IsApprovedForAll`,
        feature: "trading",
        token: contracts.conditionalTokens,
        spender,
        standard: "ERC1155",
        approved: amountOf(tokens, spender) > 0n,
      })),
    ],
  };
}

function amountOf(allowances: Readonly<Record<string, bigint>>, spender: string): bigint {
  const found = Object.entries(allowances).find(([id]) => id.toLowerCase() === spender.toLowerCase());
  return found?.[1] ?? 0n;
}
