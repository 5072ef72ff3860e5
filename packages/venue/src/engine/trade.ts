import type { Hex } from "@pm/core-types";
import type { Order } from "./order.ts";
import type { Fill } from "./plan.ts";
import type { SettlementPlan, TradeStatus, TradeView } from "./types.ts";
import { priceText } from "./units.ts";

/** One maker's fill as it is kept: the plan's fill plus the maker's builder fee. */
export type MadeFill = Omit<Fill, "level"> & { readonly makerFee: number };

/** Everything one taker order matched in one step; settles as one transaction. */
export type Transaction = {
  readonly number: number;
  readonly plan: SettlementPlan;
  readonly trades: Trade[];
  attempt: number;
  hash: Hex;
};

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
  /** Empty while the venue does not show it. */
  shownHash: Hex | undefined;

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
    this.shownHash = init.transaction.plan.hashAt === "MATCHED" ? init.transaction.hash : undefined;
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
      transactionHash: this.shownHash,
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
