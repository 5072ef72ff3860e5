// The hot path counts in safe integers: prices in ten-thousandths (every tick size is a multiple), amounts in base
// units of 10⁻⁶. Products are split so that no intermediate leaves 2⁵³.

/** Price steps in one pUSD. */
export const PRICE_ONE = 10_000;
/** The smallest part of a share an order may ask for, base units. Less than this is not kept on a book. */
export const LOT = 10_000;
/** Largest amount the engine counts, base units: nine billion shares. */
export const MAX_UNITS = 9_000_000_000_000_000;
/** "Unlimited" as allowances and approvals say it. */
export const MAX_UINT256: bigint = (1n << 256n) - 1n;

/** ⌊units · price / 10 000⌋, exact. */
export function timesPrice(units: number, price: number): number {
  const high = Math.floor(units / PRICE_ONE);
  return high * price + Math.floor(((units - high * PRICE_ONE) * price) / PRICE_ONE);
}

/** ⌊units · 10 000 / price⌋, exact. */
export function overPrice(units: number, price: number): number {
  const high = Math.floor(units / price);
  return high * PRICE_ONE + Math.floor(((units - high * price) * PRICE_ONE) / price);
}

const PRICE_TEXTS: readonly string[] = Array.from({ length: PRICE_ONE + 1 }, (_, price) =>
  decimalText(price, 4),
);

/** A price index as the venue writes it: `5200` → `"0.52"`. */
export function priceText(price: number): string {
  return PRICE_TEXTS[price] ?? decimalText(price, 4);
}

/** A last trade price: at least three decimals, as the venue hashes it. */
export function lastPriceText(price: number): string {
  const text = priceText(price);
  const [whole, fraction = ""] = text.split(".");
  return `${whole}.${fraction.padEnd(3, "0")}`;
}

/** Base units as a decimal without trailing zeros: `16666665` → `"16.666665"`. */
export function amountText(units: number | bigint): string {
  return decimalText(units, 6);
}

function decimalText(scaled: number | bigint, decimals: number): string {
  const digits = scaled.toString().padStart(decimals + 1, "0");
  const split = digits.length - decimals;
  const fraction = digits.slice(split).replace(/0+$/, "");
  return fraction === "" ? digits.slice(0, split) : `${digits.slice(0, split)}.${fraction}`;
}

/** Decimals that `units` base units show. */
export function decimalsOf(units: number): number {
  let decimals = 6;
  for (let rest = units; decimals > 0 && rest % 10 === 0; rest /= 10) decimals--;
  return decimals;
}
