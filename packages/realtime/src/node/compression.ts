import { type Duplex, Transform } from "node:stream";
import zlib from "node:zlib";

/** How a recording is stored; told by the end of its name. */
export type Compression = "none" | "gzip" | "zstd";

/** A stream that compresses, and gives out what it holds when told to. */
export type Compressor = Duplex & { readonly flush: () => void };

/** Text that one zstd frame holds at most. */
const ZSTD_FRAME_BYTES = 1024 * 1024;

/** Compression by file name: `.gz`, `.zst`, anything else none. */
export function compressionOf(path: string): Compression {
  if (path.endsWith(".gz")) return "gzip";
  return path.endsWith(".zst") ? "zstd" : "none";
}

/** Makes compressors. What only zstd needs is loaded only for it. */
export async function loadCompressor(compression: Exclude<Compression, "none">): Promise<() => Compressor> {
  if (compression === "gzip") return () => zlib.createGzip({ level: 6 });
  const { Zstd } = await import("@hpcc-js/wasm-zstd");
  const zstd = await Zstd.load();
  return () => zstdFrames((bytes) => zstd.compress(bytes));
}

/** A decompressor that gives what there is of a stream that was cut off. */
export async function loadDecompressor(compression: Exclude<Compression, "none">): Promise<Duplex> {
  if (compression === "gzip") return zlib.createGunzip({ finishFlush: zlib.constants.Z_SYNC_FLUSH });
  const { Decompress } = await import("fzstd");
  const decompress = new Decompress((bytes) => void stream.push(bytes));
  const stream = new Transform({
    transform: (chunk: Buffer, _, done) => {
      try {
        decompress.push(chunk);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
  return stream;
}

/** Each flush ends a frame: a file of several is as good as one, and what was flushed can be read whatever follows. */
function zstdFrames(compress: (bytes: Uint8Array) => Uint8Array): Compressor {
  let chunks: Buffer[] = [];
  let held = 0;
  const pack = () => {
    if (held === 0) return;
    stream.push(compress(Buffer.concat(chunks)));
    chunks = [];
    held = 0;
  };
  const stream = new Transform({
    transform: (chunk: Buffer, _, done) => {
      chunks.push(chunk);
      held += chunk.length;
      if (held >= ZSTD_FRAME_BYTES) pack();
      done();
    },
    flush: (done) => {
      pack();
      done();
    },
  });
  return Object.assign(stream, { flush: pack });
}
