import { describe, expect, it } from "@jest/globals";
import { InvalidKeyError, secret } from "@pm/core-types";
import { createVirtualClock } from "@pm/core-types/virtual";
import { type JsonLoggerOptions, jsonLogger } from "./index.ts";

function collect(options: JsonLoggerOptions = {}) {
  const lines: string[] = [];
  const logger = jsonLogger({ write: (line) => lines.push(line), clock: createVirtualClock(), ...options });
  return { logger, lines };
}

describe("jsonLogger", () => {
  it("writes one JSON object per line", () => {
    const { logger, lines } = collect({ fields: { service: "desk" } });
    logger.log("info", "order placed", { orderId: "0x1", size: 10n, note: "two\nlines" });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain("\n");
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      time: "2025-06-15T15:06:40.000Z",
      level: "info",
      message: "order placed",
      service: "desk",
      orderId: "0x1",
      size: "10",
      note: "two\nlines",
    });
  });

  it("drops lines below its level", () => {
    const { logger, lines } = collect({ level: "warn" });
    for (const level of ["debug", "info", "warn", "error"] as const) logger.log(level, level);
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(["warn", "error"]);
  });

  it("lets no field stand in for time, level or message", () => {
    const { logger, lines } = collect();
    logger.log("error", "real", { message: "forged", level: "debug", time: "never" });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ message: "real", level: "error" });
  });

  it("prints no secret from fields, errors or messages", () => {
    const { logger, lines } = collect();
    const key = secret("deadbeefdeadbeefdeadbeef");
    logger.log("error", "passphrase: deadbeefdeadbeefdeadbeef", {
      key,
      apiSecret: "deadbeefdeadbeefdeadbeef",
      error: new InvalidKeyError({ message: "no", context: { privateKey: "deadbeefdeadbeefdeadbeef" } }),
    });
    expect(lines[0]).not.toContain("deadbeef");
    expect(lines[0]).toContain("invalid-key");
  });

  it("does not throw when a line cannot be written", () => {
    const { logger } = collect({
      write: () => {
        throw new Error("EPIPE");
      },
    });
    expect(() => logger.log("info", "lost")).not.toThrow();
  });
});
