import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from "node:zlib";
import type { Fetch, FetchResponse } from "@pm/core-types";
import { Agent, type Dispatcher, ProxyAgent, request } from "undici";
import { BodyTooLarge } from "./failure.ts";
import type { ClosableFetch, PoolOptions } from "./pool.ts";

const DECODERS: Readonly<Record<string, (bytes: Uint8Array, options: ZlibOptions) => Promise<Uint8Array>>> = {
  gzip: promisify<Uint8Array, ZlibOptions, Buffer>(gunzip),
  br: promisify<Uint8Array, ZlibOptions, Buffer>(brotliDecompress),
  deflate: promisify<Uint8Array, ZlibOptions, Buffer>(inflate),
};

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

async function fetchOver(
  dispatcher: Dispatcher,
  url: string,
  init: Parameters<Fetch>[1],
  maxBodyBytes: number,
): Promise<FetchResponse> {
  const answer = await request(url, {
    dispatcher,
    method: init.method as Dispatcher.HttpMethod,
    headers: { "accept-encoding": "gzip, br", ...init.headers },
    body: init.body ?? null,
    signal: init.signal ?? null,
  });
  const get = (name: string): string | null => {
    const value = answer.headers[name.toLowerCase()];
    return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
  };
  const decode = DECODERS[get("content-encoding")?.toLowerCase() ?? ""];
  return {
    status: answer.statusCode,
    headers: { get },
    text: async () => {
      if (decode === undefined) return answer.body.text();
      try {
        const plain = await decode(await answer.body.bytes(), { maxOutputLength: maxBodyBytes });
        return new TextDecoder().decode(plain);
      } catch (error) {
        if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") throw new BodyTooLarge();
        throw error;
      }
    },
  };
}
