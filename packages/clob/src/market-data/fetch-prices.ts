import {
  type Decimal,
  PriceUnavailableError,
  type Side,
  type TickSize,
  type TokenId,
  tokenId,
  ValidationError,
} from "@pm/core-types";
import { z } from "zod";
import { fetchJson } from "../http/call.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import { readWire } from "../wire/read.ts";
import { wireDecimal, wireOptionalDecimal, wireTickSize, wireTokenId } from "../wire/scalars.ts";
import { fetchBatches, requireWhole } from "./batches.ts";

/** Tokens in one batched price request: the venue documents 500 for last trades and no other number. */
const TOKENS_A_REQUEST = 500;

type Route = { readonly path: string; readonly query: Readonly<Record<string, string>> };

function fetchOne<S extends z.ZodType>(
  context: ClobContext,
  { path, query }: Route,
  schema: S,
  options: CallOptions | undefined,
): Promise<z.output<S>> {
  return fetchJson(
    context,
    { method: "GET", path, endpoint: `GET ${path}`, query },
    (json, endpoint) => readWire(schema, json, endpoint),
    options,
  );
}

function present(price: Decimal | undefined, what: string, token: TokenId): Decimal {
  if (price !== undefined) return price;
  throw new PriceUnavailableError({
    message: `There is no ${what} for token ${token} now.`,
    context: { token, what },
  });
}

/**
 * The best price at which `side` rests on the book, pUSD per share: BUY is the best bid, SELL the best ask.
 *
 * @throws {PriceUnavailableError} that side of the book is empty. @throws {OrderBookError} no book.
 */
export async function fetchPrice(
  context: ClobContext,
  token: string,
  side: Side,
  options?: CallOptions,
): Promise<Decimal> {
  const id = tokenId(token);
  if (side !== "BUY" && side !== "SELL") {
    throw new ValidationError({
      message: `side must be "BUY" or "SELL", not ${JSON.stringify(side)}.`,
      context: { side },
    });
  }
  const { price } = await fetchOne(
    context,
    { path: "/price", query: { token_id: id, side } },
    z.looseObject({ price: wireOptionalDecimal }),
    options,
  );
  // The venue writes 0 where there is nobody on that side.
  return present(price?.eq("0") === true ? undefined : price, `${side} price`, id);
}

/** The midpoint of best bid and ask, pUSD per share. @throws {PriceUnavailableError} @throws {OrderBookError} */
export async function fetchMidpoint(
  context: ClobContext,
  token: string,
  options?: CallOptions,
): Promise<Decimal> {
  const id = tokenId(token);
  const answer = await fetchOne(
    context,
    { path: "/midpoint", query: { token_id: id } },
    z.looseObject({ mid: wireOptionalDecimal, mid_price: wireOptionalDecimal }),
    options,
  );
  return present(answer.mid ?? answer.mid_price, "midpoint", id);
}

/** Best ask less best bid, pUSD per share. @throws {PriceUnavailableError} @throws {OrderBookError} */
export async function fetchSpread(
  context: ClobContext,
  token: string,
  options?: CallOptions,
): Promise<Decimal> {
  const id = tokenId(token);
  const { spread } = await fetchOne(
    context,
    { path: "/spread", query: { token_id: id } },
    z.looseObject({ spread: wireOptionalDecimal }),
    options,
  );
  return present(spread, "spread", id);
}

/** The last trade of a token: its price and the taker's side. */
export type LastTrade = { readonly price: Decimal; readonly side: Side };

const wireLastTrade = z.looseObject({ price: wireOptionalDecimal, side: z.string() });

/** The last trade, or undefined where there was none (the venue then says 0.5 and no side). */
export async function fetchLastTrade(
  context: ClobContext,
  token: string,
  options?: CallOptions,
): Promise<LastTrade | undefined> {
  const { price, side } = await fetchOne(
    context,
    { path: "/last-trade-price", query: { token_id: tokenId(token) } },
    wireLastTrade,
    options,
  );
  return price !== undefined && (side === "BUY" || side === "SELL") ? { price, side } : undefined;
}

/** The market's tick size now. @throws {MarketNotFoundError} @throws {InvalidIdError} */
export async function fetchTickSize(
  context: ClobContext,
  token: string,
  options?: CallOptions,
): Promise<TickSize> {
  const answer = await fetchOne(
    context,
    { path: "/tick-size", query: { token_id: tokenId(token) } },
    z.looseObject({ minimum_tick_size: wireTickSize }),
    options,
  );
  return answer.minimum_tick_size;
}

