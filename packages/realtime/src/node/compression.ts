import type { Duplex } from "node:stream";
import zlib from "node:zlib";
import { ValidationError } from "@pm/core-types";

/** How a recording is stored; told by the end of its name. */
export type Compression = "none" | "gzip" | "zstd";

/** What newer Nodes have; absent on Node 20. */
type ZstdApi = {
  readonly createZstdCompress?: (options?: object) => Duplex;
  readonly createZstdDecompress?: (options?: object) => Duplex;
};

/** Compression by file name: `.gz`, `.zst`, anything else none. */
export function compressionOf(path: string): Compression {
  if (path.endsWith(".gz")) return "gzip";
  return path.endsWith(".zst") ? "zstd" : "none";
}

/** A compressor that can be flushed at any time. @throws {ValidationError} zstd on a Node without it. */
export function compressor(compression: Exclude<Compression, "none">): Duplex & { flush?: () => void } {
  if (compression === "gzip") return zlib.createGzip({ level: 6 });
  return zstd("createZstdCompress")();
}

/** A decompressor that gives what there is of a stream that was cut off. @throws {ValidationError} as `compressor`. */
export function decompressor(compression: Exclude<Compression, "none">): Duplex {
  if (compression === "gzip") return zlib.createGunzip({ finishFlush: zlib.constants.Z_SYNC_FLUSH });
  return zstd("createZstdDecompress")();
}

function zstd(name: keyof ZstdApi): (options?: object) => Duplex {
  const create = (zlib as ZstdApi)[name];
  if (create !== undefined) return create;
  throw new ValidationError({
    message: `This Node (${process.versions.node}) has no zstd; it came with Node 22.15.`,
    action: "Use a name that ends in .gz, or a newer Node.",
    context: { node: process.versions.node },
  });
}
