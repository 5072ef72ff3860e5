import type { BookView } from "../engine/index.ts";

/** The HTTP surfaces of the venue; each has an origin of its own. */
export const SURFACES = ["clob", "gamma", "data", "relayer"] as const;
export type Surface = (typeof SURFACES)[number];

/** One request as the routes see it: the body is complete and exactly as sent. */
export type VenueRequest = {
  /** Position in the request log. */
  readonly sequence: number;
  readonly surface: Surface;
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Values of the `{name}` segments of the route. */
  readonly params: Readonly<Record<string, string>>;
  /** What the log learns while the request is handled. */
  readonly note: RequestNote;
  /** Remote address. */
  readonly ip: string;
};

/** What a route tells the request log, and what faults tell the route. */
export type RequestNote = {
  wallet?: string;
  /** Hashes of the orders the request carried. */
  orderHashes?: string[];
  /** Milliseconds by which a fault skews the venue's time for this request. */
  skewMs?: number;
  /** Books as they were when a fault was injected, by token. */
  staleBooks?: ReadonlyMap<string, BookView>;
};

/** A header as one text, or undefined. */
export function header(request: VenueRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : value?.[0];
}
