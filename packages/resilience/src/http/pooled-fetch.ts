import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from "node:zlib";
import type { Fetch, FetchResponse } from "@pm/core-types";
import { Agent, type Dispatcher, ProxyAgent } from "undici";
import { BodyTooLarge } from "./failure.ts";
import type { ClosableFetch, PoolOptions } from "./pool.ts";

const DECODERS: Readonly<Record<string, (bytes: Uint8Array, options: ZlibOptions) => Promise<Uint8Array>>> = {
  gzip: promisify<Uint8Array, ZlibOptions, Buffer>(gunzip),
  br: promisify<Uint8Array, ZlibOptions, Buffer>(brotliDecompress),
  deflate: promisify<Uint8Array, ZlibOptions, Buffer>(inflate),
};

const utf8 = new TextDecoder();

type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The default fetch on Node: undici's keep-alive pool, without redirects (they would leak signed headers). */
export function openPool(options: PoolOptions): ClosableFetch {
  const { maxBodyBytes, connections, keepAliveMs, connectTimeoutMs, proxy } = options;
  const settings = {
    connections,
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs * 4,
    connect: { timeout: connectTimeoutMs },
    maxResponseSize: maxBodyBytes,
    // The transport has its own clock for both.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const dispatcher: Dispatcher =
    proxy === undefined ? new Agent(settings) : new ProxyAgent({ uri: proxy, ...settings });
  return {
    fetch: (url, init) => fetchOver(dispatcher, url, init, maxBodyBytes),
    close: () => dispatcher.destroy(),
  };
}

/**
 * One request, its answer collected as it comes: undici's own `request` makes a stream of every body, which costs
 * more than all our policies together.
 */
function fetchOver(
  dispatcher: Dispatcher,
  url: string,
  init: Parameters<Fetch>[1],
  maxBodyBytes: number,
): Promise<FetchResponse> {
  const { origin, pathname, search } = new URL(url);
  const { signal } = init;
  return new Promise((resolve, reject) => {
    let connection: Dispatcher.DispatchController | undefined;
    let aborted: Error | undefined;
    let status = 0;
    let headers: AnswerHeaders = {};
    let chunks: Uint8Array[] = [];
    const onAbort = () => {
      aborted = signal?.reason instanceof Error ? signal.reason : new Error("aborted");
      connection?.abort(aborted);
      reject(aborted);
    };
    if (signal?.aborted === true) {
      onAbort();
      return;
    }
    signal?.addEventListener("abort", onAbort, { once: true });
    dispatcher.dispatch(
      {
        origin,
        path: pathname + search,
        method: init.method as Dispatcher.HttpMethod,
        headers: { "accept-encoding": "gzip, br", ...init.headers },
        body: init.body ?? null,
      },
      {
        onRequestStart: (controller) => {
          connection = controller;
          // It was still waiting for a connection when its caller gave up.
          if (aborted !== undefined) controller.abort(aborted);
        },
        onResponseStart: (_controller, statusCode, answerHeaders) => {
          status = statusCode;
          headers = answerHeaders as AnswerHeaders;
          chunks = [];
        },
        onResponseData: (_controller, chunk) => {
          chunks.push(chunk);
        },
        onResponseEnd: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve(answerOf(status, headers, chunks, maxBodyBytes));
        },
        onResponseError: (_controller, error) => {
          signal?.removeEventListener("abort", onAbort);
          reject(error);
        },
      },
    );
  });
}

function answerOf(
  status: number,
  headers: AnswerHeaders,
  chunks: readonly Uint8Array[],
  maxBodyBytes: number,
): FetchResponse {
  const get = (name: string): string | null => {
    const value = headers[name.toLowerCase()];
    return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
  };
  return {
    status,
    headers: { get },
    text: async () => {
      const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      const decode = DECODERS[get("content-encoding")?.toLowerCase() ?? ""];
      if (decode === undefined) return utf8.decode(bytes);
      try {
        return utf8.decode(await decode(bytes, { maxOutputLength: maxBodyBytes }));
      } catch (error) {
        if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") throw new BodyTooLarge();
        throw error;
      }
    },
  };
}
