import { describe, expect, it } from "@jest/globals";
import { TransportError, VenueModeError } from "@pm/core-types";
import { createVirtualClock } from "@pm/core-types/virtual";
import { pipeline, type Transport } from "../http/pipeline.ts";
import type { HttpRequest } from "../http/request.ts";
import { createHttpResponse } from "../http/response.ts";
import { order, request } from "../testing/requests.ts";
import { createVenueMode, isRefused, kindOf, respectVenueMode, type VenueModeName } from "./index.ts";

type Engine = "normal" | "restarting" | "post-only" | "cancel-only" | "disabled";

const TEXTS: Partial<Record<Engine, string>> = {
  "post-only":
    '{"error":"post-only mode: only post-only orders and cancels are allowed","code":"post_only_mode","retry_after_seconds":79}',
  "cancel-only":
    '{"error":"Trading is currently cancel-only. New orders are not accepted, but cancels are allowed."}',
  disabled: '{"error":"Trading is currently disabled. Check polymarket.com for updates"}',
};

/** A matching engine that is in whatever mode the test says, and refuses as documented. */
function desk(options: { readonly retryAfter?: string } = {}) {
  const clock = createVirtualClock();
  const engine = { mode: "normal" as Engine };
  const sent: { at: number; endpoint: string; status: number }[] = [];
  const transport: Transport = async (asked) => {
    const kind = kindOf(asked);
    const refused = kind !== undefined && engine.mode !== "normal" && isRefused(kind, engine.mode);
    const status = !refused ? 200 : engine.mode === "restarting" ? 425 : 503;
    sent.push({ at: clock.monotonic(), endpoint: asked.endpoint, status });
    const headers: Record<string, string> =
      refused && options.retryAfter !== undefined ? { "retry-after": options.retryAfter } : {};
    return createHttpResponse({
      status,
      body: refused ? (TEXTS[engine.mode] ?? "service not ready") : "{}",
      headers,
      request: asked,
    });
  };
  const mode = createVenueMode({ clock });
  const changes: VenueModeName[] = [];
  mode.subscribe((state) => {
    if (changes.at(-1) !== state.mode) changes.push(state.mode);
  });
  const send = pipeline(transport, respectVenueMode({ mode, clock }));
  return { clock, engine, sent, mode, changes, send };
}

const place = (fields: Partial<HttpRequest> = {}) => order("0x1", { body: '{"postOnly":false}', ...fields });
const postOnly = order("0x1", { body: '{"order":{},"postOnly":true}' });
const cancel = order("0x1", { method: "DELETE", endpoint: "DELETE /order" });
const code = (error: unknown) => (error as { code: string }).code;

describe("kindOf", () => {
  it.each<[HttpRequest, string | undefined]>([
    [place(), "place"],
    [postOnly, "place-post-only"],
    [
      order("0x1", { endpoint: "POST /orders", body: '[{"postOnly":true},{"postOnly":true}]' }),
      "place-post-only",
    ],
    [order("0x1", { endpoint: "POST /orders", body: '[{"postOnly":true},{"postOnly":false}]' }), "place"],
    [order("0x1", { body: '{"postOnly":true' }), "place"],
    [cancel, "cancel"],
    [order("0x1", { method: "GET", endpoint: "GET /data/order/{id}" }), "query"],
    [request(), undefined],
    [request({ surface: "data", endpoint: "POST /order" }), undefined],
  ])("%#", (asked, kind) => {
    expect(kindOf(asked)).toBe(kind);
  });
});

