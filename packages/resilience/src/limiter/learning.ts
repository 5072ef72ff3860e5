import { type Clock, type Telemetry, WafBlockedError } from "@pm/core-types";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import { canceledCount, type LimitHeaders, readLimitHeaders } from "./feedback.ts";
import type { Route } from "./route.ts";
import type { Signer } from "./signer/signer.ts";
import type { SignerGate } from "./signer/signer-gate.ts";
import { type Signers, tokensOf } from "./signer/signers.ts";
import { type Adjustment, type BucketDemand, type LimitStore, sharedBucket } from "./store/limit-store.ts";

/** Waits after refusals that name none: doubling from the first to the second. */
const FIRST_HOLD_MS = 1_000;
const LONGEST_HOLD_MS = 30_000;
/** Share of a bucket below which other processes are told how much is left. */
const LOW = 0.25;

/** Turns the venue's answers into what the limits should do next. */
export class Learning {
  readonly #clock: Clock;
  readonly #telemetry: Telemetry;
  readonly #signers: Signers;
  readonly #store: LimitStore | undefined;

  constructor(parts: {
    readonly clock: Clock;
    readonly telemetry: Telemetry;
    readonly signers: Signers;
    /** Other processes that share it hear of what the venue said. */
    readonly store: LimitStore | undefined;
  }) {
    this.#clock = parts.clock;
    this.#telemetry = parts.telemetry;
    this.#signers = parts.signers;
    this.#store = parts.store;
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
    const gate = route.signer === undefined ? undefined : signer?.[route.signer.cost.bucket];
    if (
      heard.tier !== undefined &&
      signer !== undefined &&
      !this.#signers.setTier(signer.wallet, heard.tier, now)
    ) {
      this.#telemetry.count("pm_limiter_unknown_tier_total");
    }
    if (heard.warning) this.#telemetry.count("pm_limiter_warnings_total", { endpoint: request.endpoint });
    if (heard.remaining !== undefined && gate !== undefined) this.#remaining(gate, heard.remaining, now);
    if (answer.status === 429) {
      const { endpoint, surface } = request;
      this.#telemetry.count("pm_limiter_throttled_total", { endpoint, surface });
      const holdMs = heard.retryAfterMs ?? heard.resetMs;
      // A refusal that does not say whose it is may be the signer's as well as the address's.
      if (gate !== undefined) this.#signerRefused(gate, sentAt, holdMs ?? FIRST_HOLD_MS);
      if (gate === undefined || !isSignerRefusal(heard)) this.#windowsRefused(route, sentAt, holdMs);
      return;
    }
    route.refusals = 0;
    if (answer.status >= 300 || route.signer?.cost.afterwards !== true || gate === undefined) return;
    const count = canceledCount(answer);
    const mayGoNegative = signer?.tier.cancelsMayGoNegative ?? true;
    gate.bucket.debitAfterwards(now, count, mayGoNegative);
    if (count > 0) {
      this.#tell(gate, (bucket) => ({ do: "debit", bucket, count, ...(mayGoNegative ? {} : { floor: 0 }) }));
    }
  }

  #remaining(gate: SignerGate, remaining: number, now: number): void {
    gate.bucket.heard(now, remaining);
    // Plenty is no news to the others, and one more round trip for each answer would be a high price for it.
    if (remaining < gate.bucket.full.burst * LOW) {
      this.#tell(gate, (bucket) => ({ do: "cap", bucket, most: remaining - gate.bucket.reserve }));
    }
  }

  #signerRefused(gate: SignerGate, sentAt: number, holdMs: number): void {
    if (gate.bucket.throttle.refused(this.#clock.monotonic(), sentAt, holdMs)) {
      this.#tell(gate, (bucket) => ({ do: "hold", windows: [], bucket, ms: holdMs }));
    }
  }

  #tell(gate: SignerGate, adjustment: (bucket: BucketDemand) => Adjustment): void {
    if (this.#store?.sharesSigners !== true) return;
    this.#store.adjust(adjustment(sharedBucket(gate.id, gate.bucket.full, this.#store.reserve)));
  }

  /** The edge refused. It does not say which window was full: every one that is not everybody's is lowered. */
  #windowsRefused(route: Route, sentAt: number, askedMs: number | undefined): void {
    const now = this.#clock.monotonic();
    const holdMs = askedMs ?? Math.min(LONGEST_HOLD_MS, FIRST_HOLD_MS * 2 ** Math.min(10, route.refusals));
    // A burst of refusals of requests that were under way together is one refusal.
    if (sentAt >= route.refusedAt) route.refusals += 1;
    route.refusedAt = now + holdMs;
    const isNews = route.held.refused(now, sentAt, holdMs);
    const own = route.windows.filter((window) => window.rule.shared !== true);
    for (const window of own) window.throttle.refused(now, sentAt, holdMs);
    if (isNews) this.#store?.adjust({ do: "hold", windows: own.map((window) => window.rule.id), ms: holdMs });
  }
}

/** Only the limiter of signers sends these headers. */
function isSignerRefusal(heard: LimitHeaders): boolean {
  return heard.remaining !== undefined || heard.tier !== undefined || heard.resetMs !== undefined;
}
