import type { Address, Contracts } from "@pm/core-types";
import type { Engine, MarketView } from "../engine/index.ts";
import type { Approvals } from "./approvals.ts";
import { type Action, readAction, type WalletCall } from "./decode.ts";

/** What the venue's contracts stand on. */
export type Chain = {
  readonly engine: Engine;
  readonly approvals: Approvals;
  readonly contracts: Contracts;
};

/**
 * Makes every call of a wallet, or none.
 *
 * @returns why the batch reverts, or undefined when it went through.
 */
export function executeCalls(
  chain: Chain,
  wallet: Address,
  calls: readonly WalletCall[],
): string | undefined {
  const actions: Action[] = [];
  for (const call of calls) {
    const action = readAction(call);
    if (action === undefined) {
      return `execution reverted: no such call ${call.data.slice(0, 10)} on ${call.to}`;
    }
    actions.push(action);
  }
  const rehearsal = new Rehearsal(chain, wallet);
  for (const action of actions) {
    const reason = rehearsal.play(action);
    if (reason !== undefined) return `execution reverted: ${reason}`;
  }
  for (const action of actions) apply(chain, wallet, action);
  return undefined;
}

/** Plays a batch without touching anything, so that a batch that would revert half way does nothing. */
class Rehearsal {
  readonly #chain: Chain;
  readonly #wallet: Address;
  readonly #balances = new Map<string, bigint>();
  readonly #approved = new Map<string, bigint>();
  readonly #operators = new Map<string, boolean>();

  constructor(chain: Chain, wallet: Address) {
    this.#chain = chain;
    this.#wallet = wallet;
  }

  play(action: Action): string | undefined {
    switch (action.kind) {
      case "approve":
        this.#approved.set(action.spender, action.amount);
        return undefined;
      case "approve-tokens":
        this.#operators.set(action.operator, action.approved);
        return undefined;
      case "transfer":
        return this.#take("", action.amount, "ERC20: transfer amount exceeds balance");
      case "transfer-token":
        return this.#take(action.tokenId, action.amount, "ERC1155: insufficient balance for transfer");
      case "split":
        return this.#split(action);
      case "merge":
        return this.#merge(action);
      case "redeem":
        return this.#redeem(action);
      case "convert":
        return this.#convert(action);
    }
  }

  #split(action: Extract<Action, { kind: "split" | "merge" }>): string | undefined {
    const market = this.#market(action.conditionId);
    if (market === undefined) return "condition not prepared yet";
    if (this.#allowance(action.via) < action.amount) return "ERC20: insufficient allowance";
    const short = this.#take("", action.amount, "ERC20: transfer amount exceeds balance");
    if (short !== undefined) return short;
    for (const outcome of market.outcomes) this.#give(outcome.tokenId, action.amount);
    return undefined;
  }

  #merge(action: Extract<Action, { kind: "split" | "merge" }>): string | undefined {
    const market = this.#market(action.conditionId);
    if (market === undefined) return "condition not prepared yet";
    if (!this.#operates(action.via)) return "ERC1155: caller is not owner nor approved";
    for (const outcome of market.outcomes) {
      const short = this.#take(outcome.tokenId, action.amount, "SafeMath: subtraction overflow");
      if (short !== undefined) return short;
    }
    this.#give("", action.amount);
    return undefined;
  }

  #redeem(action: Extract<Action, { kind: "redeem" }>): string | undefined {
    const market = this.#chain.engine.market(action.conditionId);
    if (market?.payouts === undefined) return "result for condition not received yet";
    return this.#operates(action.via) ? undefined : "ERC1155: caller is not owner nor approved";
  }

  #convert(action: Extract<Action, { kind: "convert" }>): string | undefined {
    const event = this.#chain.engine.events().find((one) => one.negRiskMarketId === action.marketId);
    if (event === undefined) return "market not prepared";
    if (!this.#operates(action.via)) return "ERC1155: caller is not owner nor approved";
    const chosen = event.conditionIds.filter((_, index) => ((action.indexSet >> BigInt(index)) & 1n) === 1n);
    if (chosen.length === 0) return "invalid index set";
    for (const id of chosen) {
      const no = this.#chain.engine.market(id)?.outcomes[1].tokenId ?? "";
      const short = this.#take(no, action.amount, "SafeMath: subtraction overflow");
      if (short !== undefined) return short;
    }
    this.#give("", action.amount * BigInt(chosen.length - 1));
    return undefined;
  }

  #market(conditionId: string): MarketView | undefined {
    const market = this.#chain.engine.market(conditionId);
    return market?.state === "resolved" ? undefined : market;
  }

  /** Conditional Tokens itself needs no approval: the wallet calls it directly. */
  #allowance(via: Address): bigint {
    if (via === this.#chain.contracts.conditionalTokens) return (1n << 256n) - 1n;
    return this.#approved.get(via) ?? this.#chain.approvals.allowance(this.#wallet, via);
  }

  #operates(via: Address): boolean {
    if (via === this.#chain.contracts.conditionalTokens) return true;
    return this.#operators.get(via) ?? this.#chain.approvals.approvedForAll(this.#wallet, via);
  }

  #balance(asset: string): bigint {
    const known = this.#balances.get(asset);
    if (known !== undefined) return known;
    return this.#chain.engine.balanceAllowance(this.#wallet, asset === "" ? undefined : asset).balance;
  }

  #give(asset: string, amount: bigint): void {
    this.#balances.set(asset, this.#balance(asset) + amount);
  }

  #take(asset: string, amount: bigint, reason: string): string | undefined {
    const left = this.#balance(asset) - amount;
    if (left < 0n) return reason;
    this.#balances.set(asset, left);
    return undefined;
  }
}

function apply(chain: Chain, wallet: Address, action: Action): void {
  const { engine, approvals } = chain;
  switch (action.kind) {
    case "approve":
      approvals.approve(wallet, action.spender, action.amount);
      return;
    case "approve-tokens":
      approvals.approveTokens(wallet, action.operator, action.approved);
      return;
    case "transfer":
      if (engine.withdraw(wallet, action.amount)) engine.fund(action.to, action.amount);
      return;
    case "transfer-token":
      if (engine.withdraw(wallet, action.amount, action.tokenId)) {
        engine.fund(action.to, action.amount, action.tokenId);
      }
      return;
    case "split":
      if (engine.split(wallet, action.conditionId, action.amount)) {
        approvals.spend(wallet, action.via, action.amount);
      }
      return;
    case "merge":
      engine.merge(wallet, action.conditionId, action.amount);
      return;
    case "redeem":
      engine.redeem(wallet, action.conditionId);
      return;
    case "convert":
      engine.convert(wallet, action.marketId, action.indexSet, action.amount);
  }
}
