import type { Hex, Random, Side, TickSize } from "@pm/core-types";
import { tickRule } from "@pm/core-types";
import type { Engine, MarketView, SubmitResult } from "../types.ts";
import { PRICE_ONE } from "../units.ts";
import { type AgentTrader, agentOrderId } from "./traders.ts";

/** The agents' business in one market. */
export type Flow = {
  /** Quotes, takes or cancels once; false when the market is over. */
  readonly act: () => boolean;
  /** Adds one resting order. */
  readonly quote: () => void;
};

type Resting = { readonly id: string; readonly by: AgentTrader };

/** pUSD each agent starts with in each market, base units; topped up when it runs out. */
const PURSE = 50_000_000_000n;
/** Shares each agent starts with in each market, base units. */
const STOCK = 20_000_000_000n;
/** Prices the wandering price keeps to, ten-thousandths. */
const LOW = 600;
const HIGH = PRICE_ONE - LOW;
const NO_BUILDER: Hex = `0x${"0".repeat(64)}`;

/** Makes the agents' business in a market, and gives them what they need for it. */
export function createFlow(options: {
  readonly engine: Engine;
  readonly random: Random;
  readonly traders: readonly AgentTrader[];
  readonly market: MarketView;
  readonly seed: number;
  readonly depth: number;
}): Flow {
  const { engine, random, traders, market, seed, depth } = options;
  const resting: Resting[] = [];
  let orders = 0;
  let fair = LOW + Math.floor(random.next() * (HIGH - LOW));
  let tick = ticks(market.tickSize);

  const supply = ({ address }: AgentTrader): void => {
    engine.fund(address, PURSE + STOCK);
    engine.split(address, market.conditionId, STOCK);
  };
  for (const trader of traders) {
    engine.approveAll(trader.address);
    supply(trader);
  }

  const upTo = (limit: number): number => Math.floor(random.next() * limit);
  const someone = (): AgentTrader => traders[upTo(traders.length)]!;
  /** Mostly small, sometimes large; whole hundredths of a share, never below the market's minimum. */
  const size = (): bigint => {
    const cents = 500 + upTo(4_000) + (random.next() < 0.1 ? upTo(200_000) : 0);
    const shares = BigInt(cents) * 10_000n;
    return shares < market.minOrderSize ? market.minOrderSize : shares;
  };

  const send = (
    by: AgentTrader,
    side: Side,
    outcome: 0 | 1,
    price: number,
    shares: bigint,
    type: "GTC" | "FAK",
  ) => {
    const quote = (shares * BigInt(price)) / 10_000n;
    const id = agentOrderId(seed, market.number, orders++);
    let answer: SubmitResult | undefined;
    engine.submit(
      {
        order: {
          id,
          maker: by.address,
          signer: by.address,
          tokenId: market.outcomes[outcome].tokenId,
          side,
          makerAmount: side === "BUY" ? quote : shares,
          takerAmount: side === "BUY" ? shares : quote,
          signatureType: 0,
          timestamp: BigInt(engine.now()),
          builder: NO_BUILDER,
        },
        owner: by.key,
        orderType: type,
        expiration: 0,
      },
      (result) => {
        answer = result;
      },
    );
    if (answer?.success === false) recover(by, answer.code);
    return { id, by, answer };
  };

  /** Refusals that an agent can do something about. */
  const recover = (by: AgentTrader, code: string): void => {
    if (code === "tick_size") tick = ticks(engine.market(market.conditionId)?.tickSize ?? market.tickSize);
    if (code === "balance_allowance") supply(by);
  };

  const wander = (): void => {
    const step = (random.next() - 0.5) * 6 * tick;
    const back = (PRICE_ONE / 2 - fair) * 0.0005;
    fair = Math.min(HIGH, Math.max(LOW, Math.round(fair + step + back)));
  };

  /** The side that has nothing left: it comes first. */
  const thinSide = (): boolean | undefined => {
    const best = engine.bestPrices(market.outcomes[0].tokenId);
    return best?.bid === "0" ? true : best?.ask === "1" ? false : undefined;
  };

  const quote = (): void => {
    const bids = thinSide() ?? random.next() < 0.5;
    const distance = (1 + Math.floor(random.next() ** 2 * 12)) * tick;
    const centre = Math.round(fair / tick) * tick;
    const price = Math.min(PRICE_ONE - tick, Math.max(tick, bids ? centre - distance : centre + distance));
    const outcome = random.next() < 0.5 ? 0 : 1;
    const side: Side = bids === (outcome === 0) ? "BUY" : "SELL";
    const order = send(someone(), side, outcome, outcome === 0 ? price : PRICE_ONE - price, size(), "GTC");
    if (order.answer?.success === true) resting.push({ id: order.id, by: order.by });
  };

  const drop = (at: number): void => {
    const [order] = resting.splice(at, 1);
    if (order !== undefined) engine.cancel(order.by.key, order.id);
  };

  /** Takes a few shares at any price on the grid: a market order. */
  const take = (): void => {
    const outcome = random.next() < 0.5 ? 0 : 1;
    const side: Side = random.next() < 0.5 ? "BUY" : "SELL";
    // Whole shares at whole cents, so that what a BUY gives has two decimals.
    const edge = Math.max(tick, 100);
    const price = side === "BUY" ? PRICE_ONE - edge : edge;
    send(someone(), side, outcome, price, BigInt(5 + upTo(25)) * 1_000_000n, "FAK");
  };

  return {
    quote,
    act: () => {
      if (engine.marketState(market.conditionId) === "resolved") return false;
      wander();
      const roll = random.next();
      if (resting.length >= 1.5 * depth || (roll < 0.4 && resting.length > depth / 2))
        drop(upTo(resting.length));
      else if (roll < 0.9) quote();
      else take();
      for (let n = 0; n < 4 && thinSide() !== undefined; n++) quote();
      return true;
    },
  };
}

function ticks(tickSize: TickSize): number {
  return Number(tickRule(tickSize).tick) / 100;
}
