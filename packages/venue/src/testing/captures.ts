import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const ROOT = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));

/** True where real captures lie beside the repository. */
export const hasCaptures: boolean = existsSync(`${ROOT}rest`);

/** The text of a captured file, unpacked. */
export function captureText(path: string): string {
  const bytes = readFileSync(`${ROOT}${path}`);
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

/** A captured JSON document. */
export function captureJson(path: string): unknown {
  return JSON.parse(captureText(path));
}

/** A captured file of one JSON document a line. */
export function captureLines(path: string): readonly unknown[] {
  return captureText(path)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line));
}

/** Names of the captured files in a folder. */
export function captureNames(folder: string): readonly string[] {
  return readdirSync(`${ROOT}${folder}`).map((name) => `${folder}/${name}`);
}
