import { Refusal } from "../http/refusal.ts";
import type { VenueRequest } from "../http/request.ts";
import { parseUnits } from "../wire/decimals.ts";

/** Gamma's errors name their kind. */
export function gammaRefusal(status: number, kind: string, message: string): Refusal {
  return new Refusal(status, message, { type: `${kind} error` });
}

/** Values of a repeatable parameter: `id=1&id=2`, `id[]=1` or `id=1,2`. */
export function list(request: VenueRequest, ...names: readonly string[]): readonly string[] {
  return names
    .flatMap((name) => [...request.query.getAll(name), ...request.query.getAll(`${name}[]`)])
    .flatMap((value) => value.split(","))
    .filter((value) => value !== "");
}

/** A boolean parameter. @throws {Refusal} 422 for anything else. */
export function flag(request: VenueRequest, name: string): boolean | undefined {
  const value = request.query.get(name);
  if (value === null || value === "") return undefined;
  if (value === "true") return true;
  if (value === "false") return false;
  throw gammaRefusal(422, "validation", `invalid ${name}`);
}

/** A whole number within bounds; larger values are clamped in silence, as Gamma does. */
export function clamped(request: VenueRequest, name: string, fallback: number, max: number): number {
  const value = request.query.get(name);
  if (value === null || value === "") return fallback;
  if (!/^\d{1,9}$/.test(value)) throw gammaRefusal(422, "validation", `invalid ${name}`);
  return Math.min(Number.parseInt(value, 10), max);
}

/** A decimal bound in base units. */
export function amount(request: VenueRequest, name: string): bigint | undefined {
  const value = request.query.get(name);
  if (value === null || value === "") return undefined;
  const parsed = parseUnits(value);
  if (parsed === undefined) throw gammaRefusal(422, "validation", `invalid ${name}`);
  return parsed;
}

/** A moment in Unix milliseconds. */
export function moment(request: VenueRequest, name: string): number | undefined {
  const value = request.query.get(name);
  if (value === null || value === "") return undefined;
  const parsed = Date.parse(value);
  if (Number.isNaN(parsed)) throw gammaRefusal(422, "validation", `invalid ${name}`);
  return parsed;
}

/** True when `value` lies within optional bounds. */
export function within<T extends bigint | number>(value: T, min: T | undefined, max: T | undefined): boolean {
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}
