import { spawnSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { CircuitBreakerError, systemFetch, TransportError, ValidationError } from "@pm/core-types";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import { createHttpResponse } from "./http/response.ts";
import { createLimiter, type HttpRequest, type ResilientOptions, resilientTransport } from "./index.ts";
import { order, request } from "./testing/requests.ts";
import { serve } from "./testing/server.ts";

type Answer = (request: HttpRequest, count: number) => number | Error;

function stack(answer: Answer, options: ResilientOptions = {}) {
  const clock = createVirtualClock();
  const sent: HttpRequest[] = [];
  const send = resilientTransport({
    clock,
    random: createSeededRandom(1),
    transport: async (asked) => {
      sent.push(asked);
      const status = answer(asked, sent.length);
      if (status instanceof Error) throw status;
      return createHttpResponse({ status, body: "{}", request: asked });
    },
    ...options,
  });
  return { clock, sent, send };
}

describe("resilientTransport", () => {
  it("retries, shares, limits and closes", async () => {
    const { clock, sent, send } = stack((_asked, count) => (count === 1 ? 500 : 200));
    const both = Promise.all([send(request()), send(request())]);
    await clock.advance(60_000);
    expect((await both).map(({ status }) => status)).toEqual([200, 200]);
    expect(sent).toHaveLength(2);
    expect(send.limiter?.stats().windows.find(({ id }) => id === "clob:/book:10s")?.limit).toBe(1200);
    await send.close();
    expect(clock.pending()).toBe(0);
  });

  it("stops asking a surface that is down, and asks no more than budget and breaker allow", async () => {
    const { clock, sent, send } = stack(() => new TransportError({ message: "reset" }));
    const codes = new Set<string>();
    for (let second = 0; second < 600; second++) {
      send(request({ url: `http://venue.test/book?${second}` })).catch((error: { code: string }) =>
        codes.add(error.code),
      );
      await clock.advance(1000);
    }
    // Five failures, then one probe a minute, each opening the circuit again.
    expect(sent.length).toBeLessThanOrEqual(5 + 10);
    expect(codes).toEqual(new Set(["transport-error", "circuit-open"]));
    expect(send.circuits?.toJSON()).toHaveProperty("clob-public");
    await expect(send(request())).rejects.toThrow(CircuitBreakerError);
    await send.close();
  });

  it("sends an order once, whatever happens to its answer", async () => {
    const { clock, sent, send } = stack(() => new TransportError({ message: "reset" }));
    const result = send(order("0x1")).catch((error: TransportError) => error.outcome);
    await clock.advance(60_000);
    expect(await result).toBe("unknown");
    expect(sent).toHaveLength(1);
    await send.close();
  });

  it("bounds a request's whole time", async () => {
    const { clock, send } = stack(() => 500, { totalMs: 1000, circuits: false });
    const began = clock.monotonic();
    let endedAt = 0;
    const result = send(request()).finally(() => {
      endedAt = clock.monotonic();
    });
    await clock.advance(10_000);
    expect((await result).status).toBe(500);
    expect(endedAt - began).toBeLessThan(1000);
    await send.close();
  });

  it("shares a limiter without closing it, and leaves out what is switched off", async () => {
    const limiter = createLimiter({ clock: createVirtualClock() });
    const { send } = stack(() => 200, { limits: limiter });
    await send(request());
    await send.close();
    expect(limiter.acquire(request())).toBeUndefined();
    const bare = stack(() => 200, {
      limits: false,
      circuits: false,
      venueMode: false,
      retry: false,
      bulkheads: false,
      concurrency: false,
      singleFlight: false,
      totalMs: false,
    });
    await bare.send(request());
    expect([bare.send.limiter, bare.send.circuits, bare.send.venueMode]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("keeps answers that rules name", async () => {
    const { send, sent } = stack(() => 200, {
      cache: { rules: [{ endpoints: ["GET /book"], ttlMs: 1000 }] },
    });
    await send(request());
    await send(request());
    expect(sent).toHaveLength(1);
    await send.close();
  });

  it("runs over the platform's fetch as over its own pool", async () => {
    const { url, close } = await serve((_asked, answer) => answer.end('{"ok":true}'));
    for (const options of [{}, { fetch: systemFetch }]) {
      const send = resilientTransport(options);
      expect((await send(request({ url }))).json()).toEqual({ ok: true });
      await send.close();
    }
    await close();
  });

  it("refuses options that make no sense", () => {
    expect(() => resilientTransport({ totalMs: 0 })).toThrow(ValidationError);
    expect(() => resilientTransport({ limits: { margin: 2 } })).toThrow(ValidationError);
    expect(() => resilientTransport({ circuits: { threshold: 0 } })).toThrow(ValidationError);
  });

  it("is imported without undici, which only a first request needs", () => {
    const probe = `
      const loaded = process.moduleLoadList.length;
      const { resilientTransport } = await import(${JSON.stringify(new URL("../dist/index.js", import.meta.url).href)});
      resilientTransport();
      console.log(JSON.stringify(process.moduleLoadList.slice(loaded).filter((name) => /net$|tls|http|zlib/.test(name))));
    `;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", probe], {
      encoding: "utf8",
    });
    expect(JSON.parse(stdout)).toEqual([]);
  });
});
