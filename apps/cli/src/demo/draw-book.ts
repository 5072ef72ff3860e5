import type { BookLevel, Decimal } from "@pm/core-types";
import type { Paint } from "../terminal/paint.ts";

/** What a drawing of a book shows. Levels best first. */
export type DrawnBook = {
  readonly title: string;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  /** How far the book may be believed, such as `live`. */
  readonly level: string;
};

const DEPTH = 5;
const BAR = 24;

/** Lines of a book: asks above, bids below, best prices in the middle; always the same number of lines. */
export function drawBook(book: DrawnBook, paint: Paint): string[] {
  const asks = book.asks.slice(0, DEPTH);
  const bids = book.bids.slice(0, DEPTH);
  const largest = [...asks, ...bids].reduce<Decimal | undefined>(
    (most, level) => (most === undefined || level.size.gt(most) ? level.size : most),
    undefined,
  );
  const line = (level: BookLevel | undefined, colour: (text: string) => string): string => {
    if (level === undefined || largest === undefined) return paint.dim("      ·");
    const width = Math.max(1, Number(level.size.times(String(BAR)).div(largest).round(0).toFixed()));
    return `${level.price.toFixed().padStart(7)} ${colour("█".repeat(width).padEnd(BAR))} ${level.size.toFixed()}`;
  };
  return [
    `${paint.bold(book.title)} ${paint.dim(`book is ${book.level}`)}`,
    ...rows(asks)
      .toReversed()
      .map((level) => line(level, paint.red)),
    ...rows(bids).map((level) => line(level, paint.green)),
  ];
}

function rows(levels: readonly BookLevel[]): (BookLevel | undefined)[] {
  return Array.from({ length: DEPTH }, (_, index) => levels[index]);
}
