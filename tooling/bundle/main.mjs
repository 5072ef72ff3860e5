#!/usr/bin/env node
// After tsc: one JavaScript file for each entry point of the package in this folder, and one for what several of them
// share. Node takes half a millisecond to load a module, however small, and a package here has fifty. What tsc wrote works
// as well, only slower to start; types stay as tsc wrote them.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { build } from "esbuild";

const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
const entryPoints = Object.values(exports)
  .map((entry) => entry.default)
  .filter((file) => file?.endsWith(".js"));

const { outputFiles } = await build({
  entryPoints,
  outdir: "dist",
  outbase: "dist",
  chunkNames: "shared/[hash]",
  bundle: true,
  splitting: true,
  packages: "external",
  format: "esm",
  platform: "neutral",
  target: "es2023",
  charset: "utf8",
  sourcemap: true,
  // Sources are not published; with their text the maps would outweigh the code.
  sourcesContent: false,
  write: false,
  logLevel: "warning",
});

// What others import comes first, so that whoever reads meanwhile finds it.
const shared = ({ path }) => (path.includes(join("dist", "shared")) ? 0 : 1);
for (const { path, contents } of outputFiles.toSorted((a, b) => shared(a) - shared(b))) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
const kept = new Set(outputFiles.map(({ path }) => path));
for (const name of readdirSync("dist", { recursive: true })) {
  const file = resolve("dist", name);
  if (/\.js(?:\.map)?$/.test(name) && !kept.has(file)) rmSync(file);
}
