import { CRYPTO, EQUITIES, feedPrice, toE18 } from "../prices/feed.ts";

const BACKFILL_SECONDS = 120;

/** One price topic of the live-data socket. */
export type PriceTopic = {
  readonly name: string;
  /** Symbols it knows, as clients write them. */
  readonly symbols: readonly string[];
  readonly payload: (seed: number, symbol: string, at: number) => Record<string, unknown> | undefined;
};

function baseOf(symbol: string): number | undefined {
  return CRYPTO[symbol.replace(/(?:usdt|\/usd|usd)$/, "")];
}

function topic(
  name: string,
  symbols: readonly string[],
  payload: (seed: number, symbol: string, at: number) => Record<string, unknown> | undefined,
): PriceTopic {
  return { name, symbols, payload };
}

const coins = Object.keys(CRYPTO);
const oracle = (seed: number, symbol: string, at: number) => {
  const price = feedPrice(seed, symbol, baseOf(symbol), at);
  if (price === undefined) return undefined;
  return { full_accuracy_value: toE18(price.exact), symbol, timestamp: at, value: price.value };
};
const twap = (seconds: number) => (seed: number, symbol: string, at: number) => {
  const price = oracle(seed, symbol, at);
  return price === undefined ? undefined : { ...price, window_s: seconds };
};

/** The price topics. */
export const PRICE_TOPICS: readonly PriceTopic[] = [
  topic(
    "crypto_prices",
    coins.map((coin) => `${coin}usdt`),
    (seed, symbol, at) => {
      const price = feedPrice(seed, symbol, baseOf(symbol), at);
      return price && { full_accuracy_value: price.exact, symbol, timestamp: at, value: price.value };
    },
  ),
  topic(
    "crypto_prices_chainlink",
    coins.map((coin) => `${coin}/usd`),
    oracle,
  ),
  topic(
    "crypto_prices_twap_thirty",
    coins.map((coin) => `${coin}/usd`),
    twap(30),
  ),
  topic(
    "crypto_prices_twap_sixty",
    coins.map((coin) => `${coin}/usd`),
    twap(60),
  ),
  topic("equity_prices", Object.keys(EQUITIES), (seed, symbol, at) => {
    const price = feedPrice(seed, symbol, EQUITIES[symbol], at);
    return (
      price && {
        full_accuracy_value: price.exact,
        is_carried_forward: false,
        received_at: at,
        symbol,
        timestamp: at,
        value: price.value,
      }
    );
  }),
];

/** The last two minutes of a symbol, one point a second, as a new subscription gets them. */
export function backfill(
  topic: PriceTopic,
  seed: number,
  symbol: string,
  now: number,
): readonly { readonly timestamp: number; readonly value: unknown }[] {
  const last = Math.floor(now / 1000) * 1000;
  return Array.from({ length: BACKFILL_SECONDS }, (_, index) => {
    const at = last - (BACKFILL_SECONDS - 1 - index) * 1000;
    return { timestamp: at, value: topic.payload(seed, symbol, at)?.value };
  });
}
