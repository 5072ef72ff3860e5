import { expect, test } from "@jest/globals";
import { staleOutputs } from "../prune.mjs";

test("keeps what a source explains and names the rest", () => {
  const sources = new Set(["index.ts", "deep/kept.ts", "view.tsx"]);
  const outputs = [
    "index.js",
    "index.js.map",
    "index.d.ts",
    "index.d.ts.map",
    "deep/kept.js",
    "view.js",
    "gone.js",
    "deep/gone.d.ts.map",
    "data.json",
  ];
  expect(staleOutputs(outputs, (source) => sources.has(source))).toEqual(["gone.js", "deep/gone.d.ts.map"]);
});
