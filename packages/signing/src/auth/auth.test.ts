import { createHmac } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { type Fetch, InvalidSecretError, SigningError, secret } from "@pm/core-types";
import { BuilderSigner } from "@polymarket/builder-signing-sdk";
import fc from "fast-check";
import { base64Url, parseBase64 } from "../bytes/base64.ts";
import { privateKey } from "../signer/private-key.ts";
import * as known from "../testing/accounts.ts";
import { BUILDER_HEADERS, createBuilderHeaders, fetchBuilderHeaders } from "./builder.ts";
import { createHmacKey, hmacKey, hmacSignature } from "./hmac.ts";
import { createL1Headers, verifyL1 } from "./l1.ts";
import { createL2Headers, verifyL2 } from "./l2.ts";

const signer = privateKey(known.KEY);

describe("L1 headers", () => {
  const input = { chainId: 137, timestamp: 1_750_000_000 };

  it("prove control of the account, for one chain, time and nonce", async () => {
    const headers = await createL1Headers(signer, { ...input, nonce: 3n });
    expect(headers).toMatchObject({ POLY_ADDRESS: known.EOA, POLY_TIMESTAMP: "1750000000", POLY_NONCE: "3" });
    expect(verifyL1(headers, 137)).toBe(known.EOA);
    const lower = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    expect(verifyL1(lower, 137)).toBe(known.EOA);
    const changes = [
      { POLY_TIMESTAMP: "1750000001" },
      { POLY_NONCE: "4" },
      { POLY_ADDRESS: known.OTHER_EOA },
    ];
    for (const change of changes) expect(verifyL1({ ...headers, ...change }, 137)).not.toBe(known.EOA);
    expect(verifyL1(headers, 80_002)).not.toBe(known.EOA);
  });

  it("may attest another address, which the signature then covers", async () => {
    const headers = await createL1Headers(signer, { ...input, address: known.DEPOSIT_WALLET });
    expect(headers.POLY_ADDRESS).toBe(known.DEPOSIT_WALLET);
    expect(verifyL1(headers, 137)).toBe(known.EOA);
    expect(verifyL1({ ...headers, POLY_ADDRESS: known.EOA }, 137)).not.toBe(known.EOA);
  });

  it("are nobody's when one is missing or malformed", async () => {
    const headers = await createL1Headers(signer, input);
    for (const name of Object.keys(headers)) {
      for (const value of [undefined, "", "x", "0x", ["a", "b"], "-1", "1.5"]) {
        expect(verifyL1({ ...headers, [name]: value }, 137)).toBeUndefined();
      }
    }
  });
});

