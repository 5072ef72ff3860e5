import { Decimal, type OrderAmounts, type Side, type TickRule } from "@pm/core-types";

// What the official clients compute, in the binary floating point they compute it in. Used for one purpose: to prove
// that a difference from the exact value is their arithmetic and nothing else. Nothing here is ever signed by choice.

const HALF_UP = 1;

/** The side a market order's protection price rounds to in `@polymarket/client` 0.2.0. */
export type Rounding = "down" | "up";

/** A limit order's amounts as the official clients get them. */
export function floatLimitAmounts(side: Side, price: number, size: number, rule: TickRule): OrderAmounts {
  const at = nearest(price, rule.priceDecimals);
  const shares = down(size, rule.sizeDecimals);
  const quote = computed(shares * at, rule.amountDecimals, "down");
  return side === "BUY"
    ? { makerAmount: toUnits(quote), takerAmount: toUnits(shares) }
    : { makerAmount: toUnits(shares), takerAmount: toUnits(quote) };
}

/** A market order's amounts as the official clients get them. */
export function floatMarketAmounts(
  side: Side,
  price: number,
  amount: number,
  rule: TickRule,
  rounding: Rounding = "down",
): OrderAmounts {
  const at = down(price, rule.priceDecimals);
  const given = down(amount, rule.sizeDecimals);
  const raw = side === "BUY" ? given / at : given * at;
  return { makerAmount: toUnits(given), takerAmount: toUnits(computed(raw, rule.amountDecimals, rounding)) };
}

/** The computed side: up at four more decimals, which is meant to erase noise, then to the amount decimals. */
function computed(value: number, decimals: number, rounding: Rounding): number {
  const lifted = up(value, decimals + 4);
  return rounding === "up" ? up(lifted, decimals) : down(lifted, decimals);
}

function down(value: number, decimals: number): number {
  return places(value) <= decimals ? value : Math.floor(value * 10 ** decimals) / 10 ** decimals;
}

function up(value: number, decimals: number): number {
  return places(value) <= decimals ? value : Math.ceil(value * 10 ** decimals) / 10 ** decimals;
}

function nearest(value: number, decimals: number): number {
  if (places(value) <= decimals) return value;
  return Math.round((value + Number.EPSILON) * 10 ** decimals) / 10 ** decimals;
}

/** Decimals of a double's shortest form. */
function places(value: number): number {
  const [mantissa = "", exponent] = String(value).split("e");
  const fraction = mantissa.split(".")[1]?.length ?? 0;
  return Math.max(0, fraction - Number(exponent ?? 0));
}

/** Through the number's text, as theirs: beyond 2⁵³ a product would lose digits that the text still has. */
function toUnits(value: number): bigint {
  return BigInt(new Decimal(String(value)).times("1000000").round(0, HALF_UP).toFixed());
}
