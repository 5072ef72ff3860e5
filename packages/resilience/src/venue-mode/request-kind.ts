import type { HttpRequest } from "../http/request.ts";
import type { RestrictedMode } from "../http/restriction.ts";

/** What a request wants from the matching engine. */
export type RequestKind = "place" | "place-post-only" | "cancel" | "query";

const KINDS: readonly (readonly [RegExp, RequestKind])[] = [
  [/^POST \/orders?$/, "place"],
  [/^DELETE \/(?:order|orders|cancel-all|cancel-market-orders)$/, "cancel"],
  [/^GET \/data\/(?:orders?)(?:\/|$)/, "query"],
];

/** What a request wants from the engine; undefined when the engine's mode does not concern it. */
export function kindOf(request: HttpRequest): RequestKind | undefined {
  if (!request.surface.startsWith("clob")) return undefined;
  const kind = KINDS.find(([pattern]) => pattern.test(request.endpoint))?.[1];
  return kind === "place" && isPostOnly(request.body) ? "place-post-only" : kind;
}

/** Modes in which each kind is refused. Source: the venue's matching-engine page, 2026-09-30. */
const REFUSED: Readonly<Record<RequestKind, readonly RestrictedMode[]>> = {
  place: ["restarting", "post-only", "cancel-only", "disabled"],
  "place-post-only": ["restarting", "cancel-only", "disabled"],
  // The newest page uses the text of "disabled" for cancel-only too, so a cancel is worth its try.
  cancel: ["restarting"],
  query: ["restarting"],
};

/** True when the engine refuses such requests in this mode. */
export function isRefused(kind: RequestKind, mode: RestrictedMode | "normal"): boolean {
  return mode !== "normal" && REFUSED[kind].includes(mode);
}

/** True when every order in the body is post-only. */
function isPostOnly(body: string | undefined): boolean {
  if (body?.includes('"postOnly"') !== true) return false;
  try {
    const parsed: unknown = JSON.parse(body);
    const orders = Array.isArray(parsed) ? parsed : [parsed];
    return (
      orders.length > 0 &&
      orders.every((order) => (order as { postOnly?: unknown } | null)?.postOnly === true)
    );
  } catch {
    return false;
  }
}
