import { json, type Reply } from "./reply.ts";

/**
 * A request that a route refuses. Thrown anywhere below a route, it becomes the documented error body
 * `{"error": text}` with its status; it never leaves the venue.
 */
export class Refusal extends Error {
  readonly status: number;
  /** Further keys of the body, such as `code` and `retry_after_seconds`. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    text: string,
    fields: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(text);
    this.name = "Refusal";
    this.status = status;
    this.fields = fields;
    this.headers = headers;
  }
}

/**
 * The CLOB derives some statuses from the text of the error, whatever the route chose.
 * Source: the venue's error page, 2026-08.
 */
export function clobStatus(status: number, text: string): number {
  const lower = text.toLowerCase();
  if (lower.includes("not found")) return 404;
  if (lower.includes("unauthorized")) return 401;
  if (lower.includes("context canceled")) return 400;
  return status;
}

/** The reply of a refusal. */
export function refusalReply(refusal: Refusal): Reply {
  return json({ error: refusal.message, ...refusal.fields }, refusal.status, refusal.headers);
}
