import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const FOLDER = new URL("../../vectors/", import.meta.url);

/** `name@version` of an installed package, as a generator is written. */
export function packageTag(name) {
  const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return `${name}@${createRequire(import.meta.url)(manifest.pathname).version}`;
}

/**
 * Writes a file of vectors, or with `--check` compares it with what is there.
 *
 * @param {string} name file name without ending
 * @param {object[]} vectors
 */
export function writeVectors(name, vectors) {
  const ids = new Set(vectors.map(({ id }) => id));
  if (ids.size !== vectors.length) throw new Error(`${name}: ids repeat`);
  const rows = vectors.map((vector) => JSON.stringify(vector)).join(",\n");
  const text = `{"meta":{"count":${vectors.length},"generatedBy":"scripts/generate-${name}.mjs","keys":"hashes of sentences: test only"},"vectors":[\n${rows}\n]}\n`;
  const file = new URL(`${name}.vectors.json`, FOLDER);
  if (!process.argv.includes("--check")) {
    writeFileSync(file, text);
    console.log(`${name}: ${vectors.length} vectors`);
    return;
  }
  if (readFileSync(file, "utf8") === text) return;
  console.error(`${name}.vectors.json is stale: run npm run generate`);
  process.exitCode = 1;
}
