// The packages as they are published, outside this repository: on each Node, and in a browser's bundle.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { findChromium } from "@pm/jest/chromium";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import {
  createScratch,
  nodeBinaries,
  packBoth,
  packedFiles,
  readmeExamples,
  type Scratch,
} from "./testing/scratch.ts";

const CI = process.env.CI === "true";
const readme = readmeExamples();
const examples = readme.signing.map(({ code }) => code);

// pnpm lends scripts its own hoisted packages through NODE_PATH; a scratch project has to do without them.
const { NODE_PATH: _, ...env } = process.env;
const run = (node: string, file: string, cwd: string): string[] =>
  execFileSync(node, [file], { cwd, env, encoding: "utf8" }).trimEnd().split("\n");

/** What the examples' comments promise; the first prints an order id, with a salt of its own. */
function expectOutput(lines: readonly string[], engine: string): void {
  expect(lines[0]).toMatch(/^0x[0-9a-f]{64}$/);
  expect(lines.slice(1)).toEqual(["44 true", "true true", "636 3", `5 ${engine}`]);
}

/** Every line that a comment of `@pm/core-types` promises, in order. */
function expectPromised(lines: readonly string[], promised: readonly string[]): void {
  expect(promised.length).toBeGreaterThan(0);
  let from = 0;
  for (const text of promised) {
    const at = lines.indexOf(text, from);
    if (at < 0) throw new Error(`"${text}" is promised, but this was printed:\n${lines.join("\n")}`);
    from = at + 1;
  }
}

