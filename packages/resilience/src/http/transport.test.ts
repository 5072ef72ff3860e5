import { inspect } from "node:util";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { Fetch, LogFields } from "@pm/core-types";
import {
  AbortedError,
  ClosedError,
  InvalidResponseError,
  PolymarketError,
  systemFetch,
  TimeoutError,
  TransportError,
  ValidationError,
} from "@pm/core-types";
import { createVirtualClock } from "@pm/core-types/virtual";
import { request } from "../testing/requests.ts";
import { serve, serveProxy } from "../testing/server.ts";
import { type ClosableTransport, createTransport, type TransportOptions } from "./transport.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function server(handler: Parameters<typeof serve>[0]) {
  const made = await serve(handler);
  closing.push(made.close);
  return made;
}

function transport(options: TransportOptions = {}): ClosableTransport {
  const made = createTransport(options);
  closing.push(made.close);
  return made;
}

async function failure(promise: Promise<unknown>): Promise<PolymarketError> {
  const result = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(result).toBeInstanceOf(PolymarketError);
  return result as PolymarketError;
}

/** The pool of undici and the platform's fetch go through the same tests. */
const FETCHES: readonly (readonly [string, Fetch | undefined])[] = [
  ["the undici pool", undefined],
  ["the platform's fetch", systemFetch],
];

describe.each(FETCHES)("createTransport over %s", (_name, fetch) => {
  const options = fetch === undefined ? {} : { fetch };

  it("sends method, headers and body, and gives back whatever status comes", async () => {
    const { url } = await server((asked, answer) => {
      let body = "";
      asked.on("data", (chunk) => {
        body += chunk;
      });
      asked.on("end", () => {
        answer.statusCode = 418;
        answer.setHeader("X-Custom", "yes");
        answer.end(JSON.stringify({ method: asked.method, body, header: asked.headers["poly-address"] }));
      });
    });
    const response = await transport(options)(
      request({
        method: "POST",
        url: `${url}/order`,
        body: '{"a":"é"}',
        headers: () => ({ "POLY-ADDRESS": "0x1" }),
      }),
    );
    expect(response.status).toBe(418);
    expect(response.json()).toEqual({ method: "POST", body: '{"a":"é"}', header: "0x1" });
    expect(response.headers.get("x-custom")).toBe("yes");
    expect(response.headers.get("absent")).toBeNull();
    expect(response.durationMs).toBeGreaterThan(0);
  });

  it("keeps connections", async () => {
    const { url, connections } = await server((_asked, answer) => answer.end("{}"));
    const send = transport(options);
    for (let count = 0; count < 10; count++) await send(request({ url }));
    // The second comes to be when a request is made before the first one's answer has been put away.
    expect(connections()).toBeLessThanOrEqual(2);
  });

  it.each<[string, (body: string) => { bytes: Uint8Array | string; encoding?: string }]>([
    ["plain", (body) => ({ bytes: body })],
    ["gzip", (body) => ({ bytes: gzipSync(body), encoding: "gzip" })],
    ["brotli", (body) => ({ bytes: brotliCompressSync(body), encoding: "br" })],
  ])("reads %s bodies and refuses those that grow too large", async (_kind, encode) => {
    const { url } = await server((asked, answer) => {
      const { bytes, encoding } = encode(
        JSON.stringify({ text: "a".repeat(asked.url === "/large" ? 200_000 : 10) }),
      );
      if (encoding !== undefined) answer.setHeader("content-encoding", encoding);
      answer.end(bytes);
    });
    const send = transport({ ...options, maxBodyBytes: 100_000 });
    await expect(send(request({ url: `${url}/small` }))).resolves.toMatchObject({ status: 200 });
    const error = await failure(send(request({ url: `${url}/large` })));
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(error.retry).toBe("never");
  });

  it("refuses an endless body that never said how long it is", async () => {
    const { url } = await server((_asked, answer) => {
      const timer = setInterval(() => answer.write("a".repeat(10_000)), 1);
      answer.on("close", () => clearInterval(timer));
    });
    const error = await failure(transport({ ...options, maxBodyBytes: 50_000 })(request({ url })));
    expect(error).toBeInstanceOf(InvalidResponseError);
  });

  it("knows whether a failed request may have arrived", async () => {
    const { url } = await server((asked) => asked.socket.destroy());
    const reset = await failure(transport(options)(request({ url })));
    expect(reset).toBeInstanceOf(TransportError);
    expect(reset.outcome).toBe("unknown");
    const gone = await serve(() => {});
    await gone.close();
    const refused = await failure(transport(options)(request({ url: gone.url })));
    expect(refused).toMatchObject({ outcome: "not-sent", retry: "safe", context: { code: "ECONNREFUSED" } });
  });

  it("gives up after its time, on an answer that hangs and on a body that hangs", async () => {
    const { url } = await server((asked, answer) => {
      if (asked.url === "/body") answer.write("{");
    });
    const send = transport({ ...options, timeoutMs: 50 });
    for (const path of ["/headers", "/body"]) {
      const error = await failure(send(request({ url: url + path })));
      expect(error).toBeInstanceOf(TimeoutError);
      expect(error.outcome).toBe("unknown");
    }
  });

  it("stops when its caller aborts", async () => {
    let hasArrived = () => {};
    const arrived = new Promise<void>((resolve) => {
      hasArrived = resolve;
    });
    const { url } = await server(() => hasArrived());
    const controller = new AbortController();
    const result = failure(transport(options)(request({ url, signal: controller.signal })));
    await arrived;
    controller.abort();
    expect(await result).toMatchObject({ code: "aborted", outcome: "unknown" });
    const early = await failure(transport(options)(request({ url, signal: controller.signal })));
    expect(early).toBeInstanceOf(AbortedError);
    expect(early.outcome).toBe("not-sent");
  });

  it("refuses a URL that is none", async () => {
    const error = await failure(transport(options)(request({ url: "not a url?secret=hush" })));
    expect(error).toBeInstanceOf(ValidationError);
    expect(inspect(error, { depth: 9 })).not.toContain("hush");
  });
});

