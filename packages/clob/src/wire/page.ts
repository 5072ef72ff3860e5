import { z } from "zod";
import { readWire } from "./read.ts";

/** The cursor that means there is nothing after this page: base64 of -1. */
const END_CURSOR = "LTE=";

const wirePage = z.looseObject({
  data: z.array(z.unknown()).nullable(),
  next_cursor: z.string().nullish(),
});

/** One page as sent: rows not read yet, and the cursor of the next page, if there is one. */
export type WirePage = { readonly rows: readonly unknown[]; readonly next: string | undefined };

/** Reads a page, or the bare array that some documented examples show. */
export function readPage(value: unknown, endpoint: string): WirePage {
  if (Array.isArray(value)) return { rows: value, next: undefined };
  const page = readWire(wirePage, value, endpoint);
  const next = page.next_cursor ?? "";
  return { rows: page.data ?? [], next: next === "" || next === END_CURSOR ? undefined : next };
}
