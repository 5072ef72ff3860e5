import { noopLogger, noopTelemetry, PRODUCTION } from "@pm/core-types";
import { createSeededRandom, createVirtualClock, type VirtualClock } from "@pm/core-types/virtual";
import { createHttpResponse, type HttpRequest, type Transport } from "@pm/resilience";
import type { ClobContext } from "../http/context.ts";

/** What a scripted venue answers: a status and a body (objects are sent as JSON), or something to throw. */
export type Reply =
  | { readonly status?: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly fail: unknown };

/** A reply, or what makes one of the request. */
export type Script = Reply | ((request: HttpRequest) => Reply | Promise<Reply>);

/** Answers requests by route, in turn; the last reply of a route repeats. Keeps every request it saw. */
export type ScriptedTransport = Transport & {
  readonly on: (route: string, ...replies: Script[]) => void;
  readonly seen: HttpRequest[];
};

function createScriptedTransport(): ScriptedTransport {
  const routes = new Map<string, Script[]>();
  const seen: HttpRequest[] = [];
  const transport: Transport = async (request) => {
    seen.push(request);
    const replies = routes.get(request.endpoint);
    const next = replies !== undefined && replies.length > 1 ? replies.shift() : replies?.[0];
    if (next === undefined) throw new Error(`No reply is scripted for ${request.endpoint}.`);
    const reply = typeof next === "function" ? await next(request) : next;
    if ("fail" in reply) throw reply.fail;
    const body = typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body);
    return createHttpResponse({
      request,
      status: reply.status ?? 200,
      body,
      headers: { "content-type": "application/json", ...reply.headers },
    });
  };
  return Object.assign(transport, {
    seen,
    on: (route: string, ...replies: Script[]) => {
      routes.set(route, replies);
    },
  });
}

/** A context on virtual time over a scripted venue. */
export function createScriptedContext(): {
  readonly context: ClobContext;
  readonly transport: ScriptedTransport;
  readonly clock: VirtualClock;
} {
  const clock = createVirtualClock();
  const transport = createScriptedTransport();
  const context: ClobContext = {
    environment: PRODUCTION,
    transport,
    clock,
    random: createSeededRandom(1),
    logger: noopLogger,
    telemetry: noopTelemetry,
  };
  return { context, transport, clock };
}
