/** The first line of a recording. */
export const RECORDING_HEADER = { pm: "recording", version: 1 } as const;

/** When something happened. */
type At = {
  /** Monotonic milliseconds since the recording began, to the microsecond. */
  readonly m: number;
  /** Wall time, Unix milliseconds. */
  readonly w: number;
  /** Socket, counted from 1 over the recording. */
  readonly s: number;
};

/** One line of a recording: what a socket did. Frames are kept byte for byte; secrets never. */
export type RecordingEntry =
  | (At & { readonly t: "open"; readonly url: string })
  /** A text frame received (`d`), or the base64 of a binary one (`b`). */
  | (At & { readonly t: "in"; readonly d?: string; readonly b?: string })
  /** A text frame sent; credentials in it are replaced. */
  | (At & { readonly t: "out"; readonly d: string })
  | (At & { readonly t: "close"; readonly code: number; readonly reason: string })
  /** One HTTP request: `d` is the body of the answer. */
  | (Omit<At, "s"> & {
      readonly t: "http";
      readonly method: string;
      readonly url: string;
      readonly status: number;
      readonly ms: number;
      readonly d: string;
    });

/** One line of any replayable file. */
export type ReplayLine =
  | { readonly kind: "entry"; readonly entry: RecordingEntry }
  /** A raw frame without times, as in plain JSONL captures. */
  | { readonly kind: "frame"; readonly frame: string }
  | { readonly kind: "header" }
  | { readonly kind: "empty" };

const ENTRY_TYPES = new Set(["open", "in", "out", "close", "http"]);
/** Cheap to test before a line is parsed: entries are written with their type first, by other tools perhaps not. */
const ENTRY_START = /^\{(?:.{0,100},)?\s*"t"\s*:\s*"(?:open|in|out|close|http)"/;
const HEADER_START = /^\{\s*"pm"\s*:\s*"recording"/;

/** Tells an entry of a recording from a raw frame. */
export function readReplayLine(line: string): ReplayLine {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  if (text === "") return { kind: "empty" };
  if (ENTRY_START.test(text)) {
    try {
      const value = JSON.parse(text) as RecordingEntry;
      if (ENTRY_TYPES.has(value.t) && typeof value.m === "number") return { kind: "entry", entry: value };
    } catch {
      // A torn line: it is replayed as a frame and counted as unreadable.
    }
  }
  if (HEADER_START.test(text)) return { kind: "header" };
  return { kind: "frame", frame: text };
}

/** The line of an entry, without its end. */
export function writeEntry(entry: RecordingEntry): string {
  const { t, ...rest } = entry;
  return JSON.stringify({ t, ...rest });
}

/** The names under which frames carry credentials. */
const SECRET_FIELDS = ["auth", "clob_auth", "gamma_auth"] as const;

/** A sent frame without its credentials. */
export function withoutCredentials(frame: string): string {
  if (!SECRET_FIELDS.some((name) => frame.includes(`"${name}"`))) return frame;
  try {
    return JSON.stringify(JSON.parse(frame), (name, value: unknown) =>
      SECRET_FIELDS.some((field) => field === name) ? "[redacted]" : value,
    );
  } catch {
    return "[redacted]";
  }
}
