import { type Address, address, toBaseUnits } from "@pm/core-types";
import type { EngineMode, SettlementPlan } from "../engine/index.ts";
import { VenueUsageError } from "../errors.ts";
import type { LimitMode } from "../limits/signer-limits.ts";

type Body = Readonly<Record<string, unknown>>;

const LIMIT_MODES = ["off", "warn", "enforce"] as const;
const MODES = ["normal", "restarting", "post-only", "cancel-only", "disabled"] as const;

function refuse(field: string, wanted: string, value: unknown): never {
  throw new VenueUsageError({
    message: `${field} must be ${wanted}, not ${JSON.stringify(value) ?? "missing"}.`,
    context: { field },
  });
}

/** @throws {VenueUsageError} unless the field is a text. */
export function text(body: Body, field: string): string {
  const value = body[field];
  return typeof value === "string" && value !== "" ? value : refuse(field, "a text", value);
}

/** @throws {VenueUsageError} unless `address` is a text. @throws {ValidationError} unless it is an address. */
export function wallet(body: Body): Address {
  return address(text(body, "address"));
}

/** Base units of `amount`. @throws {VenueUsageError} unless it is a text. @throws {ValidationError} for no amount. */
export function amount(body: Body): bigint {
  return toBaseUnits(text(body, "amount"), "amount");
}

/** @throws {VenueUsageError} unless `state` is `open` or `closed`. */
export function marketState(body: Body): "open" | "closed" {
  return body.state === "open" || body.state === "closed"
    ? body.state
    : refuse("state", "open or closed", body.state);
}

/** @throws {VenueUsageError} unless the field is true or false. */
export function flag(body: Body, field: string): boolean {
  const value = body[field];
  return typeof value === "boolean" ? value : refuse(field, "true or false", value);
}

/** @throws {VenueUsageError} unless the field is a number of milliseconds. */
export function milliseconds(body: Body, field: string): number {
  const value = body[field];
  return typeof value === "number" && value >= 0 && value < 1e14
    ? value
    : refuse(field, "a number of milliseconds", value);
}

/** @throws {VenueUsageError} for an unknown mode. */
export function mode(body: Body): EngineMode {
  return MODES.find((one) => one === body.mode) ?? refuse("mode", `one of ${MODES.join(", ")}`, body.mode);
}

/** @throws {VenueUsageError} unless `payouts` is a pair of whole numbers. */
export function payouts(body: Body): readonly [number, number] {
  const value = body.payouts;
  if (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((one) => Number.isSafeInteger(one) && one >= 0)
  ) {
    return [value[0] as number, value[1] as number];
  }
  return refuse("payouts", "two whole numbers, such as [1, 0]", value);
}

/** @throws {VenueUsageError} for a field that no settlement plan has. */
export function settlement(body: Body): Partial<SettlementPlan> {
  const numbers = ["minedAfterMs", "confirmedAfterMs", "retries", "retryAfterMs"];
  for (const [field, value] of Object.entries(body)) {
    const fine =
      (numbers.includes(field) && typeof value === "number" && value >= 0) ||
      (field === "fails" && typeof value === "boolean") ||
      ((field === "hashAt" || field === "retryFrom") && (value === "MATCHED" || value === "MINED"));
    if (!fine) refuse(field, "a field of a settlement plan", value);
  }
  return body as Partial<SettlementPlan>;
}

/** @throws {VenueUsageError} for a layer or a mode that does not exist. */
export function limits(body: Body): { readonly signer?: LimitMode; readonly ip?: boolean } {
  const signer = LIMIT_MODES.find((one) => one === body.signer);
  if (body.signer !== undefined && signer === undefined) {
    refuse("signer", `one of ${LIMIT_MODES.join(", ")}`, body.signer);
  }
  if (body.ip !== undefined && typeof body.ip !== "boolean") refuse("ip", "true or false", body.ip);
  return { ...(signer === undefined ? {} : { signer }), ...(body.ip === undefined ? {} : { ip: body.ip }) };
}
