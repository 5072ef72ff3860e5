import { inspect } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { systemClock } from "@pm/core-types";
import fc from "fast-check";
import { request } from "../testing/requests.ts";
import { edgeError } from "./edge.ts";
import { errorFromResponse, requireOk } from "./error-from-response.ts";
import { createHttpResponse } from "./response.ts";
import { parseRetryAfter } from "./retry-after.ts";

const NOW = Date.UTC(2026, 9, 7, 12, 0, 0);

function answer(status: number, body: string, headers: Record<string, string> = {}) {
  return createHttpResponse({ status, body, headers, request: request() });
}

const PAGE = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>cf-chl</body></html>";

describe("errorFromResponse", () => {
  it.each<[string, number, string, Record<string, string>, object]>([
    [
      "a bad key",
      401,
      '{"error":"Unauthorized/Invalid api key"}',
      {},
      { code: "unauthorized", outcome: "rejected" },
    ],
    [
      "a region",
      403,
      '{"error":"Trading restricted in your region"}',
      {},
      { code: "geoblocked", retry: "never" },
    ],
    ["a bare 403", 403, "", {}, { code: "geoblocked" }],
    ["a 403 for another reason", 403, '{"error":"invalid api key scope"}', {}, { code: "unauthorized" }],
    ["closed only", 400, `{"error":"'0x1' address in closed only mode"}`, {}, { code: "closed-only" }],
    ["banned", 400, `{"error":"'0x1' address banned"}`, {}, { code: "account-banned" }],
    [
      "bad input",
      400,
      '{"error":"Invalid token id"}',
      {},
      { code: "api-error", retry: "never", outcome: "rejected" },
    ],
    [
      "too many",
      429,
      '{"error":"Too Many Requests"}',
      { "retry-after": "7" },
      { code: "rate-limited", retryAfterMs: 7000, outcome: "rejected" },
    ],
    [
      "too many, as a date",
      429,
      "",
      { "retry-after": "Wed, 07 Oct 2026 12:00:30 GMT" },
      { retryAfterMs: 30_000 },
    ],
    ["too many, not JSON", 429, "slow down", {}, { code: "rate-limited", retryAfterMs: 1000 }],
    ["a restart", 425, "service not ready", {}, { code: "venue-mode", context: { mode: "restarting" } }],
    [
      "post-only",
      503,
      '{"error":"post-only mode: only post-only orders and cancels are allowed","code":"post_only_mode","retry_after_seconds":79}',
      { "retry-after": "79" },
      { code: "venue-mode", retryAfterMs: 79_000, outcome: "rejected", context: { mode: "post-only" } },
    ],
    [
      "cancel-only",
      503,
      '{"error":"Trading is currently cancel-only. New orders are not accepted, but cancels are allowed."}',
      {},
      { context: { mode: "cancel-only" } },
    ],
    [
      "disabled",
      503,
      '{"error":"Trading is currently disabled. Check polymarket.com for updates"}',
      {},
      { context: { mode: "disabled" } },
    ],
    ["disabled, newest text", 503, '{"error":"trading is disabled"}', {}, { context: { mode: "disabled" } }],
    [
      "another 503",
      503,
      '{"error":"upstream"}',
      {},
      { code: "api-error", retry: "safe", outcome: "unknown" },
    ],
    [
      "a broken origin",
      502,
      "<html><title>502 Bad Gateway</title></html>",
      { "content-type": "text/html" },
      { code: "api-error", outcome: "unknown" },
    ],
    ["a redirect", 302, "", {}, { code: "api-error", retry: "never" }],
  ])("types %s", (_name, status, body, headers, expected) => {
    const error = errorFromResponse(answer(status, body, headers), NOW);
    expect(error).toMatchObject(expected);
    expect(error.context).toMatchObject({ endpoint: "GET /book", status });
  });

  it("lets successes pass and nothing else", () => {
    for (const status of [200, 201, 204, 304]) expect(requireOk(answer(status, "")).status).toBe(status);
    for (const status of [302, 400, 401, 425, 429, 500])
      expect(() => requireOk(answer(status, ""))).toThrow();
  });

  it("makes an error of every status and body, however strange", () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
        const error = errorFromResponse(answer(status, body), NOW);
        expect(error.message).toContain("GET /book");
        expect(error.message.length).toBeLessThan(600);
      }),
    );
  });
});

describe("what the edge says", () => {
  it.each<[string, number, string, Record<string, string>, string | undefined]>([
    ["a challenge", 403, PAGE, { "content-type": "text/html; charset=UTF-8" }, "waf-blocked"],
    ["a challenge with 200", 200, PAGE, {}, "waf-blocked"],
    ["a challenge with 503", 503, PAGE, { "content-type": "text/html" }, "waf-blocked"],
    ["a rate page", 429, "<html><title>Error 1015</title>", { "content-type": "text/html" }, "waf-blocked"],
    ["a bare code", 403, "error code: 1020", { "content-type": "text/plain" }, "waf-blocked"],
    ["a bare country code", 403, "error code: 1009", {}, "geoblocked"],
    [
      "a country page",
      403,
      "<html>This service is not available in your country</html>",
      { "content-type": "text/html" },
      "geoblocked",
    ],
    ["451", 451, "<html></html>", { "content-type": "text/html" }, "geoblocked"],
    ["a mitigation header", 403, "", { "cf-mitigated": "challenge" }, "waf-blocked"],
    ["JSON", 200, '{"a":"<html>"}', { "content-type": "application/json" }, undefined],
    [
      "a broken origin's page",
      502,
      "<html><title>Bad gateway</title>",
      { "content-type": "text/html" },
      undefined,
    ],
    ["plain text", 400, "Invalid token id", { "content-type": "text/plain" }, undefined],
  ])("knows %s", (_name, status, body, headers, code) => {
    expect(edgeError(answer(status, body, headers), NOW)?.code).toBe(code);
  });

  it("keeps the page's title and how long to stay away", () => {
    const error = edgeError(answer(403, PAGE, { "retry-after": "60", "cf-ray": "8a-FRA" }), NOW);
    expect(error).toMatchObject({
      retryAfterMs: 60_000,
      context: { title: "Just a moment...", ray: "8a-FRA" },
    });
  });
});

describe("createHttpResponse", () => {
  it("quotes nothing of a body that is not JSON: it may hold credentials", () => {
    const response = answer(200, '{"apiKey":"key","secret":"c2VjcmV0","passphr');
    try {
      response.json();
      throw new Error("unreachable");
    } catch (error) {
      expect(error).toMatchObject({ code: "invalid-response", context: { status: 200, length: 44 } });
      expect(inspect(error, { depth: 9 })).not.toContain("c2VjcmV0");
    }
  });
});

describe("parseRetryAfter", () => {
  it.each<[string | null, number | undefined]>([
    ["0", 0],
    ["1", 1000],
    ["1.5", 1500],
    [" 120 ", 120_000],
    ["Wed, 07 Oct 2026 12:00:30 GMT", 30_000],
    ["Wednesday, 07-Oct-26 12:00:30 GMT", 30_000],
    ["Wed Oct  7 12:00:30 2026", 30_000],
    ["Wed, 07 Oct 2026 11:59:30 GMT", 0],
    ["-5", undefined],
    ["soon", undefined],
    ["", undefined],
    ["NaN", undefined],
    ["Wed, 99 Oct 2026 12:00:30 GMT", undefined],
    [null, undefined],
  ])("reads %j", (text, expected) => {
    expect(parseRetryAfter(text, NOW)).toBe(expected);
  });

  it("never gives a negative wait, whatever it is given", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseRetryAfter(text, systemClock.now()) ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
