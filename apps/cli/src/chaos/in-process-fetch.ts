import type { Clock, Fetch, FetchResponse, Random } from "@pm/core-types";
import type { Incoming, Reply, Venue } from "@pm/venue";

/** Milliseconds a request or an answer is on its way at most. */
export const LEG_MS = 30;

/**
 * A `fetch` that reaches the venue without a network: every request and every answer takes its time on `clock`, drawn
 * from `random`, and nothing else decides in which order things happen.
 */
export function inProcessFetch(venue: Venue, clock: Clock, random: Random, moved: () => void): Fetch {
  const surfaces = new Map(
    (["clob", "gamma", "data", "relayer"] as const).map(
      (surface) => [venue.ready[surface], surface] as const,
    ),
  );
  const leg = (task: () => void): void => {
    clock.setTimer(Math.floor(random.next() * LEG_MS), () => {
      moved();
      task();
    });
  };

  return (url, init) =>
    new Promise((resolve, reject) => {
      const { origin, pathname, search } = new URL(url);
      const surface = surfaces.get(origin);
      if (surface === undefined) {
        reject(new TypeError(`nobody listens at ${origin}`));
        return;
      }
      init.signal?.addEventListener("abort", () => reject(init.signal?.reason), { once: true });
      const incoming: Incoming = {
        surface,
        method: init.method,
        path: pathname,
        search: search.slice(1),
        headers: lowerCase(init.headers),
        body: init.body ?? "",
        ip: "127.0.0.1",
        wire: {
          answer: (reply) => leg(() => resolve(responseOf(reply, async () => reply.body))),
          answerHalf: (reply) => leg(() => resolve(responseOf(reply, () => Promise.reject(reset())))),
          reset: () => leg(() => reject(reset())),
        },
      };
      leg(() => void venue.doors.exchange(incoming));
    });
}

function responseOf(reply: Reply, text: () => Promise<string>): FetchResponse {
  const headers = new Headers({ "content-type": "application/json", ...reply.headers });
  return { status: reply.status, headers, text };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** What a reset connection looks like to whoever waits on it. */
function reset(): Error {
  return new TypeError("fetch failed", {
    cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
  });
}
