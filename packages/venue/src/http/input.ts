import { Refusal } from "./refusal.ts";
import type { VenueRequest } from "./request.ts";

/** The JSON body. @throws {Refusal} 400 with `message` when it is not JSON. */
export function jsonBody(request: VenueRequest, message: string): unknown {
  try {
    return JSON.parse(request.body);
  } catch {
    throw new Refusal(400, message);
  }
}

/** True for a JSON object that is not an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A query value, undefined when absent or empty. */
export function queryText(request: VenueRequest, name: string): string | undefined {
  const value = request.query.get(name);
  return value === null || value === "" ? undefined : value;
}

/** A whole number of the query. @throws {Refusal} 400 with `message` when it is something else. */
export function queryInt(request: VenueRequest, name: string, message: string): number | undefined {
  const value = queryText(request, name);
  if (value === undefined) return undefined;
  if (!/^-?\d{1,15}$/.test(value)) throw new Refusal(400, message);
  return Number.parseInt(value, 10);
}
