import {
  type Address,
  type Decimal,
  decimal,
  formatDecimal,
  fromBaseUnits,
  type Hex,
  InvalidOrderError,
  limitAmounts,
  type MarketRules,
  type OrderAmounts,
  OrderExpiredError,
  protectedMarketAmounts,
  type Side,
  TIME_IN_FORCE,
  type TimeInForce,
  type TokenId,
  takerFeeCeiling,
  tickRule,
  toBaseUnits,
  tokenId,
  ValidationError,
} from "@pm/core-types";
import type { MarketBounds } from "./market-bounds.ts";
import type { LimitOrderRequest, MarketOrderRequest } from "./request.ts";

/** What an order takes out of the wallet at most, while it is open. */
export type Spend = {
  /** pUSD, or the token that is sold. */
  readonly asset: "collateral" | TokenId;
  /** Base units (10⁻⁶), the highest possible fee included. */
  readonly units: bigint;
  /** The part of `units` that is fee. */
  readonly fee: bigint;
  /** The contract that moves it. */
  readonly spender: Address;
};

/** An order that passed every check that can be made without the venue. */
export type CheckedOrder = {
  readonly kind: "limit" | "market";
  readonly tokenId: TokenId;
  readonly side: Side;
  /** pUSD per share: the limit, or the worst price of a market order. */
  readonly price: Decimal;
  /** Shares the order is for; for a market BUY the least it can get when it fills. */
  readonly size: Decimal;
  readonly amounts: OrderAmounts;
  readonly timeInForce: TimeInForce;
  /** Unix seconds; 0 for none. */
  readonly expiration: number;
  readonly postOnly: boolean;
  readonly deferExec: boolean;
  readonly builder: Hex | undefined;
  readonly rules: MarketRules;
  readonly spend: Spend;
};

/** GTD: seconds ahead that the venue asks for. Source: the venue's order guide, 2026-10. */
const GTD_LEAD_S = 180;
/** pUSD a marketable BUY must be worth. Source: observed refusals. */
const MARKETABLE_MINIMUM = 1_000_000n;

/**
 * Checks a limit order against the market's rules and the venue's documented ones. `now` is the venue's time, Unix
 * milliseconds.
 *
 * @throws {ValidationError} {InvalidDecimalError} {InvalidIdError} {TickSizeError} {InvalidOrderError}
 * {OrderExpiredError}; nothing was sent.
 */
export function checkLimit(request: LimitOrderRequest, rules: MarketRules, now: number): CheckedOrder {
  const timeInForce = readTimeInForce(request.timeInForce);
  const postOnly = request.postOnly ?? false;
  if (postOnly && timeInForce !== "GTC" && timeInForce !== "GTD") {
    throw new InvalidOrderError({
      message: `A post-only order rests, so it cannot be ${timeInForce}.`,
      action: "Use GTC or GTD with postOnly, or leave postOnly out.",
      context: { field: "postOnly", timeInForce },
    });
  }
  const expiration = readExpiration(request.expiration, timeInForce, now);
  const side = readSide(request.side);
  const price = decimal(request.price, "price");
  const size = decimal(request.size, "size");
  const amounts = limitAmounts({ side, price, size, tickSize: rules.tickSize });
  const resting = timeInForce === "GTC" || timeInForce === "GTD";
  if (resting) checkMinimumSize(size, rules);
  else checkTakingAmounts(side, amounts);
  if (amounts.makerAmount === 0n || amounts.takerAmount === 0n) throw worthless(price, size);
  return checked("limit", request, rules, { side, price, size, amounts, timeInForce, expiration, postOnly });
}

/**
 * Checks a market order within its bounds: filled at the best price rather than the worst, a BUY gets more shares for
 * its money and pays more fee.
 *
 * @throws as {@link checkLimit}.
 */
export function checkMarket(
  request: MarketOrderRequest,
  bounds: MarketBounds,
  rules: MarketRules,
): CheckedOrder {
  const { amount, worstPrice, bestPrice } = bounds;
  const timeInForce = request.timeInForce ?? "FOK";
  if (timeInForce !== "FOK" && timeInForce !== "FAK") {
    throw new InvalidOrderError({
      message: `A market order is FOK or FAK, not ${String(timeInForce)}.`,
      context: { field: "timeInForce", timeInForce },
    });
  }
  const side = readSide(request.side);
  const amounts = protectedMarketAmounts({
    side,
    amount,
    price: worstPrice,
    tickSize: rules.tickSize,
  });
  checkTakingAmounts(side, amounts);
  const size = fromBaseUnits(side === "BUY" ? amounts.takerAmount : amounts.makerAmount);
  return checked("market", request, rules, {
    side,
    price: worstPrice,
    size,
    amounts,
    timeInForce,
    expiration: 0,
    postOnly: false,
    ...(side === "BUY" ? { fee: marketFee(amounts, bestPrice, worstPrice, rules) } : {}),
  });
}

/** The most a market BUY can be charged: it spends its whole amount, at any price from the best to the worst. */
function marketFee(
  { makerAmount }: OrderAmounts,
  bestPrice: Decimal | undefined,
  worst: Decimal,
  rules: MarketRules,
): bigint {
  const best = bestPrice ?? fromBaseUnits(tickRule(rules.tickSize).tick);
  const atWorst = fee(rules, worst, sharesFor(makerAmount, worst));
  if (best.gte(worst)) return atWorst;
  const atBest = fee(rules, best, sharesFor(makerAmount, best));
  if (atBest > atWorst) return atBest;
  return atWorst;
}

