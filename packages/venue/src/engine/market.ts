import type { Address, ConditionId, Hex, Side, TickSize } from "@pm/core-types";
import { tickRule } from "@pm/core-types";
import { Book, bookHash, type Level } from "./book.ts";
import type { Lock } from "./ledger.ts";
import type { BookView, FeeTerms, LastTrade, MarketState, MarketView, Outcome } from "./types.ts";
import { amountText, lastPriceText, PRICE_ONE, priceText } from "./units.ts";

/** What a market is from its birth on. */
export type MarketInit = Pick<
  MarketView,
  | "number"
  | "conditionId"
  | "questionId"
  | "slug"
  | "question"
  | "description"
  | "groupItemTitle"
  | "outcomes"
  | "negRisk"
  | "negRiskMarketId"
  | "negRiskIndex"
  | "eventSlug"
  | "version"
  | "exchange"
  | "secondsDelay"
  | "takerDelayMs"
  | "gameStartTime"
  | "clearBookOnStart"
  | "acceptingOrdersFrom"
  | "endDate"
  | "tags"
  | "createdAt"
> & { readonly tickSize: TickSize; readonly minOrderSize: number; readonly fees: FeeTerms | undefined };

/** A market with its book. Prices in ten-thousandths of outcome 0 unless said otherwise. */
export class Market {
  readonly init: MarketInit;
  readonly conditionId: ConditionId;
  readonly outcomes: readonly [Outcome, Outcome];
  readonly exchange: Address;
  readonly negRiskMarketId: Hex | undefined;
  readonly minOrderSize: number;
  readonly book = new Book();
  readonly lock: Lock;
  tickSize: TickSize;
  tick = 0;
  state: MarketState;
  payouts: readonly [number, number] | undefined;
  resolvedAt: number | undefined;
  lastPrice: number | undefined;
  /** Books show the complement of the last price, as production's do after a mint or a merge. */
  lastFlipped = false;
  lastSide: Side = "BUY";
  lastTradeAt = 0;
  volumeShares = 0;
  volumeUsd = 0;
  openInterest = 0;
  updatedAt: number;
  #seen:
    | (Pick<Market, "state" | "tickSize" | "payouts" | "volumeShares" | "volumeUsd" | "openInterest"> & {
        readonly view: MarketView;
      })
    | undefined;

  constructor(init: MarketInit, lock: Lock) {
    this.init = init;
    this.conditionId = init.conditionId;
    this.outcomes = init.outcomes;
    this.exchange = init.exchange;
    this.negRiskMarketId = init.negRiskMarketId;
    this.minOrderSize = init.minOrderSize;
    this.lock = lock;
    this.tickSize = init.tickSize;
    this.setTick(init.tickSize);
    this.state = init.acceptingOrdersFrom > init.createdAt ? "pending" : "open";
    this.updatedAt = init.createdAt;
  }

  setTick(tickSize: TickSize): void {
    this.tickSize = tickSize;
    this.tick = Number(tickRule(tickSize).tick) / 100;
  }

  tokenNumber(outcome: 0 | 1): number {
    return this.init.number * 2 + outcome;
  }

  /** Best prices of an outcome's own book, as texts; `"0"` and `"1"` for empty sides. */
  best(outcome: 0 | 1): { readonly bid: string; readonly ask: string } {
    const { book } = this;
    const bid = outcome === 0 ? book.bestBid()?.price : mirrored(book.bestAsk());
    const ask = outcome === 0 ? book.bestAsk()?.price : mirrored(book.bestBid());
    return { bid: bid === undefined ? "0" : priceText(bid), ask: ask === undefined ? "1" : priceText(ask) };
  }

  lastTrade(outcome: 0 | 1): LastTrade | undefined {
    if (this.lastPrice === undefined) return undefined;
    const side = outcome === 0 ? this.lastSide : this.lastSide === "BUY" ? "SELL" : "BUY";
    const price = outcome === 0 ? this.lastPrice : PRICE_ONE - this.lastPrice;
    return { price: priceText(price), side, timestamp: this.lastTradeAt };
  }

  lastPriceText(outcome: 0 | 1): string {
    if (this.lastPrice === undefined) return "";
    return lastPriceText((outcome === 0) !== this.lastFlipped ? this.lastPrice : PRICE_ONE - this.lastPrice);
  }

  hash(outcome: 0 | 1): string {
    const { book } = this;
    const text = (level: Level) => level.text(outcome);
    const bids = (outcome === 0 ? book.bids : book.asks).map(text);
    const asks = (outcome === 0 ? book.asks : book.bids).map(text);
    return bookHash(
      {
        market: this.conditionId,
        assetId: this.outcomes[outcome].tokenId,
        timestamp: this.updatedAt,
        minOrderSize: amountText(this.minOrderSize),
        tickSize: this.tickSize,
        negRisk: this.init.negRisk,
        lastTradePrice: this.lastPriceText(outcome),
      },
      bids,
      asks,
    );
  }

  bookView(outcome: 0 | 1): BookView {
    const { book } = this;
    const view = (level: Level) => ({
      price: priceText(outcome === 0 ? level.price : PRICE_ONE - level.price),
      size: amountText(level.shares),
    });
    return {
      conditionId: this.conditionId,
      tokenId: this.outcomes[outcome].tokenId,
      timestamp: this.updatedAt,
      hash: this.hash(outcome),
      bids: (outcome === 0 ? book.bids : book.asks).map(view),
      asks: (outcome === 0 ? book.asks : book.bids).map(view),
      minOrderSize: amountText(this.minOrderSize),
      tickSize: this.tickSize,
      negRisk: this.init.negRisk,
      lastTradePrice: this.lastPriceText(outcome),
    };
  }

  /** What the market looks like now: the same object until something of it changes, because many ask. */
  view(): MarketView {
    const { state, tickSize, payouts, volumeShares, volumeUsd, openInterest } = this;
    const seen = this.#seen;
    if (
      seen !== undefined &&
      seen.state === state &&
      seen.tickSize === tickSize &&
      seen.payouts === payouts &&
      seen.volumeShares === volumeShares &&
      seen.volumeUsd === volumeUsd &&
      seen.openInterest === openInterest
    ) {
      return seen.view;
    }
    const view: MarketView = {
      ...this.init,
      minOrderSize: BigInt(this.minOrderSize),
      tickSize,
      state,
      acceptingOrders: state === "open",
      payouts: payouts === undefined ? undefined : [BigInt(payouts[0]), BigInt(payouts[1])],
      resolvedAt: this.resolvedAt,
      volumeShares: BigInt(volumeShares),
      volumeUsd: BigInt(volumeUsd),
      openInterest: BigInt(openInterest),
    };
    this.#seen = { view, state, tickSize, payouts, volumeShares, volumeUsd, openInterest };
    return view;
  }
}

function mirrored(level: Level | undefined): number | undefined {
  return level === undefined ? undefined : PRICE_ONE - level.price;
}
