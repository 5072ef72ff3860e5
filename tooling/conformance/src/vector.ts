import { readFileSync } from "node:fs";

/** One conformance vector: an input, what an official package made of it, and which one. */
export type Vector = {
  readonly id: string;
  readonly kind: string;
  /** Package, version and function, such as `@polymarket/clob-client-v2@1.1.0 OrderBuilder.buildOrder`. */
  readonly generator: string;
  readonly input: unknown;
  readonly expected: unknown;
};

/** The official function that made a vector: the last word of its generator, without a remark in brackets. */
export function generatorName(generator: string): string {
  const words = generator
    .replace(/\([^)]*\)$/, "")
    .trim()
    .split(/[\s.]+/);
  return words.at(-1) ?? "";
}

/** A file that cannot be read as conformance vectors. */
export class VectorFileError extends Error {
  override readonly name = "VectorFileError";
}

/** Reads a file of vectors. @throws {VectorFileError} naming what is wrong with it. */
export function readVectors(path: string): readonly Vector[] {
  return parseVectors(readText(path), path);
}

/** Reads vectors from text. @throws {VectorFileError} naming what is wrong with it. */
export function parseVectors(text: string, name: string): readonly Vector[] {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (cause) {
    throw new VectorFileError(`${name} is not JSON.`, { cause });
  }
  const vectors = (file as { vectors?: unknown } | null)?.vectors;
  if (!Array.isArray(vectors)) throw new VectorFileError(`${name} has no list "vectors".`);
  if (vectors.length === 0)
    throw new VectorFileError(`${name} holds no vector: there would be nothing to fail.`);
  return vectors.map((vector: Partial<Record<keyof Vector, unknown>> | null, index) => {
    const { id, kind, generator } = vector ?? {};
    if (typeof id !== "string" || typeof kind !== "string") {
      throw new VectorFileError(`Vector ${index} of ${name} has no id or no kind.`);
    }
    return {
      id,
      kind,
      generator: typeof generator === "string" ? generator : "",
      input: vector?.input,
      expected: vector?.expected,
    };
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new VectorFileError(`${path} cannot be read.`, { cause });
  }
}
