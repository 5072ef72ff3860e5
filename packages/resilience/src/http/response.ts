import { InvalidResponseError } from "@pm/core-types";
import type { HttpRequest } from "./request.ts";

/** One complete HTTP answer, whatever its status. */
export type HttpResponse = {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: string;
  /** @throws {InvalidResponseError} when the body is not JSON; the body itself is never quoted. */
  json(): unknown;
  readonly request: HttpRequest;
  /** Milliseconds from sending to the last byte, of the attempt that answered. */
  readonly durationMs: number;
};

/** What a response is made from. */
export type HttpResponseInit = {
  readonly status: number;
  readonly body: string;
  readonly request: HttpRequest;
  readonly headers?: { get(name: string): string | null } | Readonly<Record<string, string>>;
  readonly durationMs?: number;
  /** Values of the sent headers: blotted out wherever the answer is quoted. */
  readonly secrets?: readonly string[];
};

class BufferedResponse implements HttpResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: string;
  readonly request: HttpRequest;
  readonly durationMs: number;
  readonly #secrets: readonly string[];

  constructor(init: HttpResponseInit, headers: { get(name: string): string | null }) {
    this.status = init.status;
    this.headers = headers;
    this.body = init.body;
    this.request = init.request;
    this.durationMs = init.durationMs ?? 0;
    this.#secrets = init.secrets ?? [];
  }

  static secretsOf(response: HttpResponse): readonly string[] {
    return #secrets in response ? response.#secrets : [];
  }

  json(): unknown {
    try {
      return JSON.parse(this.body);
    } catch {
      // The parser's own message quotes the body, which may hold credentials, so it is not kept as a cause.
      throw new InvalidResponseError({
        message: `${this.request.endpoint} answered ${this.status} with ${this.body.length} characters that are not JSON.`,
        context: {
          endpoint: this.request.endpoint,
          status: this.status,
          contentType: this.headers.get("content-type"),
          length: this.body.length,
          correlationId: this.request.correlationId,
        },
      });
    }
  }
}

/** Builds a response: for transports, caches and tests. */
export function createHttpResponse(init: HttpResponseInit): HttpResponse {
  const headers = init.headers ?? {};
  if (typeof headers.get === "function") {
    return new BufferedResponse(init, headers as { get(name: string): string | null });
  }
  const entries = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return new BufferedResponse(init, { get: (name) => entries.get(name.toLowerCase()) ?? null });
}

/** `text` from this response, cut to `max` characters, with every secret that was sent blotted out. */
export function quote(response: HttpResponse, text: string, max = 300): string {
  let safe = text;
  for (const secret of BufferedResponse.secretsOf(response)) {
    if (secret.length >= 6) safe = safe.replaceAll(secret, "[redacted]");
  }
  return safe.length > max ? `${safe.slice(0, max)}…` : safe;
}
