import { describe, expect, it } from "@jest/globals";
import {
  AbortedError,
  APIError,
  type PolymarketError,
  QueueFullError,
  TimeoutError,
  TransportError,
  WafBlockedError,
} from "@pm/core-types";
import { createSeededRandom, createVirtualClock, type VirtualClock } from "@pm/core-types/virtual";
import { pipeline, type Transport } from "../http/pipeline.ts";
import type { HttpRequest } from "../http/request.ts";
import { createHttpResponse } from "../http/response.ts";
import { order, request } from "../testing/requests.ts";
import { createRetryBudget } from "./retry-budget.ts";
import { type RetryOptions, retryRequests } from "./retry-requests.ts";

type Step = number | Error | { readonly status: number; readonly headers: Record<string, string> };

/** A venue that answers with these steps, the last one for ever. */
function scripted(steps: readonly Step[]) {
  const sent: { at: number; request: HttpRequest }[] = [];
  const clock = createVirtualClock();
  const transport: Transport = async (asked) => {
    const step = steps[Math.min(sent.length, steps.length - 1)]!;
    sent.push({ at: clock.monotonic(), request: asked });
    if (step instanceof Error) throw step;
    const { status, headers } = typeof step === "number" ? { status: step, headers: {} } : step;
    return createHttpResponse({ status, headers, body: "", request: asked });
  };
  return { sent, clock, transport };
}

async function run(steps: readonly Step[], asked: HttpRequest, options: RetryOptions = {}) {
  const { sent, clock, transport } = scripted(steps);
  const send = pipeline(transport, retryRequests({ clock, random: createSeededRandom(1), ...options }));
  let result: number | PolymarketError | undefined;
  send(asked).then(
    (response) => {
      result = response.status;
    },
    (error: PolymarketError) => {
      result = error;
    },
  );
  await clock.runAll();
  return { sent, result, clock };
}

const unknown = new TransportError({ message: "reset" });
const notSent = new TransportError({ message: "refused", outcome: "not-sent" });

describe("retryRequests", () => {
  it.each<[string, readonly Step[], HttpRequest, number | string, number]>([
    ["a read after a reset", [unknown, 200], request(), 200, 2],
    ["a read after a timeout", [new TimeoutError({ message: "late" }), 200], request(), 200, 2],
    ["a read after 500 and 502", [500, 502, 200], request(), 200, 3],
    [
      "a cancel after a reset",
      [unknown, 200],
      order("0x1", { method: "DELETE", endpoint: "DELETE /order" }),
      200,
      2,
    ],
    ["an order that was never sent", [notSent, 200], order("0x1"), 200, 2],
    ["an order after 429: it did nothing", [429, 200], order("0x1"), 200, 2],
    ["not an order after a reset", [unknown, 200], order("0x1"), "transport-error", 1],
    ["not an order after 500", [500, 200], order("0x1"), 500, 1],
    ["an order its caller calls idempotent", [unknown, 200], order("0x1", { idempotent: true }), 200, 2],
    ["not a 400", [400, 200], request(), 400, 1],
    ["not a 425, which is a mode", [425, 200], request(), 425, 1],
    ["not what was aborted", [new AbortedError({ message: "no" }), 200], request(), "aborted", 1],
    [
      "not what our own queue refused",
      [new QueueFullError({ message: "full" }), 200],
      request(),
      "queue-full",
      1,
    ],
    [
      "a read the edge challenged",
      [new WafBlockedError({ message: "page", retryAfterMs: 10 }), 200],
      request(),
      200,
      2,
    ],
    [
      "not a programmer's error",
      [new APIError({ message: "no", retry: "never" }), 200],
      request(),
      "api-error",
      1,
    ],
    ["at most four times", [500], request(), 500, 4],
  ])("retries %s", async (_name, steps, asked, expected, attempts) => {
    const { sent, result } = await run(steps, asked);
    expect(typeof result === "number" ? result : result?.code).toBe(expected);
    expect(sent).toHaveLength(attempts);
  });

  it("waits as long as Retry-After says, in seconds or as a date", async () => {
    const seconds = await run([{ status: 429, headers: { "retry-after": "3" } }, 200], request());
    expect(seconds.sent[1]!.at).toBeGreaterThanOrEqual(3000);
    expect(seconds.sent[1]!.at).toBeLessThan(3300);
    const date = await run(
      [{ status: 503, headers: { "retry-after": "Sun, 15 Jun 2025 15:06:45 GMT" } }, 200],
      request(),
    );
    expect(date.sent[1]!.at).toBeGreaterThanOrEqual(5000);
    expect(date.sent[1]!.at).toBeLessThan(5300);
  });

  it("gives up at once when the wait would pass the deadline or its own bound", async () => {
    const late = await run(
      [{ status: 429, headers: { "retry-after": "3" } }, 200],
      request({ deadline: 2000 }),
    );
    expect(late.result).toBe(429);
    expect(late.sent).toHaveLength(1);
    const long = await run([{ status: 429, headers: { "retry-after": "3600" } }, 200], request());
    expect(long.sent).toHaveLength(1);
  });

  it("stops waiting when the caller aborts", async () => {
    const controller = new AbortController();
    const { sent, clock, transport } = scripted([{ status: 500, headers: { "retry-after": "10" } }]);
    const send = pipeline(transport, retryRequests({ clock }));
    const result = send(request({ signal: controller.signal })).catch((error: PolymarketError) => error);
    await clock.advance(100);
    controller.abort();
    expect(await result).toMatchObject({ code: "aborted", outcome: "unknown" });
    expect(sent).toHaveLength(1);
    expect(clock.pending()).toBe(0);
  });

  it("spreads its waits over the whole range", async () => {
    const waits: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const { sent } = await run([500, 200], request(), { random: createSeededRandom(seed), baseMs: 1000 });
      waits.push(sent[1]!.at);
    }
    expect(Math.min(...waits)).toBeLessThan(100);
    expect(Math.max(...waits)).toBeGreaterThan(900);
  });
});

/** `clients` callers ask once a second for ten minutes while nothing answers; afterwards everything does. */
async function outage(clock: VirtualClock, send: Transport, clients: number): Promise<void> {
  for (let second = 0; second < 600; second++) {
    for (let client = 0; client < clients; client++) send(request()).catch(() => {});
    await clock.advance(1000);
  }
}

describe("retry budget", () => {
  it("bounds what a ten-minute outage is amplified by, however many ask", async () => {
    const clock = createVirtualClock();
    let sent = 0;
    let down = true;
    const transport: Transport = async (asked) => {
      sent += 1;
      if (down) throw unknown;
      return createHttpResponse({ status: 200, body: "", request: asked });
    };
    const budget = createRetryBudget({ capacity: 100, cost: 5 });
    const send = pipeline(
      transport,
      retryRequests({ clock, random: createSeededRandom(3), budgetOf: () => budget }),
    );
    await outage(clock, send, 5);
    // 3,000 requests, and no more than 100 / 5 retries of all of them together.
    expect(sent).toBe(3000 + 20);
    expect(budget.left()).toBe(0);
    // Successes fill it again.
    down = false;
    for (let count = 0; count < 100; count++) await send(request());
    expect(budget.left()).toBe(100);
  });

  it("gives a retry's cost back when it worked", () => {
    const budget = createRetryBudget({ capacity: 20, cost: 5, refund: 1 });
    expect([budget.spend(), budget.spend(), budget.spend(), budget.spend(), budget.spend()]).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    budget.succeeded(2);
    expect(budget.left()).toBe(10);
    budget.succeeded(0);
    expect(budget.left()).toBe(11);
  });
});
