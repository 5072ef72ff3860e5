import { existsSync, readdirSync, readFileSync } from "node:fs";
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

/** Every captured answer and frame there is, by path; lists of receive times are not among them. */
export function captureFiles(): readonly string[] {
  return ["rest", "rtds", "ws_market", "ws_user"].flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`)
      .filter((name) => !name.includes(".recv_ns."))
      .map((name) => `${folder}/${name}`),
  );
}

/** The JSON documents in a captured text that has other lines among them. */
export function captureDocuments(path: string): readonly unknown[] {
  return captureText(path)
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}
