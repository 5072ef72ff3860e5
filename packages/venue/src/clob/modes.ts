import type { Engine, Rejected } from "../engine/index.ts";
import { clobStatus, Refusal } from "../http/refusal.ts";
import { json, type Reply, text } from "../http/reply.ts";
import { seconds } from "../wire/time.ts";

const DISABLED = "Trading is currently disabled. Check polymarket.com for updates";
const CANCEL_ONLY = "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.";

/** What a route does, as far as the engine's mode is concerned. */
export type TradingAction = "place" | "cancel" | "read";

/**
 * The answer that the engine's mode gives to a whole request, or undefined when it may go on. Post-only is
 * judged per order, by the engine.
 */
export function modeReply(engine: Engine, action: TradingAction): Reply | undefined {
  const { mode } = engine.mode();
  if (mode === "restarting") return restarting();
  if (action === "read") return undefined;
  if (mode === "disabled") return json({ error: DISABLED }, 503);
  if (mode === "cancel-only" && action === "place") return json({ error: CANCEL_ONLY }, 503);
  return undefined;
}

/** The engine is away: the one body ever seen with 425 is this plain text (2026-03). */
function restarting(): Reply {
  return text("service not ready", 425, { "retry-after": "1" });
}

/** The answer to a single order that the engine refused. */
export function rejectionReply(rejected: Rejected, engine: Engine): Reply {
  if (rejected.httpStatus === 425) return restarting();
  if (rejected.code === "post_only_mode") {
    const { until } = engine.mode();
    const wait =
      rejected.retryAfterSeconds ?? Math.max(0, seconds((until ?? engine.now()) - engine.now() + 999));
    return json({ error: rejected.errorMsg, code: "post_only_mode", retry_after_seconds: wait }, 503, {
      "retry-after": String(wait),
    });
  }
  return json({ error: rejected.errorMsg }, clobStatus(rejected.httpStatus, rejected.errorMsg));
}

/** A refusal whose status follows the CLOB's text rule. */
export function clobRefusal(status: number, message: string): Refusal {
  return new Refusal(clobStatus(status, message), message);
}
