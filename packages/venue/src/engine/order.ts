import type { ApiKey, Hex, OrderId, Side, SignatureType, TimeInForce } from "@pm/core-types";
import type { Level } from "./book.ts";
import type { Account, Holding, Spender } from "./ledger.ts";
import type { Market } from "./market.ts";
import type { OrderStatus, OrderView } from "./types.ts";
import { priceText } from "./units.ts";

/** What an order is from its birth on. */
export type OrderInit = {
  readonly id: OrderId;
  readonly owner: ApiKey;
  readonly maker: Account;
  readonly signer: OrderView["signer"];
  readonly signatureType: SignatureType;
  readonly market: Market;
  readonly outcome: 0 | 1;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
  readonly budget: number;
  readonly orderType: TimeInForce;
  readonly expiration: number;
  readonly postOnly: boolean;
  readonly builder: Hex;
  readonly takerBps: number;
  readonly makerBps: number;
  readonly createdAt: number;
};

/** An order the engine knows, resting or not. Amounts in base units, prices in ten-thousandths. */
export class Order {
  readonly id: OrderId;
  readonly owner: ApiKey;
  readonly maker: Account;
  readonly signer: OrderView["signer"];
  readonly signatureType: SignatureType;
  readonly market: Market;
  readonly outcome: 0 | 1;
  readonly side: Side;
  /** Worst price it accepts, of its own token. */
  readonly price: number;
  /** Shares asked for. */
  readonly size: number;
  /** Market BUY: the pUSD it spends, instead of a number of shares. 0 for every other order. */
  readonly budget: number;
  readonly orderType: TimeInForce;
  readonly expiration: number;
  readonly postOnly: boolean;
  readonly builder: Hex;
  /** The builder's rates as they were when the order came. */
  readonly takerBps: number;
  readonly makerBps: number;
  readonly createdAt: number;
  /** Asset it pays with, and the contract that moves it. */
  readonly pays: Holding;
  readonly gets: Holding;
  readonly spender: Spender;
  /** In terms of outcome 0: does it stand on the bid side, and at which price? */
  readonly isBid: boolean;
  readonly bookPrice: number;

  remaining: number;
  matched = 0;
  /** How much of `pays` it has promised. */
  reserved = 0;
  status: OrderStatus = "LIVE";
  killedBy: string | undefined;
  tradeIds: string[] = [];
  updatedAt: number;
  level: Level | undefined;
  previous: Order | undefined;
  next: Order | undefined;

  constructor(init: OrderInit) {
    this.id = init.id;
    this.owner = init.owner;
    this.maker = init.maker;
    this.signer = init.signer;
    this.signatureType = init.signatureType;
    this.market = init.market;
    this.outcome = init.outcome;
    this.side = init.side;
    this.price = init.price;
    this.size = init.size;
    this.budget = init.budget;
    this.orderType = init.orderType;
    this.expiration = init.expiration;
    this.postOnly = init.postOnly;
    this.builder = init.builder;
    this.takerBps = init.takerBps;
    this.makerBps = init.makerBps;
    this.createdAt = init.createdAt;
    this.updatedAt = init.createdAt;
    this.remaining = init.size;
    const token = init.maker.token(init.market.tokenNumber(init.outcome));
    this.pays = init.side === "BUY" ? init.maker.collateral : token;
    this.gets = init.side === "BUY" ? token : init.maker.collateral;
    this.spender = init.maker.spender(init.market.exchange);
    this.isBid = (init.side === "BUY") === (init.outcome === 0);
    this.bookPrice = init.outcome === 0 ? init.price : 10_000 - init.price;
  }

  /** Promises `amount` of what it pays with. */
  reserve(amount: number): void {
    this.reserved += amount;
    this.pays.reserved += amount;
    if (this.side === "BUY") this.spender.committed += amount;
  }

  /** Takes back whatever is still promised. */
  release(): void {
    this.pays.reserved -= this.reserved;
    if (this.side === "BUY") this.spender.committed -= this.reserved;
    this.reserved = 0;
  }

  view(): OrderView {
    const { market } = this;
    const outcome = market.outcomes[this.outcome];
    return {
      id: this.id,
      owner: this.owner,
      maker: this.maker.address,
      signer: this.signer,
      signatureType: this.signatureType,
      conditionId: market.conditionId,
      tokenId: outcome.tokenId,
      outcome: outcome.outcome,
      outcomeIndex: this.outcome,
      side: this.side,
      price: priceText(this.price),
      size: BigInt(this.size),
      matched: BigInt(this.matched),
      orderType: this.orderType,
      expiration: this.expiration,
      postOnly: this.postOnly,
      status: this.status,
      killedBy: this.killedBy,
      tradeIds: [...this.tradeIds],
      builder: this.builder,
      createdAt: this.createdAt,
      updatedAt: this.updatedAt,
    };
  }
}
