import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { captured } from "@pm/jest/captures";

const ROOT = captured("data/") ?? "";

/** True where real captures lie beside the repository. */
export const hasCaptures: boolean = ROOT !== "" && existsSync(`${ROOT}rest`);

/** The text of a captured file, unpacked. */
function captureText(path: string): string {
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