/** Whether the market is one of a neg-risk event. @throws {MarketNotFoundError} @throws {InvalidIdError} */
export async function fetchNegRisk(
  context: ClobContext,
  token: string,
  options?: CallOptions,
): Promise<boolean> {
  const answer = await fetchOne(
    context,
    { path: "/neg-risk", query: { token_id: tokenId(token) } },
    z.looseObject({ neg_risk: z.boolean() }),
    options,
  );
  return answer.neg_risk;
}

/** Best resting prices of both sides; a side nobody rests on is undefined. */
export type SidePrices = { readonly bid: Decimal | undefined; readonly ask: Decimal | undefined };

function fetchMapped<S extends z.ZodType, T>(
  context: ClobContext,
  path: string,
  bodyOf: (token: TokenId) => readonly unknown[],
  schema: S,
  valuesOf: (wire: z.output<S>) => Iterable<readonly [TokenId, T]>,
  tokens: readonly string[],
  options: CallOptions | undefined,
): Promise<ReadonlyMap<TokenId, T>> {
  const endpoint = `POST ${path}`;
  return fetchBatches(tokens, TOKENS_A_REQUEST, endpoint, (batch) =>
    fetchJson(
      context,
      { method: "POST", path, endpoint, body: JSON.stringify(batch.flatMap(bodyOf)), idempotent: true },
      (json) => new Map(valuesOf(readWire(schema, json, endpoint))),
      options,
    ),
  ).then((result) => requireWhole(result, endpoint));
}

function* byToken<T>(record: Readonly<Record<string, T>>): Iterable<readonly [TokenId, T]> {
  for (const [token, value] of Object.entries(record)) yield [tokenId(token), value];
}

/** Best prices of both sides for many tokens. @throws {IncompleteDataError} naming what is missing. */
export function fetchPrices(
  context: ClobContext,
  tokens: readonly string[],
  options?: CallOptions,
): Promise<ReadonlyMap<TokenId, SidePrices>> {
  return fetchMapped(
    context,
    "/prices",
    (token) => [
      { token_id: token, side: "BUY" },
      { token_id: token, side: "SELL" },
    ],
    z.record(z.string(), z.looseObject({ BUY: wireOptionalDecimal, SELL: wireOptionalDecimal })),
    function* (wire) {
      for (const [token, sides] of byToken(wire))
        yield [token, { bid: above0(sides.BUY), ask: above0(sides.SELL) }];
    },
    tokens,
    options,
  );
}

function above0(price: Decimal | undefined): Decimal | undefined {
  return price?.gt("0") === true ? price : undefined;
}

const byTokenDecimals = z.record(z.string(), wireDecimal);

/** Midpoints of many tokens. @throws {IncompleteDataError} naming what is missing. */
export function fetchMidpoints(
  context: ClobContext,
  tokens: readonly string[],
  options?: CallOptions,
): Promise<ReadonlyMap<TokenId, Decimal>> {
  return fetchMapped(
    context,
    "/midpoints",
    (token) => [{ token_id: token }],
    byTokenDecimals,
    byToken<Decimal>,
    tokens,
    options,
  );
}

/** Spreads of many tokens. @throws {IncompleteDataError} naming what is missing. */
export function fetchSpreads(
  context: ClobContext,
  tokens: readonly string[],
  options?: CallOptions,
): Promise<ReadonlyMap<TokenId, Decimal>> {
  return fetchMapped(
    context,
    "/spreads",
    (token) => [{ token_id: token }],
    byTokenDecimals,
    byToken<Decimal>,
    tokens,
    options,
  );
}

/** Last trades of many tokens; tokens that never traded are left out by the venue and are not in the map. */
export async function fetchLastTrades(
  context: ClobContext,
  tokens: readonly string[],
  options?: CallOptions,
): Promise<ReadonlyMap<TokenId, LastTrade>> {
  const endpoint = "POST /last-trades-prices";
  const { found } = await fetchBatches(tokens, TOKENS_A_REQUEST, endpoint, (batch) =>
    fetchJson(
      context,
      {
        method: "POST",
        path: "/last-trades-prices",
        endpoint,
        body: JSON.stringify(batch.map((token) => ({ token_id: token }))),
        idempotent: true,
      },
      (json) => new Map(lastTradesOf(readWire(wireLastTrades, json, endpoint))),
      options,
    ),
  );
  return found;
}

const wireLastTrades = z.array(
  z.looseObject({ token_id: wireTokenId, price: wireOptionalDecimal, side: z.string() }),
);

function* lastTradesOf(rows: z.output<typeof wireLastTrades>): Iterable<readonly [TokenId, LastTrade]> {
  for (const { token_id, price, side } of rows) {
    if (price !== undefined && (side === "BUY" || side === "SELL")) yield [token_id, { price, side }];
  }
}
