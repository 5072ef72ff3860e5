import { type Clock, type Telemetry, WafBlockedError } from "@pm/core-types";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import { canceledCount, type LimitHeaders, readLimitHeaders } from "./feedback.ts";
import type { Route } from "./route.ts";
import type { Signer } from "./signer/signer.ts";
import { type Signers, tokensOf } from "./signer/signers.ts";

/** Waits after refusals that name none: doubling from the first to the second. */
const FIRST_HOLD_MS = 1_000;
const LONGEST_HOLD_MS = 30_000;

/** Turns the venue's answers into what the limits should do next. */
export class Learning {
  readonly #clock: Clock;
  readonly #telemetry: Telemetry;
  readonly #signers: Signers;

  constructor(parts: { readonly clock: Clock; readonly telemetry: Telemetry; readonly signers: Signers }) {
    this.#clock = parts.clock;
    this.#telemetry = parts.telemetry;
    this.#signers = parts.signers;
  }

  /** A request goes out; the result takes what came back, exactly once. */
  sending(
    request: HttpRequest,
    route: Route,
    signer: Signer | undefined,
  ): (answer: HttpResponse | undefined, error?: unknown) => void {
    const sentAt = this.#clock.monotonic();
    const bucket = route.signer === undefined ? undefined : signer?.[route.signer.cost.bucket].bucket;
    const cost = route.signer === undefined ? 0 : tokensOf(route.signer.cost, request.cost);
    if (bucket !== undefined) bucket.inFlight += cost;
    return (answer, error) => {
      if (bucket !== undefined) bucket.inFlight = Math.max(0, bucket.inFlight - cost);
      if (answer !== undefined) this.#answered(request, answer, route, signer, sentAt);
      else if (error instanceof WafBlockedError) this.#windowsRefused(route, sentAt, error.retryAfterMs);
    };
  }

  #answered(
    request: HttpRequest,
    answer: HttpResponse,
    route: Route,
    signer: Signer | undefined,
    sentAt: number,
  ): void {
    const now = this.#clock.monotonic();
    const heard = readLimitHeaders(answer.headers, this.#clock.now());
    const bucket = route.signer === undefined ? undefined : signer?.[route.signer.cost.bucket].bucket;
    if (
      heard.tier !== undefined &&
      signer !== undefined &&
      !this.#signers.setTier(signer.wallet, heard.tier, now)
    ) {
      this.#telemetry.count("pm_limiter_unknown_tier_total");
    }
    if (heard.warning) this.#telemetry.count("pm_limiter_warnings_total", { endpoint: request.endpoint });
    if (heard.remaining !== undefined) bucket?.heard(now, heard.remaining);
    if (answer.status === 429) {
      this.#telemetry.count("pm_limiter_throttled_total", {
        endpoint: request.endpoint,
        surface: request.surface,
      });
      const holdMs = heard.retryAfterMs ?? heard.resetMs;
      // A refusal that does not say whose it is may be the signer's as well as the address's.
      bucket?.throttle.refused(now, sentAt, holdMs ?? FIRST_HOLD_MS);
      if (bucket === undefined || !isSignerRefusal(heard)) this.#windowsRefused(route, sentAt, holdMs);
      return;
    }
    route.refusals = 0;
    if (answer.status < 300 && route.signer?.cost.afterwards === true) {
      bucket?.debitAfterwards(now, canceledCount(answer), signer?.tier.cancelsMayGoNegative ?? true);
    }
  }

  /** The edge refused. It does not say which window was full: every one that is not everybody's is lowered. */
  #windowsRefused(route: Route, sentAt: number, askedMs: number | undefined): void {
    const now = this.#clock.monotonic();
    const holdMs = askedMs ?? Math.min(LONGEST_HOLD_MS, FIRST_HOLD_MS * 2 ** Math.min(10, route.refusals));
    // A burst of refusals of requests that were under way together is one refusal.
    if (sentAt >= route.refusedAt) route.refusals += 1;
    route.refusedAt = now + holdMs;
    route.held.refused(now, sentAt, holdMs);
    for (const window of route.windows) {
      if (window.rule.shared !== true) window.throttle.refused(now, sentAt, holdMs);
    }
  }
}

/** Only the limiter of signers sends these headers. */
function isSignerRefusal(heard: LimitHeaders): boolean {
  return heard.remaining !== undefined || heard.tier !== undefined || heard.resetMs !== undefined;
}
