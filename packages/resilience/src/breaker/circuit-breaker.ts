import {
  CircuitBreakerError,
  type Clock,
  noopTelemetry,
  systemClock,
  type Telemetry,
  ValidationError,
} from "@pm/core-types";
import { positive, whole } from "../options/positive.ts";

/** `closed` lets everything through, `open` nothing, `half-open` one probe at a time. */
export type CircuitState = "closed" | "open" | "half-open";

/** What a call says about the health of what was called; `neutral` says nothing. */
export type Verdict = "success" | "failure" | "neutral";

/** One change of state, as it happens. */
export type CircuitChange = {
  readonly name: string;
  readonly from: CircuitState;
  readonly to: CircuitState;
  /** True when somebody forced it. */
  readonly forced: boolean;
  /** Wall time, Unix ms. */
  readonly at: number;
};

/** A breaker's state in plain values: survives a restart of the process. */
export type CircuitSnapshot = {
  readonly state: CircuitState;
  /** Consecutive failures while closed. */
  readonly failures: number;
  /** Wall time in Unix ms at which a probe is allowed; only when not closed. */
  readonly probeAt?: number;
  readonly forced?: "open" | "closed";
};

/** Settings of {@link createCircuitBreaker}; everything has a default. */
export type CircuitOptions = {
  /** Name in errors, events and metrics. */
  readonly name?: string;
  /** Consecutive failures that open it; default 5. */
  readonly threshold?: number;
  /** Milliseconds it stays open before a probe, and at most that a probe may stay unanswered; default 60,000. */
  readonly cooldownMs?: number;
  readonly clock?: Clock;
  readonly telemetry?: Telemetry;
  readonly onChange?: (change: CircuitChange) => void;
  /** State to start from. @throws {ValidationError} when it makes no sense */
  readonly snapshot?: CircuitSnapshot;
};

/** Stops calling what keeps failing, and finds out when it is back. */
export type CircuitBreaker = {
  readonly name: string;
  /** State now. An open breaker whose time has passed is half-open. */
  readonly state: () => CircuitState;
  /**
   * Asks to call. The pass goes to `leave` with the verdict, exactly once.
   *
   * @throws {CircuitBreakerError} with `retryAfterMs` when the breaker is open or its probe is under way.
   */
  readonly enter: () => number;
  readonly leave: (pass: number, verdict: Verdict) => void;
  /** Holds it open or closed whatever happens; `undefined` ends that, closed and with no failures counted. */
  readonly force: (state: "open" | "closed" | undefined) => void;
  readonly toJSON: () => CircuitSnapshot;
};

/** Passes of calls that began in a closed breaker carry its era; verdicts of older eras count for nothing. */
const PROBE = -1;

/**
 * closed → open after `threshold` consecutive failures → `cooldownMs` → half-open, one probe → closed or open again.
 * Verdicts of calls that began before the last change of state are ignored.
 */
export function createCircuitBreaker(options: CircuitOptions = {}): CircuitBreaker {
  const { name = "circuit", clock = systemClock, telemetry = noopTelemetry, onChange } = options;
  const threshold = whole("threshold", options.threshold ?? 5);
  const cooldownMs = positive("cooldownMs", options.cooldownMs ?? 60_000);

  let state: CircuitState = "closed";
  let failures = 0;
  let forced: "open" | "closed" | undefined;
  let era = 0;
  /** While open: when a probe is allowed. While half-open: when the probe under way is given up. */
  let until = 0;
  let probing = false;
  let probes = 0;

  const change = (to: CircuitState): void => {
    const from = state;
    state = to;
    failures = 0;
    probing = false;
    era += 1;
    if (from === to) return;
    telemetry.gauge("pm_circuit_state", to === "closed" ? 0 : to === "open" ? 1 : 2, { name });
    telemetry.count("pm_circuit_changes_total", { name, to });
    onChange?.({ name, from, to, forced: forced !== undefined, at: clock.now() });
  };
  const open = (): void => {
    until = clock.monotonic() + cooldownMs;
    change("open");
  };
  const settle = (): CircuitState => {
    if (state === "open" && forced === undefined && clock.monotonic() >= until) change("half-open");
    return state;
  };
  const refuse = (waitMs: number | undefined, why: string): never => {
    throw new CircuitBreakerError({
      message: `The circuit "${name}" is ${why}.`,
      context: { circuit: name, state, ...(forced === undefined ? {} : { forced }) },
      ...(waitMs === undefined
        ? { retry: "never" as const }
        : { retryAfterMs: Math.max(1, Math.ceil(waitMs)) }),
    });
  };

  if (options.snapshot !== undefined) {
    const { snapshot } = options;
    validate(snapshot);
    const resumed = snapshot.forced ?? snapshot.state;
    if (resumed === "closed")
      failures = snapshot.forced === undefined ? Math.min(snapshot.failures, threshold - 1) : 0;
    else {
      // Wall clocks jump: whatever the snapshot says, the wait is never longer than a cooldown.
      const left = Math.min(cooldownMs, Math.max(0, (snapshot.probeAt ?? clock.now()) - clock.now()));
      state = "open";
      until = clock.monotonic() + left;
    }
    forced = snapshot.forced;
  }

  return {
    name,
    state: settle,
    enter: () => {
      if (state === "closed") return era;
      if (forced === "open") refuse(undefined, "held open by an operator");
      const now = clock.monotonic();
      if (settle() === "open") refuse(until - now, `open for another ${Math.ceil(until - now)} ms`);
      if (probing && now < until) refuse(Math.min(1000, until - now), "half-open and its probe is under way");
      probing = true;
      until = now + cooldownMs;
      probes += 1;
      return PROBE - probes;
    },
    leave: (pass, verdict) => {
      if (forced !== undefined) return;
      if (state === "closed") {
        if (pass !== era || verdict === "neutral") return;
        if (verdict === "success") failures = 0;
        else {
          failures += 1;
          if (failures >= threshold) open();
        }
      } else if (state === "half-open" && probing && pass === PROBE - probes) {
        if (verdict === "success") change("closed");
        else if (verdict === "failure") open();
        else probing = false;
      }
    },
    force: (to) => {
      forced = to;
      if (to === "open") {
        until = Number.POSITIVE_INFINITY;
        change("open");
      } else change("closed");
    },
    toJSON: () => ({
      state: settle(),
      failures,
      ...(state === "closed"
        ? {}
        : {
            probeAt:
              clock.now() +
              (state === "half-open" || forced === "open" ? 0 : Math.max(0, until - clock.monotonic())),
          }),
      ...(forced === undefined ? {} : { forced }),
    }),
  };
}

function validate(snapshot: CircuitSnapshot): void {
  const { state, failures, probeAt, forced } = snapshot;
  const sane =
    ["closed", "open", "half-open"].includes(state) &&
    Number.isSafeInteger(failures) &&
    failures >= 0 &&
    (probeAt === undefined || Number.isFinite(probeAt)) &&
    [undefined, "open", "closed"].includes(forced);
  if (!sane) {
    throw new ValidationError({
      message: "The snapshot is not one of a circuit breaker.",
      context: { field: "snapshot" },
    });
  }
}
