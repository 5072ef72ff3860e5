import { type CancelTimer, isPolymarketError } from "@pm/core-types";
import { z } from "zod";
import type { AccountCore } from "../account/core.ts";
import { asPolymarketError, errorOfAnswer, isOk } from "../errors/error-of.ts";

/** How a dead-man switch is kept from going off. Milliseconds. */
export type HeartbeatOptions = {
  /** Between two beats; default 5,000, half of what the venue waits before it cancels everything. */
  readonly intervalMs?: number;
  /** Without an answer for this long it is late; default 8,000. */
  readonly lateAfterMs?: number;
  /** What being late does: `block` (default) places nothing until a beat is answered again; `warn` only tells. */
  readonly whenLate?: "block" | "warn";
  readonly onState?: (state: HeartbeatState) => void;
};

/**
 * `beating`: answered in time. `late`: the venue may be about to cancel everything. `lapsed`: it has had the time to,
 * so open orders are read again.
 */
export type HeartbeatState = "beating" | "late" | "lapsed" | "stopped";

/** A running heartbeat. */
export type Heartbeat = {
  readonly state: () => HeartbeatState;
  /** Stops beating: the venue then cancels every order of these credentials within fifteen seconds. */
  readonly stop: () => void;
};

/** After this long without a beat the venue cancels, with a sweep every five seconds. Source: its heartbeat page. */
const LAPSE_MS = 10_000;
const ANSWER_MS = 4_000;

const wireBeat = z.looseObject({ heartbeat_id: z.string() });

/** Beats for one account: ids chained, one beat on its way at a time. */
export function startHeartbeat(
  core: AccountCore,
  parts: {
    /** Places nothing while the reason stands; undefined takes it back. */
    readonly block: (reason: string | undefined) => void;
    /** Open orders may have been cancelled: read them. */
    readonly doubtOrders: () => void;
  },
  options: HeartbeatOptions = {},
): Heartbeat {
  const { intervalMs = 5_000, lateAfterMs = 8_000, whenLate = "block", onState } = options;
  const { clock, logger, telemetry } = core.context;
  let id = "";
  let state: HeartbeatState = "beating";
  let answeredAt = clock.monotonic();
  let timer: CancelTimer | undefined;
  let watch: CancelTimer | undefined;

  const become = (next: HeartbeatState): void => {
    if (state === next || state === "stopped") return;
    const before = state;
    state = next;
    telemetry.gauge("pm_heartbeat_late", next === "late" || next === "lapsed" ? 1 : 0, {
      wallet: core.identity.id,
    });
    if (next === "late") {
      telemetry.count("pm_heartbeat_late_total", { wallet: core.identity.id });
      logger.log("error", "The heartbeat is late; the venue is about to cancel every order", {
        wallet: core.identity.id,
        silentMs: Math.round(clock.monotonic() - answeredAt),
      });
      if (whenLate === "block") parts.block("its heartbeat is late");
    }
    if (next === "beating") {
      parts.block(undefined);
      if (before === "lapsed") parts.doubtOrders();
    }
    onState?.(next);
  };

  const lookAt = (): void => {
    const silent = clock.monotonic() - answeredAt;
    if (silent >= LAPSE_MS) become("lapsed");
    else if (silent >= lateAfterMs) become("late");
    if (state === "stopped") return;
    const next = silent < lateAfterMs ? lateAfterMs - silent : Math.max(100, LAPSE_MS - silent);
    watch = clock.setTimer(state === "lapsed" ? intervalMs : next, lookAt, { background: true });
  };

  const send = async (beat: string): Promise<string> => {
    const response = await core.calls.send(
      {
        method: "POST",
        path: "/v1/heartbeats",
        endpoint: "POST /v1/heartbeats",
        // A heartbeat that waits behind orders comes too late, and so do the orders.
        lane: "cancel",
        idempotent: false,
        body: JSON.stringify({ heartbeat_id: beat }),
      },
      { timeoutMs: ANSWER_MS },
    );
    const answer = wireBeat.safeParse(safeJson(response.body));
    if (isOk(response) && answer.success) return answer.data.heartbeat_id;
    // A wrong id is answered with the one that is expected.
    if (response.status === 400 && answer.success && answer.data.heartbeat_id !== beat) {
      return send(answer.data.heartbeat_id);
    }
    throw errorOfAnswer(response, clock.now());
  };

  const beat = async (): Promise<void> => {
    const started = clock.monotonic();
    try {
      id = await send(id);
      answeredAt = clock.monotonic();
      telemetry.observe("pm_heartbeat_seconds", (answeredAt - started) / 1000);
      become("beating");
    } catch (error) {
      logger.log("warn", "A heartbeat failed", {
        wallet: core.identity.id,
        reason: isPolymarketError(error) ? error.message : asPolymarketError(error, "heartbeat").message,
      });
    }
    if (state === "stopped") return;
    // After a failure the next beat comes sooner: there is only one interval of reserve.
    const pause = clock.monotonic() - answeredAt > intervalMs ? intervalMs / 5 : intervalMs;
    timer = clock.setTimer(Math.max(0, started + pause - clock.monotonic()), () => void beat(), {
      background: true,
    });
  };

  const stop = (): void => {
    if (state === "stopped") return;
    timer?.();
    watch?.();
    parts.block(undefined);
    state = "stopped";
    stopClosing();
    onState?.("stopped");
  };
  const stopClosing = core.closing.onClose(stop);

  void beat();
  lookAt();
  return { state: () => state, stop };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