/** Shares that `units` of pUSD buy at `price`, rounded up to a base unit. */
function sharesFor(units: bigint, price: Decimal): Decimal {
  const at = toBaseUnits(price, "price");
  return fromBaseUnits((units * 1_000_000n + at - 1n) / at);
}

function fee(rules: MarketRules, price: Decimal, shares: Decimal): bigint {
  return toBaseUnits(takerFeeCeiling({ shares, price, fees: rules.fees }), "fee");
}

function checked(
  kind: "limit" | "market",
  request: LimitOrderRequest | MarketOrderRequest,
  rules: MarketRules,
  given: Pick<
    CheckedOrder,
    "side" | "price" | "size" | "amounts" | "timeInForce" | "expiration" | "postOnly"
  > & {
    readonly fee?: bigint;
  },
): CheckedOrder {
  const { fee: knownFee, ...order } = given;
  const token = tokenId(request.tokenId);
  if (!rules.tokenIds.includes(token)) {
    throw new ValidationError({
      message: `Token ${token} is not one of market ${rules.conditionId}.`,
      context: { field: "tokenId", tokenId: token, conditionId: rules.conditionId },
    });
  }
  const buying = order.side === "BUY";
  const charge = buying && !order.postOnly ? (knownFee ?? fee(rules, order.price, order.size)) : 0n;
  return {
    kind,
    tokenId: token,
    ...order,
    deferExec: request.deferExec ?? false,
    builder: readBuilder(request.builder),
    rules,
    spend: {
      asset: buying ? "collateral" : token,
      units: order.amounts.makerAmount + charge,
      fee: charge,
      spender: rules.exchange.verifyingContract,
    },
  };
}

function readSide(side: unknown): Side {
  if (side === "BUY" || side === "SELL") return side;
  throw new InvalidOrderError({
    message: `side must be "BUY" or "SELL", not ${JSON.stringify(side)}.`,
    context: { field: "side" },
  });
}

function readTimeInForce(value: unknown): TimeInForce {
  const found = TIME_IN_FORCE.find((each) => each === (value ?? "GTC"));
  if (found !== undefined) return found;
  throw new InvalidOrderError({
    message: `timeInForce must be one of ${TIME_IN_FORCE.join(", ")}, not ${JSON.stringify(value)}.`,
    context: { field: "timeInForce" },
  });
}

function readExpiration(expiration: unknown, timeInForce: TimeInForce, now: number): number {
  if (timeInForce !== "GTD") {
    if (expiration === undefined || expiration === 0) return 0;
    throw new InvalidOrderError({
      message: `Only a GTD order expires; this one is ${timeInForce}.`,
      action: 'Set timeInForce to "GTD", or leave expiration out.',
      context: { field: "expiration", timeInForce },
    });
  }
  if (typeof expiration !== "number" || !Number.isSafeInteger(expiration) || expiration <= 0) {
    throw new InvalidOrderError({
      message: `A GTD order needs expiration as whole Unix seconds, not ${JSON.stringify(expiration)}.`,
      context: { field: "expiration" },
    });
  }
  if (expiration >= 100_000_000_000) {
    throw new InvalidOrderError({
      message: `expiration ${expiration} looks like milliseconds; the venue counts Unix seconds.`,
      context: { field: "expiration", expiration },
    });
  }
  const earliest = Math.ceil(now / 1000) + GTD_LEAD_S;
  if (expiration < earliest) {
    throw new OrderExpiredError({
      message: `expiration ${expiration} is too near: the venue accepts ${earliest} (three minutes ahead) or later.`,
      context: { field: "expiration", expiration, earliest },
    });
  }
  return expiration;
}

function checkMinimumSize(size: Decimal, rules: MarketRules): void {
  if (size.gte(rules.minOrderSize)) return;
  throw new InvalidOrderError({
    message: `size ${formatDecimal(size)} is below the market's minimum of ${formatDecimal(rules.minOrderSize)} shares.`,
    action: "Raise the size to the market's minimum.",
    context: { field: "size", size: formatDecimal(size), minimum: formatDecimal(rules.minOrderSize) },
  });
}

/** Orders that take at once: worth at least a dollar, and a BUY pays whole cents. */
function checkTakingAmounts(side: Side, amounts: OrderAmounts): void {
  if (side !== "BUY") return;
  const dollars = fromBaseUnits(amounts.makerAmount).toFixed();
  if (amounts.makerAmount % 10_000n !== 0n) {
    throw new InvalidOrderError({
      message: `A BUY that fills at once pays whole cents; this one would pay ${dollars} pUSD.`,
      action:
        "Choose size and price so that size × price has two decimals, or place a market order for an amount.",
      context: { field: "size", amount: dollars },
    });
  }
  if (amounts.makerAmount < MARKETABLE_MINIMUM) {
    throw new InvalidOrderError({
      message: `A BUY that fills at once must be worth at least 1 pUSD; this one is worth ${dollars}.`,
      action: "Raise the amount to 1 pUSD.",
      context: { field: "size", amount: dollars, minimum: "1" },
    });
  }
}

function readBuilder(builder: unknown): Hex | undefined {
  if (builder === undefined) return undefined;
  if (typeof builder === "string" && /^0x[0-9a-fA-F]{64}$/.test(builder)) return builder as Hex;
  throw new ValidationError({
    message: "builder must be 0x and 64 hex digits.",
    context: { field: "builder" },
  });
}

function worthless(price: Decimal, size: Decimal): InvalidOrderError {
  return new InvalidOrderError({
    message: `${formatDecimal(size)} shares at ${formatDecimal(price)} are worth nothing after rounding.`,
    context: { field: "size", size: formatDecimal(size), price: formatDecimal(price) },
  });
}
