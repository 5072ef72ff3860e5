import type { ApiKey } from "@pm/core-types";
import type { Core } from "./core.ts";
import { heartbeatUuid } from "./ids.ts";
import { cancelWhere } from "./orders.ts";
import type { EngineMode, HeartbeatResult } from "./types.ts";

/** Changes the engine's mode; `until` (Unix milliseconds) ends it by itself. */
export function setMode(core: Core, mode: EngineMode, until: number | undefined): void {
  const previous = core.mode;
  core.mode = mode;
  core.modeUntil = until;
  if (until !== undefined) core.scheduler.add(until, "mode", mode);
  if (mode !== previous) core.emit({ type: "mode", timestamp: core.now, mode, previous });
  core.flush();
}

/** Ends a mode whose time has come: a restart is followed by post-only, everything else by normal. */
export function endMode(core: Core, mode: string): void {
  if (core.mode !== mode || core.modeUntil === undefined || core.modeUntil > core.now) return;
  if (core.mode === "restarting") {
    setMode(core, "post-only", core.now + core.config.postOnlyAfterRestartMs);
  } else {
    setMode(core, "normal", undefined);
  }
}

/**
 * Keeps a key's orders alive. The first heartbeat opts in and names the next id; every later one must bring the id
 * it was given. Without an id (the old endpoint) the chain starts over.
 */
export function heartbeat(core: Core, owner: ApiKey, id: string | undefined): HeartbeatResult {
  const known = core.heartbeats.get(owner);
  if (id !== undefined && known !== undefined && known.expected !== id) {
    return { ok: false, expected: known.expected };
  }
  const next = id === undefined ? "" : heartbeatUuid(core.config.seed, ++core.counters.heartbeat);
  core.heartbeats.set(owner, { expected: next, last: core.now });
  if (!core.sweeping) {
    core.sweeping = true;
    core.scheduler.add(core.now + core.config.heartbeatSweepMs, "sweep", "");
  }
  return { ok: true, id: next };
}

/** Cancels every order of keys whose heartbeat is late, and forgets those keys. */
export function sweep(core: Core): void {
  for (const [owner, state] of [...core.heartbeats]) {
    if (core.now - state.last <= core.config.heartbeatTimeoutMs) continue;
    core.heartbeats.delete(owner);
    cancelWhere(core, owner, () => true);
  }
  core.sweeping = core.heartbeats.size > 0;
  if (core.sweeping) core.scheduler.add(core.now + core.config.heartbeatSweepMs, "sweep", "");
}
