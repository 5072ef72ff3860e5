import { polymarketLimits } from "@pm/resilience";
import type { LedgerDump, LoggedRequest } from "@pm/venue";
import { LEG_MS } from "./in-process-fetch.ts";

/** The share of every limit that is used, by default. */
const MARGIN = 0.8;

/** The longest window that a run can fill. */
const MEMORY_MS = 10_000;

type Window = (typeof polymarketLimits.windows)[number];

/**
 * For every published window and limit, no interval of that length holds more than its share of requests from one
 * process; and the venue never had to refuse one for it.
 *
 * @param births when each life of the process began, venue time, Unix milliseconds.
 */
export function judgeLimits(births: readonly number[], ledger: LedgerDump): readonly string[] {
  const found: string[] = [];
  for (const request of ledger.requests) {
    // What a process asked for just before its death, its successor cannot know.
    const reborn = births.slice(1).some((birth) => request.at >= birth && request.at - birth < MEMORY_MS);
    if (request.status === 429 && request.faults.length === 0 && !reborn) {
      found.push(`the venue had to refuse ${request.route} with 429`);
    }
  }
  for (const [life, from] of births.entries()) {
    const until = births[life + 1] ?? Number.POSITIVE_INFINITY;
    // What arrives just after a birth was sent by the one before.
    const since = life === 0 ? from : from + LEG_MS;
    const requests = ledger.requests.filter(({ at }) => at >= since && at < until);
    for (const window of WINDOWS) {
      const times = requests.filter(window.counts).map(({ at }) => at);
      const most = densest(times, window.windowMs - LEG_MS);
      const limit = Math.max(1, Math.floor(MARGIN * window.limit));
      if (most > limit) found.push(`${most} requests in one interval of ${window.id}, where ${limit} may be`);
    }
  }
  return found;
}

const WINDOWS = polymarketLimits.windows.map((window) => ({ ...window, counts: counter(window) }));

function counter(window: Window): (request: LoggedRequest) => boolean {
  const surfaces = window.surfaces;
  const routes = window.routes.map(compile);
  const except = (window.except ?? []).map(compile);
  return ({ surface, route }) => {
    if (route === undefined) return false;
    const here = surfaces === "any" || surfaces.some((each) => each.split("-")[0] === surface);
    return here && routes.some((matches) => matches(route)) && !except.some((matches) => matches(route));
  };
}

/** A test of route templates: `*` is any method or segment, and the end `/**` stands for everything below. */
function compile(pattern: string): (route: string) => boolean {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\/\*\*$/, "(?:/.*)?")
    .replace(/^\* /, "\\w+ ")
    .replace(/\/\*(?=\/|$)/g, "/[^/]+");
  const expression = new RegExp(`^${source}$`);
  return (route) => expression.test(route);
}

/** The most of `times`, ascending, that any interval of `windowMs` holds. */
function densest(times: readonly number[], windowMs: number): number {
  let most = 0;
  let from = 0;
  for (const [to, time] of times.entries()) {
    while (time - times[from]! > windowMs) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
