import type { VenueContext } from "../context.ts";
import type { BookView } from "../engine/index.ts";
import { isRecord, jsonBody, queryText } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import { bookWire } from "../wire/book.ts";
import { units } from "../wire/decimals.ts";
import { best, lastPrice, midpoint, spread } from "../wire/prices.ts";

const INVALID_TOKEN = "Invalid token id";
const INVALID_PAYLOAD = "Invalid payload";
const NO_BOOK = "No orderbook exists for the requested token id";
/** Token ids in one request; source: the last-trades-prices page. */
const MAX_TOKENS = 500;

type Row = { readonly tokenId: string; readonly side: string | undefined };

/** Books and everything derived from them. */
export function priceRoutes(context: VenueContext): Routes {
  const { engine } = context;

  const bookOf = (request: VenueRequest, id: string): BookView | undefined =>
    request.note.staleBooks?.get(id) ?? engine.book(id);

  const bookOut = (book: BookView) => bookWire(book, engine.market(book.conditionId)?.version);

  const token = (request: VenueRequest): string => {
    const id = queryText(request, "token_id");
    if (id === undefined || !/^\d{1,78}$/.test(id)) throw new Refusal(400, INVALID_TOKEN);
    if (engine.bestPrices(id) === undefined) throw new Refusal(404, NO_BOOK);
    return id;
  };

  const known = (rows: readonly Row[]): readonly Row[] =>
    rows.filter((row) => engine.bestPrices(row.tokenId) !== undefined);

  const priceOf = (id: string, side: string | undefined): string => {
    const prices = best(engine, id);
    if (prices === undefined) throw new Refusal(404, NO_BOOK);
    if (side === "BUY") return units(prices.bid);
    if (side === "SELL") return units(prices.ask);
    throw new Refusal(400, "Invalid side");
  };

  const map = (rows: readonly Row[], read: (id: string) => string | undefined) =>
    json(Object.fromEntries(known(rows).map((row) => [row.tokenId, read(row.tokenId)])));

  const bySide = (rows: readonly Row[]) => {
    const prices: Record<string, Record<string, string>> = {};
    for (const { tokenId, side } of known(rows)) {
      const wanted = side === undefined ? ["BUY", "SELL"] : [side.toUpperCase()];
      for (const one of wanted) prices[tokenId] = { ...prices[tokenId], [one]: priceOf(tokenId, one) };
    }
    return json(prices);
  };

  const lastOf = (id: string): { readonly price: string; readonly side: string } => {
    const last = engine.lastTrade(id);
    if (last !== undefined) return { price: last.price, side: last.side };
    const mirrored = lastPrice(engine, id);
    return mirrored === undefined ? { price: "0.5", side: "" } : { price: units(mirrored), side: "BUY" };
  };

  const lastMany = (rows: readonly Row[]) =>
    json(
      known(rows)
        .map((row) => ({ token_id: row.tokenId, ...lastOf(row.tokenId) }))
        .filter((row) => row.side !== ""),
    );

  const books = (request: VenueRequest, wanted: readonly Row[]) =>
    json(
      wanted
        .map((row) => bookOf(request, row.tokenId))
        .filter((book) => book !== undefined)
        .map(bookOut),
    );

  return {
    "GET /book": (request) => {
      const book = bookOf(request, token(request));
      if (book === undefined) throw new Refusal(404, NO_BOOK);
      return json(bookOut(book));
    },
    "GET /books": (request) => books(request, listed(request)),
    "POST /books": (request) => books(request, rows(request)),
    "GET /midpoint": (request) => json({ mid: midpoint(engine, token(request)) }),
    "GET /midpoints": (request) => map(listed(request), (id) => midpoint(engine, id)),
    "POST /midpoints": (request) => map(rows(request), (id) => midpoint(engine, id)),
    "GET /price": (request) =>
      json({ price: priceOf(token(request), queryText(request, "side")?.toUpperCase()) }),
    "GET /prices": (request) => bySide(listed(request)),
    "POST /prices": (request) => bySide(rows(request)),
    "GET /spread": (request) => json({ spread: spread(engine, token(request)) }),
    "POST /spreads": (request) => map(rows(request), (id) => spread(engine, id)),
    "GET /last-trade-price": (request) => json(lastOf(token(request))),
    "GET /last-trades-prices": (request) => lastMany(listed(request)),
    "POST /last-trades-prices": (request) => lastMany(rows(request)),
  };
}

/** Rows of a POST body. @throws {Refusal} 400 for anything that is not a list of token ids. */
function rows(request: VenueRequest): readonly Row[] {
  const body = jsonBody(request, INVALID_PAYLOAD);
  if (!Array.isArray(body)) throw new Refusal(400, INVALID_PAYLOAD);
  if (body.length > MAX_TOKENS) throw new Refusal(400, "Payload exceeds the limit");
  return body.map((row) => {
    if (!isRecord(row) || typeof row.token_id !== "string") throw new Refusal(400, INVALID_PAYLOAD);
    const side = row.side === undefined || row.side === "" ? undefined : row.side;
    if (side !== undefined && (typeof side !== "string" || !/^(?:BUY|SELL)$/i.test(side))) {
      throw new Refusal(400, "Invalid side");
    }
    return { tokenId: row.token_id, side };
  });
}

/** Rows of `token_ids=a,b&sides=BUY,SELL`. */
function listed(request: VenueRequest): readonly Row[] {
  const ids = queryText(request, "token_ids")?.split(",");
  if (ids === undefined) throw new Refusal(400, INVALID_PAYLOAD);
  if (ids.length > MAX_TOKENS) throw new Refusal(400, "Payload exceeds the limit");
  const sides = queryText(request, "sides")?.split(",") ?? [];
  return ids.map((tokenId, index) => ({ tokenId, side: sides[index] }));
}
