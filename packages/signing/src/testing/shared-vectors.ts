import { readFileSync } from "node:fs";
import { captured } from "@pm/jest/captures";

// biome-ignore lint/suspicious/noExplicitAny: foreign JSON, whose form depends on the vector's kind.
export type Json = any;

/** One vector of a shared file. */
export type Vector = {
  readonly id: string;
  readonly kind: string;
  readonly input: Json;
  readonly expected: Json;
};

/** The vectors of the shared file, where there is one beside the repository; none otherwise. */
export function sharedVectors(): readonly Vector[] {
  const file = captured("vectors.json");
  if (file === undefined) return [];
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly vectors: readonly Vector[] }).vectors;
}
