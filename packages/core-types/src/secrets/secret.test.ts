import { Console } from "node:console";
import { Writable } from "node:stream";
import { format, inspect } from "node:util";
import { serialize } from "node:v8";
import { describe, expect, it } from "@jest/globals";
import { SecretDestroyedError } from "../errors/account.ts";
import { Secret, secret } from "./secret.ts";

const VALUE = "hunter2-hunter2";

/** Everything a console prints for one call. */
function printed(print: (console: Console) => void): string {
  let text = "";
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  print(new Console({ stdout: sink, stderr: sink }));
  return text;
}

describe("Secret", () => {
  it("gives its value only when asked", () => {
    expect(secret(VALUE).reveal()).toBe(VALUE);
    expect(secret(VALUE)).toBeInstanceOf(Secret);
  });

  it.each<[string, (held: Secret) => unknown]>([
    ["String", (held) => String(held)],
    ["template", (held) => `${held}`],
    ["concatenation", (held) => ["", held].join("")],
    ["number", (held) => Number(held)],
    ["valueOf", (held) => held.valueOf()],
    ["JSON", (held) => JSON.stringify({ held, list: [held] })],
    ["inspect", (held) => inspect(held)],
    [
      "inspect in depth",
      (held) => inspect({ a: { b: [held] } }, { showHidden: true, depth: 9, getters: true }),
    ],
    [
      "inspect of the plain object",
      (held) => inspect(held, { customInspect: false, showHidden: true, depth: 9 }),
    ],
    ["format", (held) => format("%s %o %O %j %d", held, held, held, held, held)],
    ["console.log", (held) => printed((out) => out.log(held, { held }))],
    ["console.dir", (held) => printed((out) => out.dir(held, { showHidden: true }))],
    ["console.table", (held) => printed((out) => out.table([held, { held }]))],
    ["entries", (held) => JSON.stringify(Object.entries(held).map(String))],
    ["spread", (held) => inspect({ ...held }, { showHidden: true, depth: 9 })],
    ["own keys", (held) => inspect(Reflect.ownKeys(held).map((key) => Reflect.get(held, key)))],
  ])("does not show it by %s", (_how, show) => {
    expect(String(show(secret(VALUE)))).not.toContain("hunter2");
  });

  it("prints [redacted] in its place", () => {
    const held = secret(VALUE);
    expect([String(held), `${held}`, inspect(held), JSON.parse(JSON.stringify(held))]).toEqual(
      Array(4).fill("[redacted]"),
    );
    expect(inspect({ held })).toBe("{ held: [redacted] }");
    expect(printed((out) => out.table([held]))).toContain("[redacted]");
  });

  it("refuses to be cloned, posted or serialised", () => {
    expect(() => structuredClone(secret(VALUE))).toThrow(/could not be cloned/);
    expect(() => structuredClone({ deep: [secret(VALUE)] })).toThrow(/could not be cloned/);
    const { port1, port2 } = new MessageChannel();
    expect(() => port1.postMessage(secret(VALUE))).toThrow(/could not be cloned/);
    port1.close();
    port2.close();
    expect(() => serialize(secret(VALUE))).toThrow(/could not be cloned/);
  });

  it("forgets its value, and says so in a typed error", () => {
    const held = secret(VALUE);
    held.destroy();
    held.destroy();
    expect(() => held.reveal()).toThrow(SecretDestroyedError);
    expect(() => held.reveal()).toThrow("This secret was destroyed and cannot be revealed.");
  });

  it("zeroes bytes", () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const held = secret(bytes);
    expect(held.reveal()).toBe(bytes);
    held.destroy();
    expect([...bytes]).toEqual([0, 0, 0]);
    expect(() => held.reveal()).toThrow(SecretDestroyedError);
  });
});
