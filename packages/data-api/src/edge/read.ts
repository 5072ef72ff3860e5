import { InvalidResponseError, isPolymarketError } from "@pm/core-types";
import { type HttpRequest, type HttpResponse, requireOk, type Transport } from "@pm/resilience";
import type { z } from "zod";
import { parseExact } from "../json/parse-exact.ts";

/** One GET of the read side. */
export type Get = {
  readonly base: string;
  readonly path: string;
  readonly query?: Query;
  readonly endpoint: string;
  readonly surface: "gamma" | "data";
  readonly options?: ReadOptions | undefined;
};

/** Query parameters; lists are repeated, absent values left out. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** How long a call may take and who may stop it. */
export type ReadOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for one attempt; default the transport's. */
  readonly timeoutMs?: number | undefined;
};

/** Sends one GET and reads its JSON with every digit. @throws typed errors for every status that is not 2xx. */
export async function getExact(transport: Transport, get: Get): Promise<unknown> {
  const request: HttpRequest = {
    method: "GET",
    url: `${get.base.replace(/\/$/, "")}${get.path}${queryString(get.query ?? {})}`,
    endpoint: get.endpoint,
    surface: get.surface,
    lane: "public",
    idempotent: true,
    headers: { accept: "application/json" },
    ...(get.options?.signal === undefined ? {} : { signal: get.options.signal }),
    ...(get.options?.timeoutMs === undefined ? {} : { timeoutMs: get.options.timeoutMs }),
  };
  return bodyOf(requireOk(await transport(request)));
}

/** Validates what the venue sent. @throws {InvalidResponseError} naming the field that is wrong. */
export function validate<S extends z.ZodType>(schema: S, value: unknown, endpoint: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  throw new InvalidResponseError({
    message: `${endpoint} answered something else than documented: ${field === "" ? "the body" : field} ${issue?.message ?? "is wrong"}.`,
    context: { endpoint, field },
  });
}

function bodyOf(response: HttpResponse): unknown {
  try {
    return parseExact(response.body);
  } catch (error) {
    if (isPolymarketError(error)) throw error;
    const { endpoint } = response.request;
    throw new InvalidResponseError({
      message: `${endpoint} answered ${response.status} with ${response.body.length} characters that are not JSON.`,
      context: { endpoint, status: response.status, length: response.body.length },
    });
  }
}

function queryString(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (Array.isArray(value)) for (const one of value) params.append(name, one);
    else params.append(name, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