describe("createTransport", () => {
  it("does not follow redirects, which would carry signed headers elsewhere", async () => {
    const { url } = await server((_asked, answer) => {
      answer.statusCode = 302;
      answer.setHeader("location", "http://127.0.0.1:1/elsewhere");
      answer.end();
    });
    expect((await transport()(request({ url }))).status).toBe(302);
  });

  it("tunnels through a proxy and never shows its password", async () => {
    const { url } = await server((_asked, answer) => answer.end('{"through":"proxy"}'));
    const proxy = await serveProxy();
    closing.push(proxy.close);
    const send = transport({ proxy: proxy.url.replace("//", "//user:pa55word@") });
    expect((await send(request({ url }))).json()).toEqual({ through: "proxy" });
    expect(proxy.tunnels).toEqual([new URL(url).host]);
    expect(Buffer.from(proxy.credentials[0]!.replace("Basic ", ""), "base64").toString()).toBe(
      "user:pa55word",
    );
    const dead = transport({ proxy: "http://user:pa55word@127.0.0.1:1" });
    expect(inspect(await failure(dead(request({ url }))), { depth: 9 })).not.toContain("pa55word");
  });

  it("builds headers at send time, anew for each attempt", async () => {
    const seen: unknown[] = [];
    const { url } = await server((asked, answer) => {
      seen.push(asked.headers["x-turn"]);
      answer.end();
    });
    let turn = 0;
    const asked = request({ url, headers: () => ({ "x-turn": String(++turn) }) });
    const send = transport();
    await send(asked);
    await send(asked);
    expect(seen).toEqual(["1", "2"]);
  });

  it("holds nobody when the fetch ignores its signal", async () => {
    const clock = createVirtualClock();
    const send = transport({ clock, fetch: () => new Promise(() => {}), timeoutMs: 10_000 });
    const late = failure(send(request()));
    const sooner = failure(send(request({ deadline: 3_000 })));
    await clock.advance(3_000);
    expect(await sooner).toMatchObject({ code: "timeout", context: { timeoutMs: 3_000 } });
    await clock.advance(7_000);
    expect(await late).toMatchObject({ code: "timeout", outcome: "unknown" });
    expect(clock.pending()).toBe(0);
    const past = await failure(send(request({ deadline: 5_000 })));
    expect(past).toMatchObject({ code: "timeout", outcome: "not-sent", retry: "never" });
  });

  it("sends nothing after it was closed", async () => {
    const { url } = await server((_asked, answer) => answer.end());
    const send = transport();
    await send(request({ url }));
    await send.close();
    await send.close();
    expect(await failure(send(request({ url })))).toBeInstanceOf(ClosedError);
  });

  it("reports attempts without URLs, headers or bodies, and quotes no secret in errors", async () => {
    const SECRET = "hush-hush-passphrase";
    const lines: string[] = [];
    const counted: unknown[] = [];
    const logger = {
      log: (level: string, message: string, fields?: LogFields) =>
        lines.push(inspect([level, message, fields], { depth: 9 })),
    };
    const { url } = await server((asked, answer) => {
      if (asked.url?.startsWith("/reset") === true) asked.socket.destroy();
      else
        answer
          .writeHead(400)
          .end(JSON.stringify({ error: `no such key ${String(asked.headers.poly_passphrase)}` }));
    });
    const send = transport({
      logger,
      telemetry: {
        count: (name, attributes) => counted.push([name, attributes]),
        observe: () => {},
        gauge: () => {},
        span: () => ({ setAttributes: () => {}, end: (error) => lines.push(inspect(error, { depth: 9 })) }),
      },
    });
    const headers = { POLY_PASSPHRASE: SECRET };
    const { errorFromResponse } = await import("./error-from-response.ts");
    const refused = errorFromResponse(
      await send(request({ url: `${url}/?key=${SECRET}`, headers, correlationId: "c-1" })),
    );
    const reset = await failure(send(request({ url: `${url}/reset?key=${SECRET}`, headers })));
    expect(refused.message).toContain("no such key [redacted]");
    for (const text of [
      ...lines,
      inspect(refused, { depth: 9 }),
      inspect(reset, { depth: 9 }),
      JSON.stringify([refused, reset]),
    ]) {
      expect(text).not.toContain(SECRET);
    }
    expect(lines.join("\n")).toContain("c-1");
    expect(counted).toContainEqual([
      "pm_http_attempts_total",
      { surface: "clob-public", endpoint: "GET /book", result: "400" },
    ]);
  });

  it("carries the correlation id in a header when told which", async () => {
    const { url } = await server((asked, answer) =>
      answer.end(JSON.stringify(asked.headers["x-request-id"] ?? null)),
    );
    const send = transport({ correlationHeader: "x-request-id" });
    expect((await send(request({ url, correlationId: "c-7" }))).json()).toBe("c-7");
  });

  it.each([{ timeoutMs: 0 }, { timeoutMs: Number.NaN }, { maxBodyBytes: -1 }, { connections: 0 }])(
    "refuses %j",
    (options) => {
      expect(() => createTransport(options)).toThrow(ValidationError);
    },
  );
});
