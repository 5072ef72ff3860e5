import { describe, expect, it } from "@jest/globals";
import {
  AbortedError,
  CircuitBreakerError,
  QueueFullError,
  TimeoutError,
  TransportError,
  WafBlockedError,
} from "@pm/core-types";
import { createVirtualClock } from "@pm/core-types/virtual";
import { pipeline } from "../http/pipeline.ts";
import type { HttpRequest } from "../http/request.ts";
import { createHttpResponse } from "../http/response.ts";
import { order, request } from "../testing/requests.ts";
import { breakCircuits, createCircuits, verdictOfError, verdictOfResponse } from "./index.ts";

const status =
  (code: number, body = "") =>
  (sent: HttpRequest) =>
    Promise.resolve(createHttpResponse({ status: code, body, request: sent }));

describe("verdicts", () => {
  it.each([
    [200, "success"],
    [400, "success"],
    [404, "success"],
    [425, "success"],
    [429, "success"],
    [500, "failure"],
    [502, "failure"],
    [503, "failure"],
  ])("status %i is a %s", (code, verdict) => {
    expect(verdictOfResponse(createHttpResponse({ status: code, body: "", request: request() }))).toBe(
      verdict,
    );
  });

  it("a 503 that names a mode of the engine is no failure", () => {
    const body =
      '{"error":"Trading is currently cancel-only. New orders are not accepted, but cancels are allowed."}';
    expect(verdictOfResponse(createHttpResponse({ status: 503, body, request: request() }))).toBe("success");
  });

  it.each([
    [new TransportError({ message: "reset" }), "failure"],
    [new TimeoutError({ message: "late" }), "failure"],
    [new TimeoutError({ message: "not sent", outcome: "not-sent" }), "neutral"],
    [new AbortedError({ message: "aborted" }), "neutral"],
    [new QueueFullError({ message: "full" }), "neutral"],
    [new WafBlockedError({ message: "page" }), "neutral"],
    [new Error("bug"), "neutral"],
  ])("%s is %s", (error, verdict) => {
    expect(verdictOfError(error)).toBe(verdict);
  });
});

describe("breakCircuits", () => {
  it("keeps surfaces apart", async () => {
    const send = pipeline(
      (sent) => status(sent.surface === "data" ? 500 : 200)(sent),
      breakCircuits({ circuits: createCircuits({ clock: createVirtualClock() }) }),
    );
    for (let count = 0; count < 5; count++) await send(request({ surface: "data" }));
    await expect(send(request({ surface: "data" }))).rejects.toThrow(CircuitBreakerError);
    await expect(send(request({ surface: "gamma" }))).resolves.toMatchObject({ status: 200 });
  });

  it("keeps wallets apart: one that fails breaks no other", async () => {
    const circuits = createCircuits({ clock: createVirtualClock() });
    const send = pipeline(
      (sent) => status(sent.wallet === "0xbad" ? 500 : 200)(sent),
      breakCircuits({ circuits }),
    );
    for (let count = 0; count < 5; count++) await send(order("0xbad"));
    await expect(send(order("0xbad"))).rejects.toThrow(CircuitBreakerError);
    await expect(send(order("0xgood"))).resolves.toMatchObject({ status: 200 });
    expect(Object.keys(circuits.toJSON())).toEqual(["clob-private:0xbad"]);
    const restarted = createCircuits({ clock: createVirtualClock(), snapshots: circuits.toJSON() });
    expect(restarted.of("clob-private:0xbad").state()).toBe("open");
  });

  it("can leave a lane out", async () => {
    const send = pipeline(
      status(500),
      breakCircuits({ exempt: ["cancel"], circuits: createCircuits({ clock: createVirtualClock() }) }),
    );
    for (let count = 0; count < 5; count++) await send(order("0x1"));
    await expect(send(order("0x1"))).rejects.toThrow(CircuitBreakerError);
    await expect(send(order("0x1", { method: "DELETE", endpoint: "DELETE /order" }))).resolves.toMatchObject({
      status: 500,
    });
  });

  it("keeps a bounded number of circuits, those in trouble first", () => {
    const circuits = createCircuits({ clock: createVirtualClock(), max: 100 });
    for (let count = 0; count < 5; count++)
      circuits.of("clob-private:0xbad").leave(circuits.of("clob-private:0xbad").enter(), "failure");
    for (let wallet = 0; wallet < 10_000; wallet++) circuits.of(`clob-private:0x${wallet}`);
    expect([...circuits.all()].length).toBeLessThanOrEqual(100);
    expect(circuits.of("clob-private:0xbad").state()).toBe("open");
  });
});
