import type { HttpResponse } from "./response.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** A mode of the venue's matching engine in which some requests are refused. */
export type RestrictedMode = "restarting" | "post-only" | "cancel-only" | "disabled";

/** What one answer says about the engine's mode. */
export type Restriction = { readonly mode: RestrictedMode; readonly retryAfterMs?: number };

/**
 * The engine mode that an answer announces: 425 is a restart; 503 is classified by `code`, then by its text; a
 * 503 that says neither is an ordinary failure. Source: the venue's matching-engine page, 2026-09-30.
 */
export function restrictionOf(response: HttpResponse, now: number): Restriction | undefined {
  if (response.status !== 425 && response.status !== 503) return undefined;
  const header = parseRetryAfter(response.headers.get("retry-after"), now);
  if (response.status === 425) {
    return { mode: "restarting", ...(header === undefined ? {} : { retryAfterMs: header }) };
  }
  const body = readBody(response.body);
  const retryAfterMs = body.retryAfterMs ?? header;
  const hint = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (body.code === "post_only_mode" || /\bpost-only mode\b/i.test(body.error))
    return { mode: "post-only", ...hint };
  if (/\bcancel-only\b/i.test(body.error)) return { mode: "cancel-only", ...hint };
  // The newest guide uses this text for cancel-only too, so it does not prove that cancels work.
  if (/\btrading is (?:currently )?disabled\b/i.test(body.error)) return { mode: "disabled", ...hint };
  return undefined;
}

function readBody(text: string): { error: string; code?: string; retryAfterMs?: number } {
  try {
    const parsed = JSON.parse(text) as {
      error?: unknown;
      code?: unknown;
      retry_after_seconds?: unknown;
    } | null;
    const seconds = parsed?.retry_after_seconds;
    return {
      error: typeof parsed?.error === "string" ? parsed.error : "",
      ...(typeof parsed?.code === "string" ? { code: parsed.code } : {}),
      ...(typeof seconds === "number" && seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {}),
    };
  } catch {
    return { error: text };
  }
}
