import { describe, expect, it } from "@jest/globals";
import type { Attributes, LogFields, Telemetry } from "@pm/core-types";
import { TransportError } from "@pm/core-types";
import { createVirtualClock } from "@pm/core-types/virtual";
import { pipeline } from "../http/pipeline.ts";
import { createHttpResponse } from "../http/response.ts";
import { request } from "../testing/requests.ts";
import { observeRequests } from "./observe-requests.ts";

function watch(status: number | Error) {
  const lines: { level: string; message: string; fields: LogFields | undefined }[] = [];
  const counted: [string, Attributes | undefined][] = [];
  const ended: unknown[] = [];
  const telemetry: Telemetry = {
    count: (name, attributes) => counted.push([name, attributes]),
    observe: () => {},
    gauge: () => {},
    span: () => ({ setAttributes: () => {}, end: (error) => ended.push(error) }),
  };
  const seen: (string | undefined)[] = [];
  const send = pipeline(
    async (asked) => {
      seen.push(asked.correlationId);
      if (status instanceof Error) throw status;
      return createHttpResponse({ status, body: "{}", request: asked });
    },
    observeRequests({
      telemetry,
      clock: createVirtualClock(),
      logger: { log: (level, message, fields) => lines.push({ level, message, fields }) },
    }),
  );
  return { lines, counted, ended, seen, send };
}

describe("observeRequests", () => {
  it("gives each request one line, one count, one span and an id of its own", async () => {
    const { send, lines, counted, ended, seen } = watch(200);
    await send(request());
    await send(request());
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      level: "info",
      message: "http request",
      fields: { endpoint: "GET /book", result: "200" },
    });
    expect(counted).toEqual([
      ["pm_http_requests_total", { surface: "clob-public", endpoint: "GET /book", result: "200" }],
      ["pm_http_requests_total", { surface: "clob-public", endpoint: "GET /book", result: "200" }],
    ]);
    expect(ended).toEqual([undefined, undefined]);
    expect(new Set(seen).size).toBe(2);
    expect(seen[0]).toMatch(/^[0-9a-f]{10}-1$/);
  });

  it("keeps the id it is given and neither URL, headers nor body", async () => {
    const { send, lines, seen } = watch(404);
    await send(
      request({
        correlationId: "mine",
        url: "http://venue.test/?secret=hush",
        headers: { a: "hush" },
        body: "hush",
      }),
    );
    expect(seen).toEqual(["mine"]);
    expect(lines[0]).toMatchObject({ level: "warn" });
    expect(JSON.stringify(lines)).not.toContain("hush");
  });

  it("passes failures on, with their code as result", async () => {
    const error = new TransportError({ message: "reset" });
    const { send, counted, ended, lines } = watch(error);
    await expect(send(request())).rejects.toBe(error);
    expect(counted[0]?.[1]).toMatchObject({ result: "transport-error" });
    expect(ended).toEqual([error]);
    expect(lines[0]).toMatchObject({ level: "warn", fields: { error: "reset" } });
  });
});
