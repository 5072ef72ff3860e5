import {
  BASE_UNIT_DECIMALS,
  type BookLevel,
  type Decimal,
  decimal,
  decimalFromNumber,
  type FeeSchedule,
  fitAmountToBudget,
  fromBaseUnits,
  InvalidOrderError,
  limitAmountUnits,
  marketAmountUnits,
  marketPrice,
  type OrderAmounts,
  priceUnits,
  protectedAmountUnits,
  type Side,
  type TickSize,
  tickRule,
  toBaseUnits,
  tokenId,
} from "@pm/core-types";
import { flooredSize, read } from "../numbers.ts";
import { type OfficialAmounts, type Settled, settleAmounts } from "../official/decide.ts";
import { type FloatBudget, floatBudgetAmount } from "../official/float-budget.ts";
import { floatLimitAmounts, floatMarketAmounts } from "../official/float-model.ts";

const DOWN = 0;

type WireLevel = { readonly price: string; readonly size: string };

/** What the official client was told about the market. */
export type ClientVenue = {
  readonly tick: number;
  readonly neg: boolean;
  readonly book?: { readonly bids: readonly WireLevel[]; readonly asks: readonly WireLevel[] };
  readonly market?: { readonly fd?: { readonly r: number; readonly e: number; readonly to: boolean } };
  readonly builder?: { readonly builder_taker_fee_rate_bps: number };
};

/** A request for a limit order. */
export type LimitRequest = {
  readonly side: Side;
  readonly price: number | string;
  readonly size: number | string;
};

/** A request for a market order. */
export type MarketRequest = {
  readonly tokenId: string;
  readonly side: Side;
  readonly amount?: number | string;
  readonly shares?: number | string;
  readonly maxPrice?: number | string;
  readonly minPrice?: number | string;
  readonly maxSpend?: number | string;
  readonly orderType?: "FOK" | "FAK";
};

/** A limit order's amounts, ours against theirs; without theirs, ours. @throws what ours throw. */
export function limitAmountsOf(
  request: LimitRequest,
  tickSize: TickSize,
  official: OfficialAmounts | undefined,
): Settled {
  const { side } = request;
  const rule = tickRule(tickSize);
  const exact = limitAmountUnits(
    side,
    priceUnits(read(request.price), tickSize),
    positive(request.size, tickSize),
    rule,
  );
  if (official === undefined) return { amounts: exact, problems: [] };
  const model = floatLimitAmounts(side, Number(request.price), Number(request.size), rule);
  return settleAmounts({ official, exact, model, rule });
}

/** A market order's amounts, ours against theirs; without theirs, ours. @throws what ours throw. */
export function marketAmountsOf(
  request: MarketRequest,
  venue: ClientVenue,
  tickSize: TickSize,
  official: OfficialAmounts | undefined,
): Settled {
  const { side } = request;
  const rule = tickRule(tickSize);
  const asked = (side === "BUY" ? request.amount : request.shares) ?? 0;
  const bound = side === "BUY" ? request.maxPrice : request.minPrice;
  const price =
    bound === undefined ? bookPrice(request, venue, asked, tickSize) : priceUnits(read(bound), tickSize);
  const budget = budgetOf(request, venue);
  const amount = budgeted(budget, positive(asked, tickSize), price, tickSize);
  const exact = (bound === undefined ? marketAmountUnits : protectedAmountUnits)(side, price, amount, rule);
  if (official === undefined) return { amounts: exact, problems: [] };
  const rounding = bound === undefined ? "down" : "up";
  const at = Number(fromBaseUnits(price).toFixed());
  const given =
    budget === undefined
      ? Number(asked)
      : floatBudgetAmount({ ...budget.float, amount: Number(asked), price: at });
  const model = floatMarketAmounts(side, at, given, rule, rounding);
  const overBudget = decideBudget(official, amount, model);
  if (overBudget !== undefined) return overBudget;
  const protectedBuy = side === "BUY" && rounding === "up";
  return settleAmounts({
    official,
    exact,
    model,
    rule,
    ...(protectedBuy ? { raisedBy: PROTECTED_BUY } : {}),
  });
}

const PROTECTED_BUY =
  "0.2.0 raises a protected BUY's shares; from 0.11 it floors them, as ours do, to meet maxPrice";

/** The price at which the book gives the amount; a thin book is refused for FOK, and for FAK its last level is told. */
function bookPrice(
  request: MarketRequest,
  venue: ClientVenue,
  amount: number | string,
  tickSize: TickSize,
): bigint {
  const { side, orderType: timeInForce = "FAK" } = request;
  const book = {
    tokenId: tokenId(request.tokenId),
    bids: levels(venue.book?.bids, -1),
    asks: levels(venue.book?.asks, 1),
  };
  const { price } = marketPrice(book, {
    side,
    amount: read(amount).round(BASE_UNIT_DECIMALS, DOWN),
    timeInForce,
  });
  return priceUnits(price, tickSize);
}

type Budget = {
  readonly maxSpend: Decimal;
  readonly fees: FeeSchedule | undefined;
  readonly builderBps: Decimal;
  readonly float: Omit<FloatBudget, "amount" | "price">;
};

function budgetOf({ side, maxSpend }: MarketRequest, venue: ClientVenue): Budget | undefined {
  if (side !== "BUY" || maxSpend === undefined) return undefined;
  const fd = venue.market?.fd;
  const bps = venue.builder?.builder_taker_fee_rate_bps ?? 0;
  return {
    maxSpend: read(maxSpend),
    fees: fd === undefined ? undefined : { rate: decimalFromNumber(fd.r), exponent: fd.e, takerOnly: fd.to },
    builderBps: decimalFromNumber(bps),
    float: { maxSpend: Number(maxSpend), rate: fd?.r ?? 0, exponent: fd?.e ?? 1, builder: bps / 10_000 },
  };
}

/** The largest amount up to the one asked whose total with fees stays within the budget. */
function budgeted(budget: Budget | undefined, asked: bigint, price: bigint, tickSize: TickSize): bigint {
  if (budget === undefined) return asked;
  const { maxSpend, fees, builderBps } = budget;
  const fit = fitAmountToBudget({ maxSpend, price: fromBaseUnits(price), tickSize, fees, builderBps });
  const most = toBaseUnits(fit.amount);
  return most < asked ? most : asked;
}

const CENT = 10_000n;
const OVER_BUDGET =
  "0.2.0 does not round fees, so its total can pass the budget by a rounding step; ours never does";

/** Ours is the largest amount that fits: one cent more is already over. */
function decideBudget(official: OfficialAmounts, ours: bigint, model: OrderAmounts): Settled | undefined {
  const theirs = BigInt(official.makerAmount);
  const isModel = theirs === model.makerAmount && BigInt(official.takerAmount) === model.takerAmount;
  if (!isModel || theirs - ours !== CENT) return undefined;
  const exact = ours.toString();
  const decision = { field: "makerAmount", official: official.makerAmount, exact, rule: OVER_BUDGET };
  return { amounts: model, problems: [], decision };
}

function levels(wire: readonly WireLevel[] | undefined, order: 1 | -1): BookLevel[] {
  return (wire ?? [])
    .map(({ price, size }) => ({ price: decimal(price), size: decimal(size) }))
    .sort((left, right) => order * left.price.cmp(right.price));
}

function positive(value: number | string, tickSize: TickSize): bigint {
  const units = flooredSize(value, tickSize);
  if (units > 0n) return units;
  throw new InvalidOrderError({
    message: `An order of ${String(value)} rounds down to nothing.`,
    context: { field: "size" },
  });
}
