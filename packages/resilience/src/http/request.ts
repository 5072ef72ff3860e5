/** Who goes first when a limit is tight: cancels before orders before private reads before public reads. */
export type Lane = "cancel" | "order" | "private" | "public";

/** All lanes, the most urgent first. */
export const LANES = ["cancel", "order", "private", "public"] as const satisfies readonly Lane[];

/** One failure domain of the venue: what fails, recovers and is limited together. */
export type Surface =
  | "clob-public"
  | "clob-private"
  | "gamma"
  | "data"
  | "relayer"
  | "rpc"
  | "bridge"
  | "user-pnl";

/** All surfaces. */
export const SURFACES = [
  "clob-public",
  "clob-private",
  "gamma",
  "data",
  "relayer",
  "rpc",
  "bridge",
  "user-pnl",
] as const satisfies readonly Surface[];

/** One HTTP request with what the policies need to know about it. */
export type HttpRequest = {
  readonly method: string;
  /** Absolute URL. */
  readonly url: string;
  /** A function is called at send time, after every wait: timestamps and HMACs stay fresh, also on a retry. */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  readonly body?: string;
  /** Route template such as `POST /order` or `GET /markets/{id}`: names limits, metrics and errors. */
  readonly endpoint: string;
  readonly surface: Surface;
  /** The signer the request is made for, in lower-case hex: limits, fairness and the breaker are per wallet. */
  readonly wallet?: string;
  /** Default: by route, see `laneOf`. */
  readonly lane?: Lane;
  /** Orders or ids in the request; default 1. */
  readonly cost?: number;
  /** Milliseconds one attempt may take; default the transport's. */
  readonly timeoutMs?: number;
  /** `clock.monotonic()` milliseconds after which no answer is wanted, waiting and retries included. */
  readonly deadline?: number;
  readonly signal?: AbortSignal;
  /** The request may be sent again when its fate is unknown; default true for GET, HEAD and DELETE (cancels). */
  readonly idempotent?: boolean;
  /** While the venue restricts trading: wait for its end, or fail at once. Default: the policy's. */
  readonly onRestricted?: "wait" | "fail";
  /** Joins log lines, errors and spans of one request; made up when absent. */
  readonly correlationId?: string;
};

/** True when sending the request twice does no harm. */
export function isIdempotent(request: HttpRequest): boolean {
  const { idempotent, method } = request;
  return idempotent ?? (method === "GET" || method === "HEAD" || method === "DELETE");
}
