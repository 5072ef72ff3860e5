import { type Address, address } from "@pm/core-types";
import { MAX_UINT256, MAX_UNITS } from "./units.ts";

/** Where fees go, and who holds the other side of tokens that were funded out of nothing. */
export const TREASURY: Address = address("0x000000000000000000000000000000000000fee5");

/** ⌊a · b / c⌋ for safe integers. */
export function mulDiv(a: number, b: number, c: number): number {
  const product = a * b;
  return product <= Number.MAX_SAFE_INTEGER
    ? Math.floor(product / c)
    : Number((BigInt(a) * BigInt(b)) / BigInt(c));
}

/** What one account holds of one asset, in base units, and what it cost. */
export class Holding {
  readonly account: Account;
  /** Number of the outcome token; −1 for pUSD. */
  readonly token: number;
  balance = 0;
  /** Promised by open orders. */
  reserved = 0;
  /** Matched and not settled yet. */
  outgoing = 0;
  bought = 0;
  boughtCost = 0;
  cost = 0;
  fees = 0;
  realized = 0;
  updatedAt = 0;

  constructor(account: Account, token: number) {
    this.account = account;
    this.token = token;
  }

  /** What a new order may promise. */
  get available(): number {
    return this.balance - this.reserved - this.outgoing;
  }

  /** What is not yet on its way elsewhere. */
  get unsettled(): number {
    return this.balance - this.outgoing;
  }

  /** Takes in shares that cost `cost` pUSD. */
  acquire(shares: number, cost: number, at: number): void {
    this.balance += shares;
    this.bought += shares;
    this.boughtCost += cost;
    this.cost += cost;
    this.updatedAt = at;
  }

  /** Gives away shares for `proceeds` pUSD, at average cost. */
  dispose(shares: number, proceeds: number, at: number): void {
    const basis = shares === this.balance ? this.cost : mulDiv(this.cost, shares, this.balance);
    this.cost -= basis;
    this.realized += proceeds - basis;
    this.balance -= shares;
    this.updatedAt = at;
  }
}

/** What one contract may do for an account. */
export class Spender {
  allowance = 0n;
  /** The allowance as far as it can matter: at most all pUSD there is. */
  cap = 0;
  /** pUSD promised through this contract, by open orders and unsettled matches. */
  committed = 0;
  /** May it move outcome tokens? */
  tokens = false;

  setAllowance(amount: bigint): void {
    this.allowance = amount;
    this.cap = amount > BigInt(MAX_UNITS) ? MAX_UNITS : Number(amount);
  }

  /** ERC-20 `transferFrom`: the unlimited allowance stays unlimited. */
  spend(amount: number): void {
    if (this.allowance !== MAX_UINT256) this.setAllowance(this.allowance - BigInt(amount));
  }
}

/** One address at the exchange. */
export class Account {
  readonly address: Address;
  readonly collateral: Holding;
  readonly tokens = new Map<number, Holding>();
  readonly spenders = new Map<Address, Spender>();
  banned = false;
  closedOnly = false;

  constructor(owner: Address) {
    this.address = owner;
    this.collateral = new Holding(this, -1);
  }

  token(number: number): Holding {
    let holding = this.tokens.get(number);
    if (holding === undefined) {
      holding = new Holding(this, number);
      this.tokens.set(number, holding);
    }
    return holding;
  }

  spender(contract: Address): Spender {
    let spender = this.spenders.get(contract);
    if (spender === undefined) {
      spender = new Spender();
      this.spenders.set(contract, spender);
    }
    return spender;
  }
}

/** Collateral that backs the outcome tokens of one market, or of all markets of a neg-risk event together. */
export type Lock = { locked: number };

/** Every account, and how much pUSD exists. */
export class Ledger {
  readonly accounts = new Map<Address, Account>();
  /** pUSD ever issued minus what left. */
  issued = 0;
  feesCollected = 0;

  account(owner: Address): Account {
    let account = this.accounts.get(owner);
    if (account === undefined) {
      account = new Account(owner);
      this.accounts.set(owner, account);
    }
    return account;
  }

  get treasury(): Account {
    return this.account(TREASURY);
  }
}
