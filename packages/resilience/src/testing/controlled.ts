import type { Transport } from "../http/pipeline.ts";
import type { HttpRequest } from "../http/request.ts";
import { createHttpResponse } from "../http/response.ts";

/** One request that waits for its test to answer it. */
export type Held = {
  readonly request: HttpRequest;
  readonly answer: (
    status?: number,
    body?: string,
    headers?: Record<string, string>,
    durationMs?: number,
  ) => void;
  readonly fail: (error: unknown) => void;
};

/** A transport whose answers are given by hand. */
export function createControlled(): { readonly transport: Transport; readonly held: Held[] } {
  const held: Held[] = [];
  return {
    held,
    transport: (request) =>
      new Promise((resolve, reject) => {
        held.push({
          request,
          answer: (status = 200, body = "{}", headers = {}, durationMs = 10) =>
            resolve(createHttpResponse({ status, body, headers, durationMs, request })),
          fail: reject,
        });
      }),
  };
}

/** Lets promises that are ready settle. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await undefined;
}
