import type { Hex } from "@pm/core-types";
import { transactionHash } from "./ids.ts";
import type { Order } from "./order.ts";
import type { Fill } from "./plan.ts";
import type { SettlementPlan, TradeStatus, TradeView } from "./types.ts";
import { priceText } from "./units.ts";

/** One maker's fill as it is kept: the plan's fill plus the maker's builder fee. */
export type MadeFill = Omit<Fill, "level"> & { readonly makerFee: number };

/** Transactions that one number can become by retries, each with its own hash. */
const ATTEMPTS = 1024;

/** Number that the hash of a transaction's attempt is made from. */
export function hashNumber(transaction: number, attempt = 0): number {
  return transaction * ATTEMPTS + attempt;
}

/** Everything one taker order matched in one step; settles as one transaction. */
export class Transaction {
  readonly number: number;
  readonly seed: number;
  readonly plan: SettlementPlan;
  readonly trades: Trade[] = [];
  attempt = 0;
  /** Have the balances moved? */
  paid = false;

  constructor(number: number, seed: number, plan: SettlementPlan) {
    this.number = number;
    this.seed = seed;
    this.plan = plan;
  }

  /** Hash of the present attempt. */
  get hash(): Hex {
    return transactionHash(this.seed, hashNumber(this.number, this.attempt));
  }
}

/** A taker order against the makers of one price level. Amounts in base units. */
export class Trade {
  readonly id: string;
  readonly number: number;
  readonly taker: Order;
  /** Of the taker's token, in ten-thousandths. */
  readonly price: number;
  readonly fills: readonly MadeFill[];
  readonly shares: number;
  readonly usd: number;
  readonly fee: number;
  readonly builderFee: number;
  readonly matchTime: number;
  readonly transaction: Transaction;
  status: TradeStatus = "MATCHED";
  lastUpdate: number;
  /** Does the venue show the transaction's hash yet? */
  showsHash: boolean;

  constructor(init: {
    readonly id: string;
    readonly number: number;
    readonly taker: Order;
    readonly price: number;
    readonly fills: readonly MadeFill[];
    readonly shares: number;
    readonly usd: number;
    readonly fee: number;
    readonly builderFee: number;
    readonly matchTime: number;
    readonly transaction: Transaction;
  }) {
    this.id = init.id;
    this.number = init.number;
    this.taker = init.taker;
    this.price = init.price;
    this.fills = init.fills;
    this.shares = init.shares;
    this.usd = init.usd;
    this.fee = init.fee;
    this.builderFee = init.builderFee;
    this.matchTime = init.matchTime;
    this.lastUpdate = init.matchTime;
    this.transaction = init.transaction;
    this.showsHash = init.transaction.plan.hashAt === "MATCHED";
  }

  view(): TradeView {
    const { taker } = this;
    const outcome = taker.market.outcomes[taker.outcome];
    return {
      id: this.id,
      conditionId: taker.market.conditionId,
      tokenId: outcome.tokenId,
      outcome: outcome.outcome,
      outcomeIndex: taker.outcome,
      side: taker.side,
      size: BigInt(this.shares),
      usd: BigInt(this.usd),
      price: priceText(this.price),
      fee: BigInt(this.fee),
      builderFee: BigInt(this.builderFee),
      builder: taker.builder,
      status: this.status,
      matchTime: this.matchTime,
      lastUpdate: this.lastUpdate,
      bucketIndex: 0,
      transactionHash: this.showsHash ? this.transaction.hash : undefined,
      takerOrderId: taker.id,
      takerOwner: taker.owner,
      takerAddress: taker.maker.address,
      makers: this.fills.map((fill) => makerView(fill)),
    };
  }
}

function makerView(fill: MadeFill): TradeView["makers"][number] {
  const { maker } = fill;
  const outcome = maker.market.outcomes[maker.outcome];
  return {
    orderId: maker.id,
    owner: maker.owner,
    address: maker.maker.address,
    amount: BigInt(fill.shares),
    usd: BigInt(fill.makerUsd),
    builderFee: BigInt(fill.makerFee),
    price: priceText(maker.price),
    side: maker.side,
    tokenId: outcome.tokenId,
    outcome: outcome.outcome,
    outcomeIndex: maker.outcome,
    matchType: fill.type,
  };
}