describe("packed and unpacked elsewhere", () => {
  let full: Scratch;
  let bare: Scratch;
  beforeAll(() => {
    full = createScratch({ optional: true });
    bare = createScratch({ optional: false });
  }, 60_000);
  afterAll(() => {
    full.close();
    bare.close();
  });

  it("holds code, types, README and licence, and no test", () => {
    const files = packedFiles(full);
    expect(files).toEqual(
      expect.arrayContaining(["dist/index.js", "dist/index.d.ts", "README.md", "LICENSE"]),
    );
    expect(files.filter((file) => /\.test\.|testing|^src/.test(file))).toEqual([]);
    // One file an entry point and what they share: fifty small ones load no faster than hundreds of orders are signed.
    expect(files.filter((file) => file.endsWith(".js")).length).toBeLessThan(10);
  });

  it.each(nodeBinaries())(
    "runs the README on %s, with the native engine where it is installed",
    (_, node) => {
      const native = process.platform === "linux" && process.arch === "x64";
      const lines = examples.flatMap((code, index) =>
        run(node, full.write(`${index}.js`, code), full.folder),
      );
      expectOutput(lines, native ? "native" : "portable");
    },
  );

  it.each(nodeBinaries())("runs the README on %s without any optional dependency", (_, node) => {
    const lines = examples.flatMap((code, index) => run(node, bare.write(`${index}.js`, code), bare.folder));
    expectOutput(lines, "portable");
  });

  it.each(nodeBinaries())("runs the README of @pm/core-types on %s", (_, node) => {
    for (const [index, { code, promised }] of readme.coreTypes.entries()) {
      expectPromised(run(node, bare.write(`core-${index}.js`, code), bare.folder), promised);
    }
  });

  it.each(nodeBinaries())("picks the fastest engine that is installed on %s", (_, node) => {
    const code =
      'import { selectSigningEngine } from "@pm/signing"; console.log(await selectSigningEngine());';
    expect(run(node, bare.write("auto.js", code), bare.folder)).toEqual(["portable"]);
    const wasm =
      'import { selectSigningEngine } from "@pm/signing"; console.log(await selectSigningEngine("wasm"));';
    expect(run(node, full.write("wasm.js", wasm), full.folder)).toEqual(["wasm"]);
    const refused = `${wasm.replace("console.log", "")}`.replace(
      'await selectSigningEngine("wasm")',
      'await selectSigningEngine("wasm").catch((error) => console.log(error.code))',
    );
    expect(run(node, bare.write("refused.js", refused), bare.folder)).toEqual(["invalid-input"]);
  });

  it("brings its other entries", () => {
    const code = `
      import { EXCHANGE_V1 } from "@pm/signing/archived";
      import { decryptKeystore, encryptKeystore } from "@pm/signing/keystore";
      const key = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
      const signer = await decryptKeystore(await encryptKeystore(key, "pw", { scryptN: 2 }), "pw");
      console.log(EXCHANGE_V1.version, signer.address);`;
    expect(run(process.execPath, bare.write("entries.js", code), bare.folder)).toEqual([
      "1 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    ]);
  });

  const bundle = async (scratch: Scratch, code: string): Promise<string> => {
    const entry = scratch.write("browser.js", code);
    const { outputFiles } = await build({
      ...{
        entryPoints: [entry],
        bundle: true,
        write: false,
        format: "esm",
        platform: "browser",
        target: "es2022",
      },
      logLevel: "silent",
    });
    return outputFiles[0]?.text ?? "";
  };

  it.each(examples.map((code, index) => [index + 1, code] as const))(
    "bundles README example %i for browsers: no ethers, no Node, no optional dependency",
    async (_, example) => {
      const code = await bundle(bare, example);
      expect(code).not.toMatch(/ethers|elliptic|from\s*"node:/);
      expect(code.length).toBeLessThan(400_000);
    },
  );

  const browser = findChromium();
  const inBrowser = browser === undefined ? it.skip : it;

  inBrowser(
    "runs both READMEs and the WebAssembly engine in Chromium",
    async () => {
      const instance = await chromium.launch({ executablePath: browser!, args: ["--no-sandbox"] });
      try {
        const page = await instance.newPage();
        const lines: string[] = [];
        const failures: Error[] = [];
        page.on("console", (message) => lines.push(message.text()));
        page.on("pageerror", (error) => failures.push(error));
        for (const example of examples) {
          await page.goto("about:blank");
          const content = await bundle(bare, `${example}\nglobalThis.done = true;`);
          await page.addScriptTag({ content, type: "module" });
          await page.waitForFunction("globalThis.done === true", null, { timeout: 20_000 });
        }
        expectOutput(lines, "portable");
        for (const { code: example, promised } of readme.coreTypes) {
          lines.length = 0;
          await page.goto("about:blank");
          const content = await bundle(bare, `${example}\nglobalThis.done = true;`);
          await page.addScriptTag({ content, type: "module" });
          await page.waitForFunction("globalThis.done === true", null, { timeout: 20_000 });
          expectPromised(lines, promised);
        }
        expect(failures).toEqual([]);
        lines.length = 0;
        const code = `
        import { keccakImplementation, privateKey, selectSigningEngine, signingEngine } from "@pm/signing";
        import { wasmEngine } from "@pm/signing/wasm";
        const key = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
        const digest = new Uint8Array(32).fill(7);
        const portable = privateKey(key).signDigest(digest);
        await selectSigningEngine(await wasmEngine());
        console.log(signingEngine(), keccakImplementation, privateKey(key).signDigest(digest) === portable);
        globalThis.done = true;`;
        await page.goto("about:blank");
        await page.addScriptTag({ content: await bundle(full, code), type: "module" });
        await page.waitForFunction("globalThis.done === true", null, { timeout: 20_000 });
        expect(lines).toEqual(["wasm wasm true"]);
      } finally {
        await instance.close();
      }
    },
    120_000,
  );
});

describe("installed by npm", () => {
  const inCi = CI ? it : it.skip;

  inCi(
    `brings the native engine and runs the README${CI ? "" : " (needs the registry; runs in CI)"}`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), "pm-signing-npm-"));
      try {
        writeFileSync(join(folder, "package.json"), '{"private":true,"type":"module"}');
        execFileSync("npm", ["install", "--no-audit", "--no-fund", ...packBoth(folder)], {
          cwd: folder,
          stdio: "ignore",
        });
        for (const [, node] of nodeBinaries()) {
          const lines = examples.flatMap((code, index) => {
            writeFileSync(join(folder, `${index}.js`), code);
            return run(node, `${index}.js`, folder);
          });
          expectOutput(lines, "native");
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    300_000,
  );
});
