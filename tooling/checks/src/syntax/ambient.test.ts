import { describe, expect, test } from "@jest/globals";
import { ambientUsesOf } from "./ambient.ts";

const names = (code: string) => ambientUsesOf("a.ts", code).map(({ name }) => name);

describe("what comes from the air", () => {
  test.each([
    ["Date.now()", "Date.now"],
    ["const clock = Date.now;", "Date.now"],
    ['Date["now"]()', "Date.now"],
    ["Date?.now()", "Date.now"],
    ["const { now } = Date;", "Date.now"],
    ["new Date()", "Date()"],
    ["Date()", "Date()"],
    ["performance.now()", "performance.now"],
    ["setTimeout(f, 1)", "setTimeout"],
    ["setInterval(f, 1)", "setInterval"],
    ["setImmediate(f)", "setImmediate"],
    ["later(setTimeout)", "setTimeout"],
    ["const timers = { setTimeout };", "setTimeout"],
    ["Math.random()", "Math.random"],
    ["const { random: r } = Math;", "Math.random"],
    ["fetch(url)", "fetch"],
    ["const f = options.fetch ?? fetch;", "fetch"],
    ["globalThis.fetch(url)", "globalThis.fetch"],
    ["globalThis.setTimeout(f)", "globalThis.setTimeout"],
    ["globalThis.Date.now()", "Date.now"],
    ["crypto.getRandomValues(x)", "crypto.getRandomValues"],
    ["globalThis.crypto.getRandomValues(x)", "crypto.getRandomValues"],
    ["crypto.randomUUID()", "crypto.randomUUID"],
    ["AbortSignal.timeout(5)", "AbortSignal.timeout"],
    ["process.hrtime.bigint()", "process.hrtime"],
    ["new WebSocket(url)", "WebSocket"],
    ['import { setTimeout as sleep } from "node:timers/promises";', "node:timers/promises"],
    ['import { performance } from "perf_hooks";', "perf_hooks"],
    ['import { randomBytes } from "node:crypto";', "node:crypto randomBytes"],
    ["function f() { if (x) { return () => Date.now(); } }", "Date.now"],
  ])("%s", (code, name) => expect(names(code)).toEqual([name]));
});

describe("what does not", () => {
  test.each([
    ["a value converted", "new Date(1700000000000)"],
    ["other members", "Math.max(1, 2); Date.UTC(2026, 1); Date.parse(text); crypto.subtle;"],
    ["a parameter of that name", "export const get = (fetch: Fetch) => fetch(url);"],
    [
      "a destructured parameter",
      "export function get({ fetch, setTimeout: later }: Ports) { later(f); return fetch(url); }",
    ],
    ["an import of that name", 'import WebSocket from "isomorphic-ws"; new WebSocket(url);'],
    ["a local declared below", "export const f = () => fetch(); function fetch() {}"],
    ["a member of something else", "clock.setTimeout(f, 1); ports.fetch(url); this.fetch(url);"],
    ["a property key", "export const ports = { fetch: platformFetch, setTimeout() {} };"],
    [
      "a type",
      "export type Fetch = typeof fetch; export type Ports = { fetch: Fetch; setTimeout: () => void };",
    ],
    ["a class member", "class Ports { fetch = 1; setTimeout() {} }"],
    ["a comment", "// Date.now() and Math.random()"],
    ["a string", 'export const advice = "never call Date.now() or fetch()";'],
    ["a template", "export const advice = `never call Math.random()`;"],
    ["a type import", 'import type { webcrypto } from "node:crypto";'],
    ["hashing", 'import { createHash } from "node:crypto"; createHash("sha256");'],
  ])("%s", (_what, code) => expect(names(code)).toEqual([]));

  test("a local hides the global only where it stands", () => {
    const code = "export const a = (fetch: Fetch) => fetch(1);\nexport const b = () => fetch(2);";
    expect(ambientUsesOf("a.ts", code)).toEqual([{ name: "fetch", line: 2 }]);
  });
});
