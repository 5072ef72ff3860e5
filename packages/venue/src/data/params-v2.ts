import { type Address, address, isPolymarketError } from "@pm/core-types";
import { Refusal } from "../http/refusal.ts";
import type { VenueRequest } from "../http/request.ts";
import { parseUnits } from "../wire/decimals.ts";

/** @throws the v2 error envelope for a bad parameter. */
export function invalid(message: string, parameter?: string): Refusal {
  return new Refusal(400, message, {
    code: "invalid_request",
    retryable: false,
    ...(parameter === undefined ? {} : { parameter }),
  });
}

/** A parameter in snake_case or camelCase. */
export function param(request: VenueRequest, name: string): string | undefined {
  const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const value = request.query.get(name) ?? request.query.get(camel);
  return value === null || value === "" ? undefined : value;
}

/** A comma-separated or repeated parameter under any of its names. */
export function params(request: VenueRequest, limit: number, ...names: readonly string[]): readonly string[] {
  const values = names
    .flatMap((name) => request.query.getAll(name))
    .flatMap((value) => value.split(","))
    .filter((value) => value !== "");
  if (values.length > limit) throw invalid(`at most ${limit} ${names[0]} values`, names[0]);
  return values;
}

/** An account address. */
export function account(request: VenueRequest, name = "user"): Address | undefined {
  const value = param(request, name);
  if (value === undefined) return undefined;
  try {
    return address(value.toLowerCase());
  } catch (error) {
    if (isPolymarketError(error)) throw invalid(`${name} must be a 0x address`, name);
    throw error;
  }
}

/** The account that a route cannot do without. */
export function requiredAccount(request: VenueRequest, name = "user"): Address {
  const found = account(request, name);
  if (found === undefined) throw invalid(`${name} is required`, name);
  return found;
}

/** Up to twenty condition ids. */
export function conditions(request: VenueRequest): readonly string[] {
  const found = params(request, 20, "condition", "condition_id", "conditionId");
  for (const id of found) {
    if (!/^0x[0-9a-fA-F]{64}$/.test(id)) throw invalid("condition must be 0x and 64 hex digits", "condition");
  }
  return found.map((id) => id.toLowerCase());
}

/** A whole number within bounds; anything else is refused, not clamped. */
export function whole(
  request: VenueRequest,
  name: string,
  bounds: { readonly min: number; readonly max: number; readonly fallback: number },
): number {
  const value = param(request, name);
  if (value === undefined) return bounds.fallback;
  const parsed = /^\d{1,15}$/.test(value) ? Number.parseInt(value, 10) : Number.NaN;
  if (!(parsed >= bounds.min && parsed <= bounds.max)) {
    throw invalid(`${name} must be a whole number from ${bounds.min} to ${bounds.max}`, name);
  }
  return parsed;
}

/** One of a closed set of words. */
export function choice<T extends string>(
  request: VenueRequest,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const value = param(request, name)?.toUpperCase();
  if (value === undefined) return undefined;
  const found = allowed.find((one) => one.toUpperCase() === value);
  if (found === undefined) throw invalid(`${name} must be one of ${allowed.join(", ")}`, name);
  return found;
}

/** A decimal amount in base units. */
export function decimalParam(request: VenueRequest, name: string): bigint | undefined {
  const value = param(request, name);
  if (value === undefined) return undefined;
  const parsed = parseUnits(value);
  if (parsed === undefined || parsed < 0n) throw invalid(`${name} must be a decimal`, name);
  return parsed;
}

/** Yes or no. */
export function boolParam(request: VenueRequest, name: string): boolean | undefined {
  const value = param(request, name);
  if (value === undefined) return undefined;
  if (value !== "true" && value !== "false") throw invalid(`${name} must be true or false`, name);
  return value === "true";
}

const THREE_YEARS = 3 * 365 * 86_400;
const DAY = 86_400;

/** `start` omitted or 0 means the last three years, 1 everything; `end` defaults to tomorrow. Unix seconds. */
export function timeWindow(
  request: VenueRequest,
  now: number,
): { readonly start: number; readonly end: number } {
  const start = whole(request, "start", { min: 0, max: 1e12, fallback: 0 });
  const end = whole(request, "end", { min: 0, max: 1e12, fallback: 0 });
  return { start: start === 0 ? now - THREE_YEARS : start, end: end === 0 ? now + DAY : end };
}
