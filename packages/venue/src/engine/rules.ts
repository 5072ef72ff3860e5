import { tickRule } from "@pm/core-types";
import type { Market } from "./market.ts";
import { accuracyText, lotText, minSizeText, TEXTS, tickText } from "./texts.ts";
import type { RejectCode, SubmitRequest } from "./types.ts";
import { amountText, decimalsOf, LOT, MAX_UNITS, PRICE_ONE } from "./units.ts";

/** A refusal on its way to the wire. */
export type Refusal = {
  readonly code: RejectCode;
  readonly text: string;
  readonly httpStatus?: 400 | 425 | 503;
  readonly retryAfterSeconds?: number;
};

/** What an order asks for, once its numbers are sound: worst price (ten-thousandths), shares, and a budget in pUSD. */
export type Terms = {
  readonly price: number;
  readonly shares: number;
  readonly usd: number;
  readonly budget: number;
};

/** True for orders that never rest. */
export function isMarketOrder(request: Pick<SubmitRequest, "orderType">): boolean {
  return request.orderType === "FOK" || request.orderType === "FAK";
}

/** The rules that need nothing but the order, its market and the time. */
export function checkTerms(
  request: SubmitRequest,
  market: Market,
  now: number,
  gtdMinimumMs: number,
): Terms | Refusal {
  const { order, orderType, expiration } = request;
  const isMarket = isMarketOrder(request);
  if (request.postOnly === true && isMarket) return { code: "post_only_type", text: TEXTS.postOnlyType };
  const ends = orderType === "GTD";
  if (
    !Number.isSafeInteger(expiration) ||
    (ends ? expiration * 1000 < now + gtdMinimumMs : expiration !== 0)
  ) {
    return { code: "invalid_expiration", text: TEXTS.invalidExpiration };
  }
  const { makerAmount, takerAmount } = order;
  const limit = BigInt(MAX_UNITS);
  const isBuy = order.side === "BUY";
  const shares = Number(isBuy ? takerAmount : makerAmount);
  const usd = Number(isBuy ? makerAmount : takerAmount);
  if (makerAmount > limit || takerAmount > limit || shares <= 0 || usd < 0) {
    return { code: "invalid_payload", text: TEXTS.invalidPayload };
  }
  if (usd === 0 || usd >= shares) return { code: "invalid_price", text: TEXTS.invalidPrice };
  return isMarket ? marketTerms(request, market, shares, usd) : limitTerms(request, market, shares, usd);
}

/** Limit orders: price exactly on the grid, whole lots, the market's minimum. */
function limitTerms(request: SubmitRequest, market: Market, shares: number, usd: number): Terms | Refusal {
  const { id } = request.order;
  const scaled = BigInt(usd) * BigInt(PRICE_ONE);
  const price = Number(scaled / BigInt(shares));
  const exact = BigInt(price) * BigInt(shares) === scaled;
  if (!exact || !onGrid(price, market.tick)) return offGrid(id, market, usd, shares);
  if (shares % LOT !== 0) {
    return { code: "lot_size", text: lotText(amountText(shares), decimalsOf(shares)) };
  }
  if (shares < market.minOrderSize) {
    return {
      code: "min_size",
      text: minSizeText(id, amountText(shares), amountText(market.minOrderSize)),
    };
  }
  return { price, shares, usd, budget: 0 };
}

/**
 * Market orders: what they give in cents or hundredths of a share, what they ask with the accuracy of the tick. Their
 * price is what the amounts say; it is on the grid when rounding the asked amount explains the difference.
 */
function marketTerms(request: SubmitRequest, market: Market, shares: number, usd: number): Terms | Refusal {
  const { id, side } = request.order;
  const isBuy = side === "BUY";
  const takerDecimals = Math.max(4, tickRule(market.tickSize).amountDecimals);
  const [gives, asks] = isBuy ? [usd, shares] : [shares, usd];
  if (decimalsOf(gives) > 2 || decimalsOf(asks) > takerDecimals) {
    return { code: "amount_accuracy", text: accuracyText(side, takerDecimals) };
  }
  const ratio = BigInt(usd) * BigInt(PRICE_ONE);
  const tick = BigInt(market.tick);
  const nearest = Number(((2n * ratio + tick * BigInt(shares)) / (2n * tick * BigInt(shares))) * tick);
  const quantum = 10 ** (6 - takerDecimals);
  if (!onGrid(nearest, market.tick) || !explained(isBuy, shares, usd, nearest, quantum)) {
    return offGrid(id, market, usd, shares);
  }
  const low = Number(ratio / BigInt(shares));
  const price = isBuy || BigInt(low) * BigInt(shares) === ratio ? low : low + 1;
  return { price, shares, usd, budget: isBuy ? usd : 0 };
}

function onGrid(price: number, tick: number): boolean {
  return price >= tick && price <= PRICE_ONE - tick && price % tick === 0;
}

/** Is the asked amount what rounding to one quantum makes of the grid price? */
function explained(isBuy: boolean, shares: number, usd: number, price: number, quantum: number): boolean {
  const scaledUsd = BigInt(usd) * BigInt(PRICE_ONE);
  const scaledShares = BigInt(shares) * BigInt(price);
  const difference = scaledUsd > scaledShares ? scaledUsd - scaledShares : scaledShares - scaledUsd;
  return difference < BigInt(quantum) * BigInt(isBuy ? price : PRICE_ONE);
}

function offGrid(id: string, market: Market, usd: number, shares: number): Refusal {
  return { code: "tick_size", text: tickText(id, ratioText(usd, shares), market.tickSize) };
}

/** usd / shares as a decimal of at most 18 digits. */
function ratioText(usd: number, shares: number): string {
  const digits = ((BigInt(usd) * 10n ** 18n) / BigInt(shares)).toString().padStart(19, "0");
  const text = `${digits.slice(0, -18)}.${digits.slice(-18)}`.replace(/0+$/, "");
  return text.endsWith(".") ? text.slice(0, -1) : text;
}
