/** Symbols of the crypto feeds and about where they trade. */
export const CRYPTO: Readonly<Record<string, number>> = {
  btc: 64_000,
  eth: 3_200,
  sol: 150,
  xrp: 0.6,
  doge: 0.12,
  hype: 25,
  bnb: 600,
  zec: 40,
};

/** Symbols of the equity feed. */
export const EQUITIES: Readonly<Record<string, number>> = {
  aapl: 230,
  tsla: 300,
  nvda: 140,
  msft: 420,
  spy: 590,
};

/** A price of a feed: exact text and the number that goes beside it. */
export type FeedPrice = { readonly exact: string; readonly value: number };

const DECIMALS = 8;

/**
 * The price of a symbol at a moment, the same for everybody who asks: a slow and a fast wave and a little noise
 * around its base, all from the seed. `at` is Unix milliseconds; undefined for an unknown symbol.
 */
export function feedPrice(
  seed: number,
  symbol: string,
  base: number | undefined,
  at: number,
): FeedPrice | undefined {
  if (base === undefined) return undefined;
  const second = Math.floor(at / 1000);
  const phase = hash(seed, symbol, 0) * Math.PI * 2;
  const slow = Math.sin(second / 1800 + phase) * 0.02;
  const fast = Math.sin(second / 47 + phase * 3) * 0.002;
  const noise = (hash(seed, symbol, second) - 0.5) * 0.0004;
  const scaled = Math.round(base * (1 + slow + fast + noise) * 10 ** DECIMALS);
  const exact = fixed(BigInt(scaled), DECIMALS);
  return { exact, value: scaled / 10 ** DECIMALS };
}

/** An 8-decimal text as an integer with eighteen decimals, as the oracle feeds send it. */
export function toE18(exact: string): string {
  return (BigInt(exact.replace(".", "")) * 10n ** 10n).toString();
}

function fixed(scaled: bigint, decimals: number): string {
  const digits = scaled.toString().padStart(decimals + 1, "0");
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** A number in [0, 1) from a seed, a name and a counter. */
function hash(seed: number, name: string, counter: number): number {
  let mixed = (seed ^ Math.imul(counter, 0x9e3779b1)) >>> 0;
  for (let i = 0; i < name.length; i++) mixed = Math.imul(mixed ^ name.charCodeAt(i), 0x01000193) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0;
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296;
}
