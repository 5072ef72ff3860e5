import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "@jest/globals";
import { build } from "esbuild";

/** What every browser gives a page, and nothing of Node. */
const page = (answer: unknown) => ({
  AbortController,
  TextDecoder,
  URL,
  clearTimeout,
  console,
  crypto,
  fetch: async () =>
    new Response(JSON.stringify(answer), { headers: { "content-type": "application/json" } }),
  performance,
  setTimeout,
});

describe("the stack in a browser", () => {
  it("is bundled without anything of Node, and runs over the page's fetch", async () => {
    const { outputFiles, metafile } = await build({
      stdin: {
        contents: `
          import { requireOk, resilientTransport } from "./dist/index.js";
          export const run = async () => {
            const send = resilientTransport();
            const response = await send({ method: "GET", url: "https://venue.test/book", endpoint: "GET /book", surface: "clob-public" });
            const book = requireOk(response).json();
            await send.close();
            return JSON.stringify(book);
          };`,
        resolveDir: fileURLToPath(new URL("..", import.meta.url)),
      },
      bundle: true,
      format: "iife",
      globalName: "bundle",
      logLevel: "silent",
      metafile: true,
      platform: "browser",
      write: false,
    });
    expect(Object.keys(metafile.inputs).filter((path) => /undici|node:/.test(path))).toEqual([]);
    const context = createContext(page({ bids: [], asks: [] }));
    runInContext(outputFiles[0]!.text, context);
    expect(await runInContext("bundle.run()", context)).toBe('{"bids":[],"asks":[]}');
  });
});
