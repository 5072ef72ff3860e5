import { type Clock, noopTelemetry, systemClock, type Telemetry } from "@pm/core-types";
import type { RestrictedMode, Restriction } from "../http/restriction.ts";
import { isRefused, type RequestKind } from "./request-kind.ts";

/** The matching engine's mode. */
export type VenueModeName = "normal" | RestrictedMode;

/** The engine's mode as far as it is known here. Times are Unix milliseconds. */
export type VenueModeState = {
  readonly mode: VenueModeName;
  readonly since: number;
  /** When it is expected to end, or to be asked about again. */
  readonly until?: number;
};

/** One observable mode of one exchange. */
export type VenueMode = {
  readonly state: () => VenueModeState;
  /**
   * May such a request go? `probe`: it may, as the only one, to find out whether the mode has ended; its result is
   * then due at `answered`. A number: not before that many milliseconds.
   */
  readonly ask: (kind: RequestKind) => "go" | "probe" | number;
  /** A request of this kind, sent at `sentAt` (monotonic ms), was answered; `undefined` status: it failed. */
  readonly answered: (
    kind: RequestKind,
    sentAt: number,
    answer: { readonly status: number; readonly restriction?: Restriction } | undefined,
  ) => void;
  /** Calls `listener` at every change until the result is called. */
  readonly subscribe: (listener: (state: VenueModeState) => void) => () => void;
  /** An operator knows better: the mode now, until answers show another. */
  readonly set: (mode: VenueModeName, untilMs?: number) => void;
};

/** "After every restart: post-only for 2 minutes." Source: the venue's matching-engine page. */
const POST_ONLY_AFTER_RESTART_MS = 120_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** A probe that was never answered is given up after this. */
const PROBE_MS = 30_000;

const RANK: Readonly<Record<VenueModeName, number>> = {
  normal: 0,
  "post-only": 1,
  "cancel-only": 2,
  restarting: 3,
  disabled: 4,
};

/** Settings of {@link createVenueMode}. */
export type VenueModeOptions = { readonly clock?: Clock; readonly telemetry?: Telemetry };

/**
 * normal ⇄ restarting → post-only (2 minutes) → normal; normal ⇄ cancel-only; normal ⇄ disabled. Learned from answers
 * alone: 425, and 503 with its code or text. When a restriction should have ended, one request finds out.
 */
export function createVenueMode(options: VenueModeOptions = {}): VenueMode {
  const { clock = systemClock, telemetry = noopTelemetry } = options;
  const listeners = new Set<(state: VenueModeState) => void>();
  let mode: VenueModeName = "normal";
  let since = clock.now();
  let enteredAt = clock.monotonic();
  /** Monotonic time at which the mode ends (post-only) or is asked about again. */
  let until = 0;
  let refusals = 0;
  let probeUntil = Number.NEGATIVE_INFINITY;

  const state = (): VenueModeState => ({
    mode,
    since,
    ...(mode === "normal" ? {} : { until: Math.round(clock.now() + Math.max(0, until - clock.monotonic())) }),
  });
  const enter = (to: VenueModeName, endsAt: number): void => {
    const changed = to !== mode;
    probeUntil = Number.NEGATIVE_INFINITY;
    until = endsAt;
    if (changed) {
      mode = to;
      since = clock.now();
      enteredAt = clock.monotonic();
      refusals = 0;
      telemetry.gauge("pm_venue_mode", RANK[to]);
      telemetry.count("pm_venue_mode_changes_total", { mode: to });
    }
    for (const listener of [...listeners]) listener(state());
  };
  const restricted = (restriction: Restriction, now: number): void => {
    const news = restriction.mode !== mode;
    // Requests that were under way together are refused together: only the first of them counts.
    if (!news && now < until && restriction.retryAfterMs === undefined) return;
    if (news) refusals = 0;
    const drawn = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(10, refusals));
    const counted = refusals + 1;
    enter(restriction.mode, now + (restriction.retryAfterMs ?? drawn));
    refusals = counted;
  };

  return {
    state: () => {
      if (mode === "post-only" && clock.monotonic() >= until) enter("normal", 0);
      return state();
    },
    ask: (kind) => {
      if (!isRefused(kind, mode)) return "go";
      const now = clock.monotonic();
      if (now < until) return until - now;
      if (mode === "post-only") {
        enter("normal", 0);
        return "go";
      }
      if (now < probeUntil) return probeUntil - now;
      probeUntil = now + PROBE_MS;
      return "probe";
    },
    answered: (kind, sentAt, answer) => {
      const now = clock.monotonic();
      if (answer?.restriction !== undefined) {
        restricted(answer.restriction, now);
        return;
      }
      if (mode === "normal" || sentAt < enteredAt) return;
      if (answer === undefined || answer.status >= 500) {
        // The probe told nothing: somebody else tries a little later.
        if (now < probeUntil) enter(mode, now + FIRST_WAIT_MS);
        return;
      }
      if (mode === "restarting") enter("post-only", now + POST_ONLY_AFTER_RESTART_MS);
      else if (isRefused(kind, mode)) {
        if (answer.status < 300) enter("normal", 0);
        // Refused for reasons of its own, which may have been looked at before the mode: no proof.
        else if (now < probeUntil) enter(mode, now + FIRST_WAIT_MS);
      } else if (mode === "disabled" && kind === "cancel" && answer.status < 300) {
        enter("cancel-only", until);
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    set: (to, untilMs) => enter(to, clock.monotonic() + (untilMs ?? FIRST_WAIT_MS)),
  };
}
