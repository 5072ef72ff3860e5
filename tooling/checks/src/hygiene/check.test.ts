import { describe, expect, test } from "@jest/globals";
import { checkHygiene } from "./check.ts";

// Assembled, so that this file does not hold what it tests for.
const key = `0x${"ab".repeat(32)}`;
const host = ["registry", "example", "org"].join(".");
const home = ["", "home", "somebody"].join("/");
const work = ["", "work", "main"].join("/");
const token = ["_auth", "Token=abc"].join("");
const pem = ["-----BEGIN EC PRIVATE", "KEY-----"].join(" ");

const rules = (text: string, path = "packages/clob/src/a.ts") =>
  checkHygiene([{ path, text }]).map(({ rule }) => rule);

describe("hygiene fires on", () => {
  test.each([
    [`https://${host}/x`, "registry"],
    [`const root = "${home}/repo";`, "machine-path"],
    [`see ${work} for more`, "machine-path"],
    [`//${host}/:${token}`, "registry"],
    [token, "token"],
    [`const privateKey = "${key}";`, "private-key"],
    [`PRIVATE_KEY=${key.slice(2)}`, "private-key"],
    [pem, "private-key"],
  ])("%s", (text, rule) => expect(rules(text)).toContain(rule));

  test("a page and a lockfile like on sources", () => {
    expect(rules(`export PRIVATE_KEY=${key}`, "README.md")).toEqual(["private-key"]);
    expect(rules(`tarball: https://${host}/a.tgz`, "pnpm-lock.yaml")).toEqual(["registry"]);
  });

  test("the line is named and the secret is not repeated", () => {
    const [violation] = checkHygiene([{ path: "a.ts", text: `\n\nprivateKey: "${key}"` }]);
    expect(violation?.line).toBe(3);
    expect(violation?.message).not.toContain(key.slice(2, 20));
  });
});

describe("hygiene keeps quiet about", () => {
  test.each([
    ["a hash", `export const ORDER_TYPEHASH = "${key}";`],
    ["a longer hex text", `privateKey ${key}ff`],
    ["a web address", "https://example.org/home/page and https://example.org/work/x"],
    ["a route", 'router.get("/orders/home", handler);'],
    ["a word", "the registry of types"],
  ])("%s", (_what, text) => expect(rules(text)).toEqual([]));

  test("a key in a test or in vectors", () => {
    const text = `const privateKey = "${key}";`;
    expect(rules(text, "packages/signing/src/a.test.ts")).toEqual([]);
    expect(rules(text, "packages/signing/src/sign.vectors.json")).toEqual([]);
  });
});
