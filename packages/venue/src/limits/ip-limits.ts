import { type Clock, sleep } from "@pm/core-types";
import type { Gate } from "../http/exchange.ts";
import { text } from "../http/reply.ts";
import type { Surface } from "../http/request.ts";
import { IP_WINDOWS, type IpWindow } from "./ip-windows.ts";

/** Per-address limits: excess waits in a queue first, and is refused only when the queue is too long. */
export type IpLimits = { readonly gate: Gate; readonly setEnabled: (enabled: boolean) => void };

type Log = { readonly window: IpWindow; times: number[]; head: number };

const PASS = { pass: true } as const;

/** Strict sliding windows over `IP_WINDOWS`. `maxDelayMs`: a request that would wait longer gets 429. */
export function createIpLimits(options: {
  readonly clock: Clock;
  readonly enabled: boolean;
  readonly maxDelayMs: number;
}): IpLimits {
  const { clock } = options;
  let enabled = options.enabled;
  const windowsOf = new Map<string, readonly IpWindow[]>();
  const logs = new Map<string, Log>();

  const applying = (surface: Surface, route: string): readonly IpWindow[] => {
    const id = `${surface} ${route}`;
    let found = windowsOf.get(id);
    if (found === undefined) {
      found = IP_WINDOWS.filter(
        (one) => one.surface === surface && (one.routes === undefined || one.routes.test(route)),
      );
      windowsOf.set(id, found);
    }
    return found;
  };

  const logOf = (ip: string, window: IpWindow): Log => {
    const id = `${ip}|${window.surface}|${window.scope}`;
    let log = logs.get(id);
    if (log === undefined) {
      log = { window, times: [], head: 0 };
      logs.set(id, log);
    }
    return log;
  };

  return {
    setEnabled: (next) => {
      enabled = next;
      logs.clear();
    },
    gate: (request, match) => {
      if (!enabled) return PASS;
      const own = applying(request.surface, match.route).map((window) => logOf(request.ip, window));
      const now = clock.monotonic();
      const start = Math.max(now, ...own.map((log) => earliest(log, now)));
      if (start - now > options.maxDelayMs) {
        // The edge answers for itself: no JSON, no Retry-After. Observed on the Data API, 2026-09.
        return { pass: false, reply: text("error code: 1015", 429) };
      }
      for (const log of own) log.times.push(start);
      return start === now ? PASS : sleep(clock, start - now).then(() => PASS);
    },
  };
}

/** When the next request fits into the window. Future starts are counted: the queue keeps its order. */
function earliest(log: Log, now: number): number {
  const { limit, windowMs } = log.window;
  while (log.head < log.times.length && (log.times[log.head] as number) <= now - windowMs) log.head++;
  if (log.head > 4096) {
    log.times = log.times.slice(log.head);
    log.head = 0;
  }
  const inside = log.times.length - log.head;
  if (inside < limit) return now;
  return (log.times[log.times.length - limit] as number) + windowMs;
}