describe("venue mode", () => {
  it("goes from restart through two minutes of post-only back to normal", async () => {
    const { clock, engine, mode, changes, send, sent } = desk();
    engine.mode = "restarting";
    expect((await send(place())).status).toBe(425);
    expect(mode.state().mode).toBe("restarting");
    // Nothing is sent while it is known.
    await expect(send(place())).rejects.toThrow(VenueModeError);
    await expect(send(postOnly)).rejects.toMatchObject({
      outcome: "not-sent",
      context: { mode: "restarting" },
    });
    expect(sent).toHaveLength(1);
    const canceled = send(cancel);
    await clock.advance(90_000);
    // One probe after 1, 2, 4, 8, 16, 30, 30 s; the first try and seven probes.
    expect(sent.length).toBeLessThanOrEqual(8);
    engine.mode = "post-only";
    await clock.advance(31_000);
    expect((await canceled).status).toBe(200);
    expect(mode.state().mode).toBe("post-only");
    expect((await send(postOnly)).status).toBe(200);
    await expect(send(place())).rejects.toMatchObject({ context: { mode: "post-only" } });
    engine.mode = "normal";
    await clock.advance(120_000);
    expect((await send(place())).status).toBe(200);
    expect(changes).toEqual(["restarting", "post-only", "normal"]);
    expect(clock.pending()).toBe(0);
  });

  it("lets one request find out, and all the others go when it did", async () => {
    const { clock, engine, send, sent } = desk({ retryAfter: "5" });
    engine.mode = "restarting";
    const waiting = Array.from({ length: 50 }, () => send({ ...cancel, onRestricted: "wait" }));
    await clock.advance(0);
    const first = sent.length;
    await clock.advance(5_001);
    expect(sent.length - first).toBe(1);
    engine.mode = "normal";
    await clock.advance(5_001);
    expect((await Promise.all(waiting)).every(({ status }) => status === 200)).toBe(true);
    expect(sent.length - first).toBe(1 + 50);
  });

  it("lets an order wait when it says so, and sends the same again", async () => {
    const { clock, engine, send } = desk();
    engine.mode = "post-only";
    let done = false;
    const waiting = send(place({ onRestricted: "wait" })).then((response) => {
      done = true;
      return response;
    });
    await clock.advance(78_000);
    expect(done).toBe(false);
    engine.mode = "normal";
    await clock.advance(2_000);
    expect((await waiting).status).toBe(200);
  });

  it("ends a wait at the deadline, at its bound and on abort", async () => {
    const { clock, engine, send, mode } = desk();
    mode.set("disabled", 1e9);
    engine.mode = "disabled";
    const controller = new AbortController();
    const late = send(place({ onRestricted: "wait", deadline: 10_000 })).catch(code);
    const long = send(place({ onRestricted: "wait" })).catch(code);
    const aborted = send(place({ onRestricted: "wait", signal: controller.signal })).catch(code);
    controller.abort();
    expect(await aborted).toBe("aborted");
    await clock.advance(10_000);
    expect(await late).toBe("venue-mode");
    await clock.advance(290_000);
    expect(await long).toBe("venue-mode");
    expect(clock.pending()).toBe(0);
  });

  it("knows cancel-only and disabled, and that a cancel is worth a try in both", async () => {
    const { engine, mode, send, clock } = desk();
    engine.mode = "cancel-only";
    expect((await send(place())).status).toBe(503);
    expect(mode.state().mode).toBe("cancel-only");
    expect((await send(cancel)).status).toBe(200);
    engine.mode = "disabled";
    await clock.advance(1_001);
    await send(place());
    expect(mode.state().mode).toBe("disabled");
    expect((await send(cancel)).status).toBe(200);
    // A cancel that worked disproves "disabled".
    expect(mode.state().mode).toBe("cancel-only");
    engine.mode = "normal";
    await clock.advance(1_001);
    expect((await send(place())).status).toBe(200);
    expect(mode.state()).toMatchObject({ mode: "normal" });
  });

  it("hears a batch that was refused with 200", async () => {
    const clock = createVirtualClock();
    const mode = createVenueMode({ clock });
    const body = JSON.stringify([
      {
        success: true,
        errorMsg: "post-only mode: only post-only orders and cancels are allowed",
        orderID: "",
      },
    ]);
    const send = pipeline(
      async (asked) => createHttpResponse({ status: 200, body, request: asked }),
      respectVenueMode({ mode, clock }),
    );
    const response = await send(order("0x1", { endpoint: "POST /orders", body: "[]", onRestricted: "wait" }));
    expect(response.status).toBe(200);
    expect(mode.state().mode).toBe("post-only");
  });

  it("takes no stale answer and no failure as proof that a restart is over", async () => {
    const clock = createVirtualClock();
    const mode = createVenueMode({ clock });
    const sentBefore = clock.monotonic();
    await clock.advance(10);
    mode.answered("cancel", clock.monotonic(), { status: 425, restriction: { mode: "restarting" } });
    mode.answered("cancel", sentBefore, { status: 200 });
    expect(mode.state().mode).toBe("restarting");
    await clock.advance(1_001);
    expect(mode.ask("cancel")).toBe("probe");
    expect(typeof mode.ask("cancel")).toBe("number");
    mode.answered("cancel", clock.monotonic(), undefined);
    expect(mode.state().mode).toBe("restarting");
    await clock.advance(1_001);
    expect(mode.ask("cancel")).toBe("probe");
  });

  it("passes failures on", async () => {
    const send = pipeline(
      async () => {
        throw new TransportError({ message: "reset" });
      },
      respectVenueMode({ clock: createVirtualClock() }),
    );
    await expect(send(cancel)).rejects.toThrow(TransportError);
  });
});
