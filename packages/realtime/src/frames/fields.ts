import type { Side } from "@pm/core-types";

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Thrown inside the readers for a field of the wrong form; never leaves this package. */
export class FieldError extends Error {}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text field. @throws {FieldError} */
export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === "string" && value !== "") return value;
  throw new FieldError(`${name} must be text`);
}

/** A text field that may be missing, null or empty; numbers become their text. */
export function optionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  throw new FieldError(`${name} must be text`);
}

const DECIMAL = /^(?:\d+\.?\d*|\.\d+)$/;

/** A non-negative decimal as text. @throws {FieldError} */
export function decimalText(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === "string" && value.length <= 60 && DECIMAL.test(value)) return value;
  throw new FieldError(`${name} must be a non-negative decimal as text`);
}

export function optionalDecimal(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return value === undefined || value === null || value === "" ? undefined : decimalText(fields, name);
}

/** An outcome token id. @throws {FieldError} */
export function tokenText<T extends string>(fields: Fields, name: string): T {
  const value = fields[name];
  if (typeof value === "string" && value.length > 0 && value.length <= 78 && /^\d+$/.test(value))
    return value as T;
  throw new FieldError(`${name} must be a token id`);
}

export function sideOf(fields: Fields, name: string): Side {
  const value = fields[name];
  if (value === "BUY" || value === "SELL") return value;
  const upper = typeof value === "string" ? value.toUpperCase() : "";
  if (upper === "BUY" || upper === "SELL") return upper;
  throw new FieldError(`${name} must be BUY or SELL`);
}

export function textList(fields: Fields, name: string): readonly string[] {
  const value = fields[name];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw new FieldError(`${name} must be a list of texts`);
}

export function optionalBoolean(fields: Fields, name: string): boolean | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "boolean") return value;
  throw new FieldError(`${name} must be true or false`);
}

/** Times below this are seconds: the venue documents milliseconds and shows both. */
const MILLISECONDS_FROM = 100_000_000_000;

/** Unix milliseconds from text or a number, in seconds or milliseconds; undefined when missing. @throws {FieldError} */
export function optionalTime(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === "") return undefined;
  const time = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof time !== "number" || !Number.isSafeInteger(time) || time < 0) {
    throw new FieldError(`${name} must be a Unix time`);
  }
  return time < MILLISECONDS_FROM ? time * 1000 : time;
}
