import { type Address, address } from "@pm/core-types";
import { queryText } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import type { VenueRequest } from "../http/request.ts";
import { sliceOf } from "./rows.ts";

/** The `user` parameter. @throws {Refusal} 400 when it is missing or no address. */
export function user(request: VenueRequest): Address {
  const value = queryText(request, "user");
  if (value === undefined) throw new Refusal(400, "required query param 'user' not provided");
  if (!/^0x[0-9a-fA-F]{40}$/.test(value)) throw new Refusal(400, "invalid user address");
  return address(value.toLowerCase());
}

/** Values of a repeatable or comma-separated parameter. */
export function listed(request: VenueRequest, name: string): readonly string[] {
  return request.query
    .getAll(name)
    .flatMap((value) => value.split(","))
    .filter((value) => value !== "");
}

/** `limit` and `offset`, clamped in silence. */
export function window<T>(
  request: VenueRequest,
  rows: Iterable<T>,
  fallback: number,
  max: number,
): readonly T[] {
  const limit = Math.min(max, whole(request, "limit") ?? fallback);
  const offset = whole(request, "offset") ?? 0;
  return sliceOf(rows, offset, offset + limit).rows;
}

/** A whole number. @throws {Refusal} 400 when it is something else. */
export function whole(request: VenueRequest, name: string): number | undefined {
  const value = queryText(request, name);
  if (value === undefined) return undefined;
  if (!/^\d{1,15}$/.test(value)) throw new Refusal(400, `invalid query param '${name}'`);
  return Number.parseInt(value, 10);
}