describe("hmacSignature", () => {
  // RFC 4231, test case 2.
  it("is HMAC-SHA256", () => {
    const key = Buffer.from("Jefe").toString("base64");
    const digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const expected = Buffer.from(digest, "hex").toString("base64").replaceAll("+", "-").replaceAll("/", "_");
    expect(hmacSignature(key, "what do ya want for nothing?")).toBe(expected);
  });

  it("takes base64 and base64url, padded or not", () => {
    const spellings = ["-_8=", "-_8", "+/8=", "+/8", "-/8="];
    const signatures = spellings.map((spelling) => hmacSignature(secret(spelling), "message"));
    expect(new Set(signatures).size).toBe(1);
  });

  it.each(["", "=", "a", "abcde", "ab!d", "ab d", "abc\n", "ab=c", "ab===", "abc==", "é===", "a-b*"])(
    "refuses a secret that is not base64: %j",
    (text) => {
      for (const wrapped of [text, secret(text)]) {
        expect(() => hmacSignature(wrapped, "message")).toThrow(InvalidSecretError);
        expect(() => hmacSignature(wrapped, "message")).toThrow(
          expect.objectContaining({
            code: "invalid-secret",
            context: { field: "secret" },
            outcome: "not-sent",
          }),
        );
      }
    },
  );

  it("gives the same bytes with Node's crypto and without it, for any secret and text", () => {
    const secrets = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => base64Url(bytes));
    fc.assert(
      fc.property(secrets, fc.string({ unit: "binary", maxLength: 300 }), (text, message) => {
        const native = createHmacKey(text)(message);
        expect(createHmacKey(text, null)(message)).toBe(native);
        expect(native).toMatch(/^[A-Za-z0-9_-]{43}=$/);
        expect(hmacSignature(text, message)).toBe(native);
      }),
    );
  });

  it("is Node's own HMAC for keys around the block's length, and messages around the room that is kept for them", () => {
    for (const keyLength of [1, 63, 64, 65, 1_000]) {
      const key = Buffer.alloc(keyLength, keyLength);
      // A code takes up to three bytes: 21,824 of them just fit.
      for (const length of keyLength === 64 ? [0, 1, 21_824, 21_825, 70_000] : [0, 1]) {
        for (const letter of ["a", "é", "€", "\ud800"]) {
          const message = letter.repeat(length);
          const expected = createHmac("sha256", key).update(message, "utf8").digest("base64url");
          expect(hmacSignature(key.toString("base64"), message)).toBe(`${expected}=`);
        }
      }
    }
  });

  it("keeps keys apart that sign in turns", () => {
    const [one, two] = [hmacKey(secret("AAAA")), hmacKey(secret("AAAB"))];
    const alone = [one("m"), two("m")];
    expect([one("m"), two("m"), one("m"), two("longer"), one("m")]).toEqual([
      ...[...alone, alone[0], two("longer"), alone[0]],
    ]);
    expect(alone[0]).not.toBe(alone[1]);
  });

  it("signs nothing more with a secret that was destroyed", () => {
    const gone = secret(known.SECRET_TEXT);
    expect(hmacSignature(gone, "m")).toBe(hmacSignature(known.SECRET_TEXT, "m"));
    gone.destroy();
    expect(() => hmacSignature(gone, "m")).toThrow(/destroyed/);
  });

  it("makes the key of a Secret once, and one of its own for each", () => {
    const one = secret("AAAA");
    expect(hmacKey(one)).toBe(hmacKey(one));
    expect(hmacKey(secret("AAAB"))("m")).not.toBe(hmacKey(one)("m"));
  });
});

describe("base64", () => {
  it("goes there and back for any bytes, and reads what Node writes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = base64Url(bytes);
        expect(parseBase64(text)).toEqual(bytes);
        expect(parseBase64(Buffer.from(bytes).toString("base64"))).toEqual(bytes);
        expect(parseBase64(Buffer.from(bytes).toString("base64url"))).toEqual(bytes);
        expect(text.replaceAll("=", "")).toBe(Buffer.from(bytes).toString("base64url"));
        expect(text.length % 4).toBe(0);
      }),
    );
  });
});

describe("L2 headers", () => {
  const request = { timestamp: 1_750_000_000, method: "post", path: "/order", body: '{"a":1}' };
  const headers = createL2Headers(known.CREDENTIALS, known.EOA, request);

  it("sign timestamp, upper-case method, path and the exact body", () => {
    expect(headers).toEqual({
      POLY_ADDRESS: known.EOA,
      POLY_SIGNATURE: hmacSignature(known.SECRET_TEXT, '1750000000POST/order{"a":1}'),
      POLY_TIMESTAMP: "1750000000",
      POLY_API_KEY: known.CREDENTIALS.key,
      POLY_PASSPHRASE: known.PASSPHRASE_TEXT,
    });
    const { body: _, ...bare } = request;
    expect(createL2Headers(known.CREDENTIALS, known.EOA, bare).POLY_SIGNATURE).toBe(
      hmacSignature(known.SECRET_TEXT, "1750000000POST/order"),
    );
  });

  it("verify for the very request only", () => {
    expect(verifyL2(headers, known.CREDENTIALS, request)).toBe(true);
    const changes = [{ method: "DELETE" }, { path: "/orders" }, { body: '{"a": 1}' }, { body: "" }];
    for (const change of changes) {
      expect(verifyL2(headers, known.CREDENTIALS, { ...request, ...change })).toBe(false);
    }
    for (const [name, value] of [
      ["POLY_SIGNATURE", `${headers.POLY_SIGNATURE?.slice(0, -2)}x=`],
      ["POLY_SIGNATURE", undefined],
      ["POLY_TIMESTAMP", "1750000001"],
      ["POLY_TIMESTAMP", "soon"],
      ["POLY_API_KEY", "00000000-0000-4000-8000-000000000001"],
      ["POLY_PASSPHRASE", "another"],
    ] as const) {
      expect(verifyL2({ ...headers, [name]: value }, known.CREDENTIALS, request)).toBe(false);
    }
  });
});

