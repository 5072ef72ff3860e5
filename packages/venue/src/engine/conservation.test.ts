import { describe, expect, it } from "@jest/globals";
import type { EngineEvent, OrderEvent } from "./events.ts";
import { runScript, wind } from "./testing/script.ts";
import type { Engine, MarketView } from "./types.ts";

/** Random scripts per test; four tests make ten thousand. */
const SCRIPTS = 2_500;
const STEPS = 20;

function assertUncrossed(engine: Engine, step: string, markets: readonly MarketView[]): void {
  for (const market of markets) {
    const book = engine.bestPrices(market.outcomes[0].tokenId);
    if (book !== undefined && book.bid !== "0" && book.ask !== "1" && Number(book.bid) >= Number(book.ask)) {
      throw new Error(`${step}: ${market.slug} is crossed, ${book.bid} to ${book.ask}`);
    }
  }
}

function assertConserved(engine: Engine, step: string): void {
  const report = engine.checkConservation();
  if (!report.ok) throw new Error(`${step}: ${report.problems.join("; ")}`);
}

describe("random scripts", () => {
  it.each([0, 1, 2, 3])("conserve money and shares, and never cross a book (part %i)", (part) => {
    for (let seed = part * SCRIPTS; seed < (part + 1) * SCRIPTS; seed++) {
      const { engine } = runScript(seed, STEPS, assertUncrossed);
      assertConserved(engine, `seed ${seed}`);
    }
  });

  it("pay out everything that backs the shares when every market resolves", () => {
    for (let seed = 40_000; seed < 40_200; seed++) {
      const { engine, clock } = runScript(seed, 60);
      wind(engine, clock);
      assertConserved(engine, `seed ${seed}`);
      const { locked, problems } = engine.checkConservation();
      // Rounding down leaves dust behind, never a debt.
      expect({ problems, dust: locked >= 0n && locked < 100n }).toEqual({ problems: [], dust: true });
    }
  });

  it("conserve at every step", () => {
    for (let seed = 50_000; seed < 50_100; seed++) {
      runScript(seed, 60, assertConserved);
    }
  });

  it("serve better prices first, and earlier orders first at one price", () => {
    let matches = 0;
    for (let seed = 60_000; seed < 60_300; seed++) {
      const queue = new PriorityCheck(seed);
      runScript(seed, 60, () => {}, { listen: (event) => queue.see(event) });
      matches += queue.matches;
    }
    expect(matches).toBeGreaterThan(1_000);
  });

  it("are told completely: the events rebuild every book, and their hash is the book's", () => {
    for (let seed = 70_000; seed < 70_100; seed++) {
      const books = new Map<string, Map<string, string>>();
      const hashes = new Map<string, string>();
      const { engine } = runScript(seed, 60, () => {}, {
        listen: (event) => {
          if (event.type !== "book") return;
          for (const item of event.items) {
            const book = books.get(item.tokenId) ?? new Map<string, string>();
            books.set(item.tokenId, book);
            if (item.size === "0") book.delete(`${item.side} ${item.price}`);
            else book.set(`${item.side} ${item.price}`, item.size);
            hashes.set(item.tokenId, item.hash);
          }
        },
      });
      for (const market of engine.markets()) {
        for (const { tokenId } of market.outcomes) {
          const book = engine.book(tokenId);
          const levels = [
            ...(book?.bids ?? []).map((level) => [`BUY ${level.price}`, level.size] as const),
            ...(book?.asks ?? []).map((level) => [`SELL ${level.price}`, level.size] as const),
          ];
          expect(new Map(levels)).toEqual(books.get(tokenId) ?? new Map());
        }
      }
    }
  });

  it("repeat to the byte", () => {
    const tell = (seed: number): string => {
      const lines: string[] = [];
      const text = (_: string, value: unknown) => (typeof value === "bigint" ? `${value}n` : value);
      const { engine } = runScript(seed, 200, () => {}, {
        listen: (event) => lines.push(JSON.stringify(event, text)),
      });
      return `${lines.join("\n")}\n${JSON.stringify(engine.ledger(), text)}`;
    };
    for (const seed of [1, 2, 3]) {
      const told = tell(seed);
      expect(told.length).toBeGreaterThan(10_000);
      expect(tell(seed)).toBe(told);
    }
  });
});

type Resting = { readonly id: string; readonly bid: boolean; readonly price: number; readonly order: number };

/** Follows the order events and checks every match against the queue they imply. */
class PriorityCheck {
  readonly seed: number;
  matches = 0;
  readonly #resting = new Map<string, Map<string, Resting>>();
  #arrivals = 0;

  constructor(seed: number) {
    this.seed = seed;
  }

  see(event: EngineEvent): void {
    if (event.type === "trade" && event.previous === undefined) this.#match(event.trade);
    if (event.type === "order") this.#order(event);
  }

  #book(conditionId: string): Map<string, Resting> {
    let book = this.#resting.get(conditionId);
    if (book === undefined) {
      book = new Map();
      this.#resting.set(conditionId, book);
    }
    return book;
  }

  #order({ order }: OrderEvent): void {
    const book = this.#book(order.conditionId);
    if (order.status !== "LIVE") {
      book.delete(order.id);
    } else if (!book.has(order.id)) {
      const price = Math.round(Number(order.price) * 10_000);
      const bid = (order.side === "BUY") === (order.outcomeIndex === 0);
      const bookPrice = order.outcomeIndex === 0 ? price : 10_000 - price;
      book.set(order.id, { id: order.id, bid, price: bookPrice, order: this.#arrivals++ });
    }
  }

  #match(trade: Extract<EngineEvent, { type: "trade" }>["trade"]): void {
    const book = this.#book(trade.conditionId);
    const takerBids = (trade.side === "BUY") === (trade.outcomeIndex === 0);
    const queue = [...book.values()]
      .filter((order) => order.bid !== takerBids && order.id !== trade.takerOrderId)
      .sort((a, b) => (takerBids ? a.price - b.price : b.price - a.price) || a.order - b.order);
    for (const [place, maker] of trade.makers.entries()) {
      this.matches++;
      if (queue[place]?.id !== maker.orderId) {
        throw new Error(`seed ${this.seed}: ${maker.orderId} matched before ${queue[place]?.id}`);
      }
    }
  }
}
