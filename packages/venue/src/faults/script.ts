import { VenueUsageError } from "../errors.ts";
import { FAULT_KINDS, type FaultHit, type FaultSpec } from "./spec.ts";

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isFlag: Check = (value) => typeof value === "boolean";
const isAmount: Check = (value) => typeof value === "number" && value >= 0;
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 1;

/** An HTTP status, or the code a socket is closed with. */
const isStatus: Check = (value) =>
  Number.isSafeInteger(value) &&
  (((value as number) >= 200 && (value as number) <= 599) ||
    ((value as number) >= 1000 && (value as number) <= 4999));

const FIELDS: Readonly<Record<keyof FaultSpec, Check>> = {
  kind: (value) => FAULT_KINDS.some((kind) => kind === value),
  route: isText,
  wallet: isText,
  times: (value) => value === null || isCount(value),
  probability: (value) => isAmount(value) && (value as number) <= 1,
  skip: isAmount,
  afterMs: isAmount,
  forMs: isAmount,
  request: isCount,
  frame: isCount,
  ms: (value) => typeof value === "number" && Number.isFinite(value),
  status: isStatus,
  text: isText,
  processed: isFlag,
  body: isText,
  retryAfter: isAmount,
};

/**
 * Reads one fault, from JSON for example.
 *
 * @throws {VenueUsageError} for an unknown kind or field, or a value that no such field has.
 */
export function parseFault(value: unknown): FaultSpec {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refusal("a fault must be an object", value);
  }
  if (!FIELDS.kind((value as { kind?: unknown }).kind)) {
    throw refusal(`kind must be one of ${FAULT_KINDS.join(", ")}`, (value as { kind?: unknown }).kind);
  }
  for (const [field, inner] of Object.entries(value)) {
    const known = Object.hasOwn(FIELDS, field) ? FIELDS[field as keyof FaultSpec] : undefined;
    if (known === undefined) throw refusal(`a fault has no field ${field}`, inner);
    if (inner !== undefined && !known(inner)) throw refusal(`${field} is no valid field of a fault`, inner);
  }
  const { kind, status = 500 } = value as FaultSpec;
  if (kind !== "close" && status > 599) throw refusal("status must be an HTTP status", status);
  return value as FaultSpec;
}

/**
 * Reads a fault script: a list of faults.
 *
 * @throws {VenueUsageError} when it is no list, or one of its faults makes no sense.
 */
export function parseFaultScript(value: unknown): readonly FaultSpec[] {
  if (!Array.isArray(value)) throw refusal("a fault script must be a list of faults", value);
  return value.map(parseFault);
}

/**
 * The script that brings the faults of a run back, hit by hit, whatever chance they came by: for a venue of the same
 * seed that gets the same requests in the same order.
 */
export function replayFaults(hits: readonly FaultHit[]): readonly FaultSpec[] {
  return hits.map(({ kind, request, frame, route, how }) => ({
    kind,
    request,
    route,
    ...(frame === undefined ? {} : { frame }),
    ...how,
  }));
}

function refusal(problem: string, value: unknown): VenueUsageError {
  return new VenueUsageError({ message: `${problem}, not ${JSON.stringify(value) ?? "nothing"}.` });
}
