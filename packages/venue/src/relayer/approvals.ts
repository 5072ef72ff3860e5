import type { Address, Contracts } from "@pm/core-types";
import type { Engine } from "../engine/index.ts";
import type { Durable, RecordChange } from "../persistence/durable.ts";

const MAX_UINT256 = (1n << 256n) - 1n;

/** Contracts besides the exchanges that wallets approve. Source: the contracts page, 2026-10. */
export const HELPERS = {
  collateralAdapter: "0xAdA100Db00Ca00073811820692005400218FcE1f",
  negRiskCollateralAdapter: "0xadA2005600Dec949baf300f4C6120000bDB6eAab",
  negRiskAdapter: "0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296",
  router: "0x12121212006e4CD160D18e3f00711DA5c3372600",
  autoRedeemer: "0xa1200000d0002264C9a1698e001292D00E1b00af",
  perpsDeposit: "0xDCa4af75705dbB50f62437045afF9921947917d2",
} as const;

/** Approvals of every wallet: those of the exchanges live in the engine, the others here. */
export type Approvals = Durable & {
  readonly approve: (owner: Address, spender: Address, amount: bigint) => void;
  readonly approveTokens: (owner: Address, operator: Address, approved: boolean) => void;
  /** Everything trading, splitting and redeeming needs. */
  readonly approveAll: (owner: Address) => void;
  readonly allowance: (owner: Address, spender: Address) => bigint;
  readonly approvedForAll: (owner: Address, operator: Address) => boolean;
  /** Takes what a contract moved from an allowance; an unlimited one stays unlimited. */
  readonly spend: (owner: Address, spender: Address, amount: bigint) => void;
};

type Change =
  | { readonly slot: string; readonly amount: string }
  | { readonly slot: string; readonly approved: boolean };

/** Approvals over an engine. */
export function createApprovals(engine: Engine, contracts: Contracts, record: RecordChange): Approvals {
  const amounts = new Map<string, bigint>();
  const operators = new Set<string>();
  const exchanges = new Set([contracts.exchangeV2, contracts.negRiskExchangeV2, contracts.exchangeV3]);
  const slot = (owner: string, other: string): string => `${owner}|${other}`.toLowerCase();

  const apply = (change: Change): void => {
    if ("amount" in change) amounts.set(change.slot, BigInt(change.amount));
    else if (change.approved) operators.add(change.slot);
    else operators.delete(change.slot);
  };
  const change = (one: Change): void => {
    record(one);
    apply(one);
  };
  const setAmount = (place: string, amount: bigint): void =>
    change({ slot: place, amount: amount.toString() });

  return {
    name: "approvals",
    save: () => ({
      amounts: [...amounts].map(([place, amount]) => [place, amount.toString()]),
      operators: [...operators],
    }),
    load: (saved) => {
      const kept = saved as { amounts: [string, string][]; operators: string[] };
      for (const [place, amount] of kept.amounts) amounts.set(place, BigInt(amount));
      for (const place of kept.operators) operators.add(place);
    },
    apply: (one) => apply(one as Change),
    approve: (owner, spender, amount) => {
      if (exchanges.has(spender)) engine.approve(owner, spender, amount);
      else setAmount(slot(owner, spender), amount);
    },
    approveTokens: (owner, operator, approved) => {
      if (exchanges.has(operator)) engine.approveTokens(owner, operator, approved);
      else change({ slot: slot(owner, operator), approved });
    },
    approveAll: (owner) => {
      engine.approveAll(owner);
      for (const helper of Object.values(HELPERS)) {
        setAmount(slot(owner, helper), MAX_UINT256);
        change({ slot: slot(owner, helper), approved: true });
      }
    },
    allowance: (owner, spender) =>
      exchanges.has(spender)
        ? (engine.balanceAllowance(owner).allowances[spender] ?? 0n)
        : (amounts.get(slot(owner, spender)) ?? 0n),
    approvedForAll: (owner, operator) => operators.has(slot(owner, operator)),
    spend: (owner, spender, amount) => {
      const left = amounts.get(slot(owner, spender));
      if (left !== undefined && left !== MAX_UINT256) setAmount(slot(owner, spender), left - amount);
    },
  };
}
