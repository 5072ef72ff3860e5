import { InvalidResponseError } from "@pm/core-types";
import type { z } from "zod";

/** A row that does not have the documented form. It is reported, not dropped in silence. */
export type RejectedRow = { readonly index: number; readonly reason: string; readonly row: unknown };

/** The row as sent: unknown fields kept, numbers as their decimal text. */
export type RawRow = Readonly<Record<string, unknown>>;

/** Reads one row: the item, or why the row is not one. */
export type RowReader<T> = (
  row: unknown,
) => { readonly item: T; readonly reason?: never } | { readonly item?: never; readonly reason: string };

/** A reader from a wire schema and the mapping to what callers see. */
export function rowReader<S extends z.ZodType, T>(
  schema: S,
  toItem: (row: z.output<S>, raw: RawRow) => T,
): RowReader<T> {
  return (row) => {
    const result = schema.safeParse(row);
    if (result.success) return { item: toItem(result.data, row as RawRow) };
    const issue = result.error.issues[0];
    return { reason: `${issue?.path.join(".") ?? ""} ${issue?.message ?? "is wrong"}`.trim() };
  };
}

/** Reads rows one by one, so that one odd row does not hide the others. */
export function readRows<T>(
  rows: readonly unknown[],
  read: RowReader<T>,
): { readonly items: readonly T[]; readonly rejected: readonly RejectedRow[] } {
  const items: T[] = [];
  const rejected: RejectedRow[] = [];
  rows.forEach((row, index) => {
    const result = read(row);
    if (result.reason === undefined) items.push(result.item);
    else rejected.push({ index, reason: result.reason, row });
  });
  return { items, rejected };
}

/** The one row asked for. @throws {InvalidResponseError} naming the field that is wrong. */
export function readRow<T>(row: unknown, read: RowReader<T>, endpoint: string): T {
  const result = read(row);
  if (result.reason === undefined) return result.item;
  throw new InvalidResponseError({
    message: `${endpoint} answered something else than documented: ${result.reason}.`,
    context: { endpoint },
  });
}
