import type { BookLevelView, BookView, Engine, EngineEvent } from "../engine/index.ts";
import { unitsNumber } from "../wire/decimals.ts";
import { displayPrice } from "../wire/prices.ts";

/** One point of a token's price: Unix seconds and pUSD. */
export type PricePoint = { readonly t: number; readonly p: number };

/** Prices and books of every token, one point a minute while it moves. */
export type PriceHistory = {
  readonly observe: (event: EngineEvent) => void;
  /** Points of a token within [start, end] (Unix seconds), at most one per `fidelityMinutes`. */
  readonly read: (
    tokenId: string,
    start: number,
    end: number,
    fidelityMinutes: number,
  ) => readonly PricePoint[];
  /** Books at the end of the last two hours' minutes, oldest first. */
  readonly books: (tokenId: string) => readonly BookView[];
  /** The last recorded price at or before a moment (Unix milliseconds), base units. */
  readonly priceAt: (tokenId: string, ms: number) => bigint | undefined;
};

/** A past book with its levels as one text: hundreds of books times two hours of minutes must stay small. */
type KeptBook = Omit<BookView, "bids" | "asks"> & { readonly levels: string; readonly minute: number };

const MINUTE = 60_000;
/** Ten days of minutes per token. */
const KEEP = 14_400;
const KEEP_BOOKS = 120;

/** Records the displayed price of tokens whose book or trades moved, the last one of each minute. */
export function createPriceHistory(engine: Engine): PriceHistory {
  const points = new Map<string, { minute: number; price: bigint }[]>();
  const snapshots = new Map<string, KeptBook[]>();
  const dirty = new Set<string>();
  let minute = 0;

  const flush = (): void => {
    for (const tokenId of dirty) keepBook(tokenId);
    dirty.clear();
  };

  const record = (tokenId: string, at: number): void => {
    const list = points.get(tokenId) ?? [];
    const price = displayPrice(engine, tokenId);
    const last = list.at(-1);
    if (last?.minute === at) last.price = price;
    else {
      if (list.length >= KEEP) list.splice(0, KEEP / 10);
      list.push({ minute: at, price });
    }
    points.set(tokenId, list);
  };

  const keepBook = (tokenId: string): void => {
    const book = engine.book(tokenId);
    if (book === undefined) return;
    const list = snapshots.get(tokenId) ?? [];
    if (list.at(-1)?.minute === minute) list.pop();
    if (list.length >= KEEP_BOOKS) list.shift();
    list.push(keep(book, minute));
    snapshots.set(tokenId, list);
  };

  const roll = (timestamp: number): void => {
    const now = Math.floor(timestamp / MINUTE);
    if (now === minute) return;
    flush();
    minute = now;
  };

  const note = (tokenId: string): void => {
    record(tokenId, minute);
    dirty.add(tokenId);
  };

  return {
    observe: (event) => {
      if (event.type === "book") {
        roll(event.timestamp);
        for (const item of event.items) note(item.tokenId);
      } else if (event.type === "last_trade") {
        roll(event.timestamp);
        note(event.tokenId);
      }
    },
    priceAt: (tokenId, ms) => points.get(tokenId)?.findLast((point) => point.minute * MINUTE <= ms)?.price,
    books: (tokenId) => {
      if (dirty.has(tokenId)) keepBook(tokenId);
      return (snapshots.get(tokenId) ?? []).map(unpack);
    },
    read: (tokenId, start, end, fidelity) => {
      const chosen: PricePoint[] = [];
      let lastBucket = -1;
      for (const point of points.get(tokenId) ?? []) {
        const t = (point.minute * MINUTE) / 1000;
        if (t < start || t > end) continue;
        const bucket = Math.floor(point.minute / fidelity);
        const entry = { t, p: unitsNumber(point.price) };
        if (bucket === lastBucket) chosen[chosen.length - 1] = entry;
        else chosen.push(entry);
        lastBucket = bucket;
      }
      return chosen;
    },
  };
}

function keep({ bids, asks, ...book }: BookView, minute: number): KeptBook {
  const pack = (side: readonly BookLevelView[]): string =>
    side.map(({ price, size }) => `${price} ${size}`).join();
  return { ...book, minute, levels: `${pack(bids)}|${pack(asks)}` };
}

function unpack({ levels, minute: _, ...book }: KeptBook): BookView {
  const [bids = "", asks = ""] = levels.split("|");
  const side = (text: string): readonly BookLevelView[] =>
    text === ""
      ? []
      : text.split(",").map((level) => {
          const [price = "", size = ""] = level.split(" ");
          return { price, size };
        });
  return { ...book, bids: side(bids), asks: side(asks) };
}
