/** Faults of one HTTP exchange. */
const HTTP_FAULTS = [
  /** Waits `ms` before the request is looked at. */
  "latency",
  /** Resets the connection before anything is processed. */
  "reset-before",
  /** Processes the request, then resets the connection instead of answering. */
  "reset-after",
  /** Processes the request and never answers; the connection is dropped after `ms` (default 60 s). */
  "lost-answer",
  /** Sends half of the answer, then resets the connection. */
  "reset-during",
  /** Answers `status` with the body production sends with it. */
  "status",
  /** Answers the HTML page of the edge. */
  "html",
  /** A whole HTTP answer whose body stops in the middle. */
  "truncated",
  /** The right body under a wrong content type. */
  "content-type",
  /** `GET /time` and every timestamp header check run `ms` off. */
  "clock-skew",
  /** Book reads answer the book as it was when the fault was injected. */
  "stale-snapshot",
] as const;

/** Faults of one socket frame or of the socket itself. */
export const SOCKET_FAULTS = [
  /** Frames are swallowed for `ms` (default: until the socket closes); PING is still answered. */
  "mute",
  /** One frame is not sent. */
  "drop",
  /** One frame is sent twice. */
  "duplicate",
  /** One frame is held back and sent after the next one. */
  "reorder",
  /** The socket is closed with `status` (default 1006: terminated). */
  "close",
] as const;

/** Every kind of fault the venue can inject. */
export const FAULT_KINDS = [...HTTP_FAULTS, ...SOCKET_FAULTS] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** One fault to inject. Unset conditions match everything. */
export type FaultSpec = {
  readonly kind: FaultKind;
  /** `"POST /order"`, `"gamma GET /markets"`, `"/ws/market"`; `*` at the end matches any rest. */
  readonly route?: string;
  /** Only requests or sockets of this wallet: its signer address, as in POLY_ADDRESS. */
  readonly wallet?: string;
  /** How many exchanges or frames it hits: default 1, or no end when `probability` is given; `null` is no end. */
  readonly times?: number | null;
  /** Chance per exchange, 0–1, drawn from the venue's seed. */
  readonly probability?: number;
  /** Lets so many exchanges or frames that fit pass first. */
  readonly skip?: number;
  /** Only from so many milliseconds after its injection on. */
  readonly afterMs?: number;
  /** Only for so many milliseconds, from its start. */
  readonly forMs?: number;
  /** Only the request of this number, as logs tell it; for sockets, the connection's number on its path. */
  readonly request?: number;
  /** Only the socket's frame of this number, from 1. */
  readonly frame?: number;
  /** Milliseconds, where the kind needs them. */
  readonly ms?: number;
  /** HTTP status or close code, where the kind needs one. */
  readonly status?: number;
  /** For `status` and `html`: process the request first, so that the answer lies about what happened. */
  readonly processed?: boolean;
  /**
   * For `status`: the text of the error, such as `"order timed out"`. A text of `FAILURE_TEXTS` brings its documented
   * status; others are 400 unless `status` says otherwise.
   */
  readonly text?: string;
  /** For `status` and `html`: the body, instead of production's. */
  readonly body?: string;
  /** For `status`: the `Retry-After` header, in seconds. */
  readonly retryAfter?: number;
};

/** One hit of one fault. */
export type FaultHit = {
  readonly fault: string;
  readonly kind: FaultKind;
  /** Unix milliseconds, venue time. */
  readonly at: number;
  /** Sequence of the request in the request log, or the connection's number on its path for sockets. */
  readonly request: number;
  /** The frame's number on its connection, from 1; undefined for HTTP. */
  readonly frame: number | undefined;
  readonly route: string;
  readonly wallet: string | undefined;
  /** What the fault did: `ms`, `status` and the like. */
  readonly how: FaultEffect;
};

/** What of a fault says how it shows, not what it hits. */
export type FaultEffect = Pick<FaultSpec, "ms" | "status" | "text" | "processed" | "body" | "retryAfter">;
