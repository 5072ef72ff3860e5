import { Refusal } from "../http/refusal.ts";

/** A page of the CLOB: `{limit, count, next_cursor, data}`. */
export type Page<T> = {
  readonly data: readonly T[];
  readonly next_cursor: string;
  readonly limit: number;
  readonly count: number;
};

/** The cursor after the last page: base64 of "-1". */
const END_CURSOR = "LTE=";

/**
 * One page. Cursors are the base64 of a decimal offset: `MA==` is 0, `LTE=` the end.
 *
 * @throws {Refusal} 400 for a cursor that is not one.
 */
export function page<T, W>(
  rows: readonly T[],
  cursor: string | null,
  limit: number,
  toWire: (row: T) => W,
  invalid = "invalid next_cursor",
): Page<W> {
  const offset = readCursor(cursor, invalid);
  const slice = offset < 0 ? [] : rows.slice(offset, offset + limit);
  const end = offset < 0 || offset + limit >= rows.length;
  return {
    data: slice.map(toWire),
    next_cursor: end ? END_CURSOR : encodeCursor(offset + limit),
    limit,
    count: slice.length,
  };
}

function readCursor(cursor: string | null, invalid: string): number {
  if (cursor === null || cursor === "") return 0;
  const decoded = Buffer.from(cursor, "base64").toString("latin1");
  if (!/^-?\d{1,12}$/.test(decoded)) throw new Refusal(400, invalid);
  return Number.parseInt(decoded, 10);
}

function encodeCursor(offset: number): string {
  return Buffer.from(String(offset)).toString("base64");
}
