import { InvalidResponseError } from "@pm/core-types";
import type { z } from "zod";

/** What the venue sent, unknown fields included. */
export type Raw = Readonly<Record<string, unknown>>;

/**
 * Reads a wire value with its schema.
 *
 * @throws {InvalidResponseError} that names the endpoint and the first field that does not fit.
 */
export function readWire<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  endpoint: string,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const first = result.error.issues[0];
  const field = first?.path.map(String).join(".") ?? "";
  throw new InvalidResponseError({
    message: `${endpoint} answered something unreadable${field === "" ? "" : ` at ${field}`}: ${first?.message ?? "unknown shape"}.`,
    context: { endpoint, field },
  });
}
