import { inspect } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { AuthenticationError, secret } from "@pm/core-types";
import fc from "fast-check";
import { isSensitiveKey, redact, redactText } from "./index.ts";

const KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
const SENSITIVE = [
  "apiKey",
  "api_key",
  "POLY_API_KEY",
  "POLY_PASSPHRASE",
  "POLY_SIGNATURE",
  "secret",
  "apiSecret",
  "privateKey",
  "PRIVATE-KEY",
  "authorization",
  "Cookie",
  "mnemonic",
  "sessionToken",
  "signature",
];
const PUBLIC = [
  "POLY_ADDRESS",
  "tokenId",
  "token_id",
  "signatureType",
  "orderId",
  "publicKey",
  "apiKeyCount",
  "key",
];

describe("redact", () => {
  it.each(SENSITIVE)("hides %s", (name) => {
    expect(isSensitiveKey(name)).toBe(true);
    expect(JSON.stringify(redact({ [name]: KEY }))).not.toContain(KEY.slice(4));
  });

  it.each(PUBLIC)("keeps %s", (name) => {
    expect(redact({ [name]: "123" })).toEqual({ [name]: "123" });
  });

  it("hides the key of API credentials, but not the key of anything else", () => {
    expect(redact({ key: "a", secret: "b", passphrase: "c" })).toEqual({
      key: "[redacted]",
      secret: "[redacted]",
      passphrase: "[redacted]",
    });
    expect(redact({ key: "markets:1" })).toEqual({ key: "markets:1" });
  });

  it("prints no secret however deep it lies, in whatever container", () => {
    const wrap = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constantFrom(...SENSITIVE).map((name) => ({ [name]: KEY })),
        fc.constant(secret(KEY)),
        fc.array(tie("value"), { minLength: 1, maxLength: 3 }),
        tie("value").map((inner) => ({ inner })),
        tie("value").map((inner) => new Map([["inner", inner]])),
        tie("value").map((inner) => new Set([inner])),
        tie("value").map((inner) => new Error("failed", { cause: inner })),
        tie("value").map((inner) => new AuthenticationError({ message: "no", context: { inner } })),
      ),
    }));
    fc.assert(
      fc.property(wrap.value, (value) => {
        const safe = redact(value);
        for (const text of [JSON.stringify(safe), inspect(safe, { depth: 50 })])
          expect(text).not.toContain(KEY);
      }),
      { numRuns: 300 },
    );
  });

  it("never throws and stays bounded, whatever the value", () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }),
        (value) => {
          expect(() => JSON.stringify(redact(value))).not.toThrow();
        },
      ),
    );
    const loop: Record<string, unknown> = { name: "loop" };
    loop.self = loop;
    expect(redact(loop)).toEqual({ name: "loop", self: "[circular]" });
    const wide = Array.from({ length: 100_000 }, (_, index) => index);
    expect((redact(wide) as unknown[]).length).toBe(257);
    let deep: unknown = "end";
    for (let level = 0; level < 1000; level++) deep = { deep };
    expect(JSON.stringify(redact(deep))).toContain("[too deep]");
    const hostile = {
      get broken(): string {
        throw new Error("no");
      },
      fine: 1,
    };
    expect(redact(hostile)).toEqual({ broken: "[unreadable]", fine: 1 });
    expect(
      redact(
        new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error("no");
            },
          },
        ),
      ),
    ).toBe("[unreadable]");
    const polluting = redact(JSON.parse('{"__proto__":{"polluted":true}}')) as Record<string, unknown>;
    expect(Object.getPrototypeOf(polluting)).toBe(Object.prototype);
  });

  it("shows the length of bytes, not the bytes", () => {
    expect(redact({ raw: new Uint8Array(32) })).toEqual({ raw: "[32 bytes]" });
  });
});

describe("redactText", () => {
  it.each([
    ["redis://:hunter2secret@cache:6379/0", "hunter2secret"],
    ["proxy http://user:pa55word@proxy:3128 failed", "pa55word"],
    ["Authorization: Bearer abcdefghijkl.mnop", "abcdefghijkl"],
    ["POLY_PASSPHRASE: 8f1c0b8e7d6a5b4c3d2e1f00", "8f1c0b8e7d6a"],
    [`private key ${KEY} refused`, KEY],
    [`{"secret":"c2VjcmV0LXNlY3JldC1zZWNyZXQ="}`, "c2VjcmV0"],
    ["https://rpc.example/v2?apikey=abc123def456", "abc123def456"],
    [`signed 0x${"ab".repeat(65)} ok`, "ab".repeat(65)],
    ["-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----", "MIIabc"],
    ["token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "eyJzdWIiOiIxIn0"],
  ])("hides the secret in %s", (text, hidden) => {
    expect(redactText(text)).not.toContain(hidden);
  });

  it("keeps order ids, addresses and ordinary prose", () => {
    const text = `order 0x${"1f".repeat(32)} of 0x${"ab".repeat(20)}: not enough balance / allowance; keep the secret safe`;
    expect(redactText(text)).toBe(text);
  });
});
