import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { compressionOf, loadDecompressor } from "./compression.ts";

/**
 * The lines of a file, decompressed by its name (`.gz`, `.zst`). A file that was cut off is read to its last byte.
 *
 * @throws what the file system says, such as ENOENT.
 */
export async function* readLines(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const compression = compressionOf(path);
  let source: Readable = file;
  if (compression !== "none") {
    const inflate = await loadDecompressor(compression);
    // Errors reach the reader through the stream it reads.
    source = pipeline(file, inflate, () => {});
  }
  source.setEncoding("utf8");
  let rest = "";
  try {
    for await (const chunk of source) {
      const lines = (rest + (chunk as string)).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
    if (rest !== "") yield rest;
  } finally {
    source.destroy();
    file.destroy();
  }
}
