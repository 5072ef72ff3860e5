/** What a route answers; the body is already text. */
export type Reply = {
  readonly status: number;
  readonly body: string;
  /** Sent instead of `body`, for what is not text. */
  readonly bytes?: Uint8Array;
  /** Extra headers; `content-type` defaults to JSON. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** Bodies of the CLOB end with a line feed, as in production captures. */
export function json(value: unknown, status = 200, headers?: Readonly<Record<string, string>>): Reply {
  const body = `${JSON.stringify(value)}\n`;
  return headers === undefined ? { status, body } : { status, body, headers };
}

/** A plain-text reply. */
export function text(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, body, headers: { "content-type": "text/plain; charset=utf-8", ...headers } };
}
