import type { Clock, Logger } from "@pm/core-types";
import { sleep } from "@pm/core-types";
import type { ActiveFault, Faults } from "../faults/faults.ts";
import type { FaultKind } from "../faults/spec.ts";
import { faultReply, truncate } from "./fault-replies.ts";
import { Refusal, refusalReply } from "./refusal.ts";
import { json, type Reply } from "./reply.ts";
import type { RequestNote, Surface, VenueRequest } from "./request.ts";
import type { LoggedRequest, RequestLog } from "./request-log.ts";
import type { Match } from "./router.ts";

/** What the node server hands over: one complete request and the ways to answer it. */
export type Incoming = {
  readonly surface: Surface;
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly headers: VenueRequest["headers"];
  readonly body: string;
  readonly ip: string;
  readonly wire: Wire;
};

/** The ways an exchange can end. */
export type Wire = {
  readonly answer: (reply: Reply) => void;
  /** Sends `reply` up to half of its body, then resets. */
  readonly answerHalf: (reply: Reply) => void;
  /** Resets the connection. */
  readonly reset: () => void;
};

/** Decides before a route runs: undefined lets it pass, a reply refuses it, `after` adds headers. */
export type Gate = (request: VenueRequest, match: Match) => Admission | Promise<Admission>;

/** What a gate says. */
export type Admission =
  | { readonly pass: true; readonly headers?: () => Readonly<Record<string, string>> }
  | { readonly pass: false; readonly reply: Reply };

type Parts = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly gate: Gate;
  /** Lets a fault change what the route will see. */
  readonly prepare: (fault: ActiveFault, note: RequestNote) => void;
};

const BEFORE: ReadonlySet<FaultKind> = new Set(["latency", "reset-before", "clock-skew", "stale-snapshot"]);
const AROUND: ReadonlySet<FaultKind> = new Set([
  "status",
  "html",
  "reset-after",
  "lost-answer",
  "reset-during",
  "truncated",
  "content-type",
]);
/** Shared: routes only read. */
const NO_QUERY = new URLSearchParams();
const NO_HITS: readonly ActiveFault[] = [];
const LOST_ANSWER_MS = 60_000;

/** Runs one exchange: log, faults, limits, route, answer. */
export type Exchange = (incoming: Incoming, match: Match | undefined) => Promise<void>;

/** The pipeline every HTTP request of the venue goes through. */
export function createExchange(parts: Parts): Exchange {
  const { clock, faults, log } = parts;

  const hits = (
    request: VenueRequest,
    entry: LoggedRequest,
    kinds: ReadonlySet<FaultKind>,
  ): readonly ActiveFault[] => {
    if (faults.idle()) return NO_HITS;
    const found = faults.hit(
      {
        request: request.sequence,
        surface: request.surface,
        route: entry.route ?? `${request.method} ${request.path}`,
        wallet: entry.wallet,
      },
      kinds,
    );
    if (found.length > 0) entry.faults = [...entry.faults, ...found.map((fault) => fault.kind)];
    return found;
  };

  const run = async (request: VenueRequest, match: Match | undefined): Promise<Reply> => {
    if (match === undefined) return json({ error: "404 page not found" }, 404);
    try {
      const admission = await parts.gate(request, match);
      if (!admission.pass) return admission.reply;
      const reply = await attempt(request, match);
      const extra = admission.headers?.();
      return extra === undefined ? reply : { ...reply, headers: { ...extra, ...reply.headers } };
    } catch (error) {
      parts.logger.log("error", "venue route failed", { route: match.route, error });
      return json({ error: "Internal server error" }, 500);
    }
  };

  return async (incoming, match) => {
    const note: RequestNote = {};
    const request: VenueRequest = {
      sequence: log.next(),
      surface: incoming.surface,
      method: incoming.method,
      path: incoming.path,
      query: incoming.search === "" ? NO_QUERY : new URLSearchParams(incoming.search),
      headers: incoming.headers,
      body: incoming.body,
      params: match?.params ?? {},
      note,
      ip: incoming.ip,
    };
    const claimed = incoming.headers.poly_address;
    const entry: LoggedRequest = {
      sequence: request.sequence,
      at: clock.now(),
      surface: incoming.surface,
      method: incoming.method,
      path: incoming.path,
      route: match?.route,
      wallet: typeof claimed === "string" ? claimed : undefined,
      status: 0,
      orderHashes: [],
      faults: [],
    };
    log.add(entry);

    for (const fault of hits(request, entry, BEFORE)) {
      if (fault.kind === "latency") await sleep(clock, fault.ms ?? 0);
      else if (fault.kind === "reset-before") return incoming.wire.reset();
      else parts.prepare(fault, note);
    }

    const around = hits(request, entry, AROUND)[0];
    const instead = around === undefined || around.processed === true ? undefined : faultReply(around);
    const reply = instead ?? (await run(request, match));
    entry.wallet = note.wallet ?? entry.wallet;
    entry.orderHashes = note.orderHashes ?? [];
    settle(incoming.wire, entry, reply, around, clock);
  };
}

/** Sends what is left of the answer after the fault. */
function settle(
  wire: Wire,
  entry: LoggedRequest,
  reply: Reply,
  fault: ActiveFault | undefined,
  clock: Clock,
): void {
  if (fault?.kind === "reset-after") wire.reset();
  else if (fault?.kind === "lost-answer") clock.setTimer(fault.ms ?? LOST_ANSWER_MS, wire.reset);
  else if (fault?.kind === "reset-during") wire.answerHalf(reply);
  else {
    const answer = alter(reply, fault);
    entry.status = answer.status;
    wire.answer(answer);
  }
}

function alter(reply: Reply, fault: ActiveFault | undefined): Reply {
  if (fault === undefined) return reply;
  if (fault.kind === "truncated") return truncate(reply);
  if (fault.kind === "content-type") {
    return { ...reply, headers: { ...reply.headers, "content-type": "text/plain; charset=utf-8" } };
  }
  return faultReply(fault) ?? reply;
}

async function attempt(request: VenueRequest, match: Match): Promise<Reply> {
  try {
    return await match.handler(request);
  } catch (error) {
    if (error instanceof Refusal) return refusalReply(error);
    throw error;
  }
}