describe("builder headers", () => {
  const request = { method: "POST", path: "/submit", body: '{"type":"SAFE"}', timestamp: 1_750_000_000 };
  const local = createBuilderHeaders(known.CREDENTIALS, request);

  const server =
    (status: number, text: string, seen: unknown[] = []): Fetch =>
    async (url, init) => {
      seen.push({ url, ...init });
      return { status, headers: { get: () => null }, text: async () => text };
    };

  it("are those of the official signing package, for random requests", () => {
    const { key } = known.CREDENTIALS;
    const official = new BuilderSigner({ key, secret: known.SECRET_TEXT, passphrase: known.PASSPHRASE_TEXT });
    const method = fc.constantFrom("GET", "POST", "DELETE");
    fc.assert(
      fc.property(method, fc.webPath(), fc.option(fc.string()), fc.nat(), (method, path, body, timestamp) => {
        const request = { method, path, timestamp, ...(body === null ? {} : { body }) };
        const theirs = official.createBuilderHeaderPayload(method, path, body ?? undefined, timestamp);
        expect(createBuilderHeaders(known.CREDENTIALS, request)).toEqual(theirs);
      }),
    );
  });

  it("are signed like L2 headers", () => {
    expect(Object.keys(local)).toEqual(BUILDER_HEADERS);
    expect(local.POLY_BUILDER_SIGNATURE).toBe(
      createL2Headers(known.CREDENTIALS, known.EOA, request).POLY_SIGNATURE,
    );
  });

  it("can be signed by the builder's own server", async () => {
    const seen: unknown[] = [];
    const remote = {
      fetch: server(200, JSON.stringify(local), seen),
      url: "http://signer.test/sign",
      token: secret("tk"),
    };
    expect(await fetchBuilderHeaders(remote, request)).toEqual(local);
    expect(seen).toEqual([
      {
        url: "http://signer.test/sign",
        method: "POST",
        headers: { "content-type": "application/json", authorization: "Bearer tk" },
        body: JSON.stringify({
          method: "POST",
          path: "/submit",
          body: request.body,
          timestamp: 1_750_000_000,
        }),
      },
    ]);
    const bare = { fetch: server(200, JSON.stringify(local), seen), url: "http://signer.test/sign" };
    await fetchBuilderHeaders(bare, { method: "GET", path: "/deployed" });
    expect(seen[1]).toMatchObject({
      headers: { "content-type": "application/json" },
      body: '{"method":"GET","path":"/deployed"}',
    });
  });

  it.each([
    ["status 401", server(401, "{}")],
    ["not JSON", server(200, "<html>")],
    ["no POLY_BUILDER_API_KEY", server(200, "null")],
    ["no POLY_BUILDER_SIGNATURE", server(200, JSON.stringify({ ...local, POLY_BUILDER_SIGNATURE: 1 }))],
    ["no POLY_BUILDER_TIMESTAMP", server(200, JSON.stringify({ ...local, POLY_BUILDER_TIMESTAMP: "" }))],
    ["cannot be reached", () => Promise.reject(new Error("connection refused"))],
  ] as const)("fail with a typed error: %s", async (text, fetch) => {
    const asked = fetchBuilderHeaders({ fetch: fetch as Fetch, url: "http://signer.test" }, request);
    const error = await asked.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SigningError);
    expect((error as Error).message).toContain(text);
    expect(error).toMatchObject({ outcome: "not-sent", context: { path: "/submit" } });
  });
});
