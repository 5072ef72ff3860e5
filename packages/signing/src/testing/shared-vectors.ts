import { existsSync, readFileSync } from "node:fs";

// biome-ignore lint/suspicious/noExplicitAny: foreign JSON, whose form depends on the vector's kind.
export type Json = any;

/** One vector of a shared file. */
export type Vector = {
  readonly id: string;
  readonly kind: string;
  readonly input: Json;
  readonly expected: Json;
};

// Three folders up is the repository, one more the folder it lies in.
const FILE = new URL("../../../../../shared/vectors.json", import.meta.url);

/** The vectors of the shared file, where there is one beside the repository; none otherwise. */
export function sharedVectors(): readonly Vector[] {
  if (!existsSync(FILE)) return [];
  return (JSON.parse(readFileSync(FILE, "utf8")) as { readonly vectors: readonly Vector[] }).vectors;
}
