import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { loadSuite, suiteNames } from "./registry.ts";
import { defineSuite } from "./suite.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pm-bench-"));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(join(folder, "sign.js"), 'export default { name: "sign", rows: [] };');
  writeFileSync(join(folder, "wrong.js"), 'export default { name: "other", rows: [] };');
  writeFileSync(join(folder, "broken.js"), 'throw new Error("must not be loaded");');
  writeFileSync(join(folder, "sign.d.ts"), "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a file is a suite", () => expect(suiteNames(folder)).toEqual(["broken", "sign", "wrong"]));

test("only the suite asked for is loaded", async () => {
  expect(await loadSuite(folder, "sign")).toEqual({ name: "sign", rows: [] });
});

test("an unknown suite is answered with those that exist", async () => {
  await expect(loadSuite(folder, "sing")).rejects.toThrow(
    'There is no suite "sing": say one of broken, sign, wrong.',
  );
});

test("a suite goes by the name of its file", async () => {
  await expect(loadSuite(folder, "wrong")).rejects.toThrow("suites/wrong.ts must export");
});

test("two rows of one name could not be told apart", () => {
  const row = { name: "a" } as never;
  expect(() => defineSuite("s", [row, row])).toThrow('two rows called "a"');
});
