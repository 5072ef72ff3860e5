import { json, type Reply } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import { clamped, gammaRefusal } from "./query.ts";

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** `{markets|events: […], next_cursor?}`: the cursor is missing on the last page. */
export function keysetPage<T>(
  request: VenueRequest,
  name: string,
  rows: readonly T[],
  toWire: (row: T) => unknown,
): Reply {
  if (request.query.has("offset")) {
    throw gammaRefusal(422, "validation", "offset is not supported on keyset endpoints");
  }
  const limit = Math.max(1, clamped(request, "limit", DEFAULT_LIMIT, MAX_LIMIT));
  const start = readCursor(request.query.get("after_cursor"));
  const page = rows.slice(start, start + limit);
  const next = start + limit;
  return json({
    [name]: page.map(toWire),
    ...(next < rows.length ? { next_cursor: writeCursor(next) } : {}),
  });
}

/** A bare array by `limit` and `offset`: the older listing. */
export function offsetPage<T>(
  request: VenueRequest,
  rows: readonly T[],
  toWire: (row: T) => unknown,
  maxLimit = 500,
): Reply {
  const limit = clamped(request, "limit", DEFAULT_LIMIT, maxLimit);
  const offset = clamped(request, "offset", 0, 1_000_000_000);
  return json(rows.slice(offset, offset + limit).map(toWire));
}

/** Sorts by a field of the wire row, numbers by size, everything else by text. */
export function sorted<T>(
  request: VenueRequest,
  rows: readonly T[],
  toWire: (row: T) => Record<string, unknown>,
): readonly T[] {
  const fields =
    request.query
      .get("order")
      ?.split(",")
      .filter((field) => field !== "") ?? [];
  if (fields.length === 0) return rows;
  const direction = request.query.get("ascending") === "false" ? -1 : 1;
  const keyed = rows.map((row) => ({ row, wire: toWire(row) }));
  keyed.sort((a, b) => {
    for (const field of fields) {
      const order = compare(a.wire[field], b.wire[field]);
      if (order !== 0) return order * direction;
    }
    return 0;
  });
  return keyed.map((one) => one.row);
}

function compare(a: unknown, b: unknown): number {
  const left = sortable(a);
  const right = sortable(b);
  if (typeof left === "number" && typeof right === "number") return left - right;
  return String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0;
}

/** Gamma sends some numbers as text. */
function sortable(value: unknown): number | string {
  if (typeof value === "number") return value;
  if (typeof value === "string") return /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
  return "";
}

function writeCursor(offset: number): string {
  return Buffer.from(`offset:${offset}`).toString("base64url");
}

function readCursor(cursor: string | null): number {
  if (cursor === null || cursor === "") return 0;
  const match = /^offset:(\d{1,12})$/.exec(Buffer.from(cursor, "base64url").toString("latin1"));
  if (match === null) throw gammaRefusal(422, "validation", "invalid after_cursor");
  return Number.parseInt(match[1] as string, 10);
}
