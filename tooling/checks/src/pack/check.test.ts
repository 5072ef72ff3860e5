import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { checkTarball } from "./check.ts";
import { packAll, type Tarball } from "./tarball.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "pm-pack-test-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const manifest = {
  name: "@pm/sample",
  version: "1.0.0",
  type: "module",
  license: "MIT",
  sideEffects: false,
  exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
  files: ["dist"],
};

const packed = (folder: string, changes: object, files: Readonly<Record<string, string>> = {}): Tarball => {
  const all = {
    "package.json": JSON.stringify({ ...manifest, ...changes }),
    "README.md": "# sample",
    LICENSE: "MIT",
    "dist/index.js": "export const one = 1;\n",
    "dist/index.d.ts": "export declare const one: number;\n",
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    const file = join(root, folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const [tarball] = packAll(root, [folder]);
  if (tarball === undefined) throw new Error("npm packed nothing");
  return tarball;
};

describe("checkTarball", () => {
  test("an ES module package with types passes", async () => {
    expect(await checkTarball(packed("good", {}))).toEqual([]);
  });

  test("an export without a file is found by publint and attw", async () => {
    const exports = {
      ".": manifest.exports["."],
      "./gone": { types: "./dist/gone.d.ts", default: "./dist/gone.js" },
    };
    const rules = (await checkTarball(packed("gone", { exports }))).map(({ rule }) => rule);
    expect(new Set(rules)).toEqual(new Set(["publint", "attw"]));
  });

  test("types that an ES module importer cannot follow are found", async () => {
    const files = {
      "dist/index.d.ts": 'export * from "./inner";\n',
      "dist/inner.d.ts": "export declare const one: number;\n",
    };
    expect(await checkTarball(packed("wrong-types", {}, files))).toContainEqual(
      expect.objectContaining({ rule: "attw", file: "wrong-types/package.json" }),
    );
  });

  test("a program without exports needs no types", async () => {
    const { exports: _none, ...program } = { ...manifest, bin: { sample: "./dist/index.js" } };
    const tarball = packed(
      "program",
      {
        ...program,
        exports: undefined,
      },
      { "dist/index.js": "#!/usr/bin/env node\nexport {};\n" },
    );
    expect(await checkTarball(tarball)).toEqual([]);
  });
});
