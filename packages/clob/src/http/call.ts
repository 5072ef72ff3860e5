import type { HttpRequest, HttpResponse, Lane, Surface } from "@pm/resilience";
import { errorOfAnswer, isOk } from "../errors/error-of.ts";
import type { CallOptions, ClobContext } from "./context.ts";

/** Values of a query; undefined ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** One request to the exchange, before host, headers and deadline are known. */
export type Call = {
  readonly method: "GET" | "POST" | "DELETE";
  /** Path without query, as it is signed. */
  readonly path: string;
  /** Route template: `GET /markets/{id}`. */
  readonly endpoint: string;
  readonly query?: Query;
  readonly body?: string;
  readonly surface?: Surface;
  readonly lane?: Lane;
  readonly cost?: number;
  readonly wallet?: string;
  readonly idempotent?: boolean;
  readonly headers?: () => Readonly<Record<string, string>>;
};

/** The request as the transport takes it. */
export function requestOf(context: ClobContext, call: Call, options: CallOptions = {}): HttpRequest {
  const headers = call.headers;
  const json = call.body === undefined ? {} : { "content-type": "application/json" };
  return {
    method: call.method,
    url: context.environment.hosts.clob + call.path + queryText(call.query),
    endpoint: call.endpoint,
    surface: call.surface ?? "clob-public",
    headers: headers === undefined ? json : () => ({ ...json, ...headers() }),
    ...(call.body === undefined ? {} : { body: call.body }),
    ...(call.lane === undefined ? {} : { lane: call.lane }),
    ...(call.cost === undefined ? {} : { cost: call.cost }),
    ...(call.wallet === undefined ? {} : { wallet: call.wallet }),
    ...(call.idempotent === undefined ? {} : { idempotent: call.idempotent }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.timeoutMs === undefined
      ? {}
      : { timeoutMs: options.timeoutMs, deadline: context.clock.monotonic() + options.timeoutMs }),
  };
}

/**
 * Sends a read and hands its JSON to `read`.
 *
 * @throws the typed error of the answer, of the transport, or {InvalidResponseError}.
 */
export async function fetchJson<T>(
  context: ClobContext,
  call: Call,
  read: (json: unknown, endpoint: string) => T,
  options?: CallOptions,
): Promise<T> {
  return readAnswer(context, await context.transport(requestOf(context, call, options)), read);
}

/** The value in an answer that must be a success. */
export function readAnswer<T>(
  context: ClobContext,
  response: HttpResponse,
  read: (json: unknown, endpoint: string) => T,
): T {
  if (!isOk(response)) throw errorOfAnswer(response, context.clock.now());
  return read(response.json(), response.request.endpoint);
}

function queryText(query: Query | undefined): string {
  if (query === undefined) return "";
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
  if (pairs.length === 0) return "";
  return `?${pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`).join("&")}`;
}
