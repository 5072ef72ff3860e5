import { type Clock, type LogFields, type Logger, type LogLevel, systemClock } from "@pm/core-types";
import { redact } from "./redact.ts";
import { redactText } from "./redact-text.ts";

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Settings of {@link jsonLogger}. */
export type JsonLoggerOptions = {
  /** Takes one line, without its line feed. Default: standard error, or the console in a browser. */
  readonly write?: (line: string) => void;
  /** The least level that is written; default `info`. */
  readonly level?: LogLevel;
  readonly clock?: Clock;
  /** Fields of every line, such as the service's name. */
  readonly fields?: LogFields;
};

/**
 * Writes one JSON object per line: `time` (ISO 8601), `level`, `message`, then the fields, all redacted. A line
 * that cannot be written is lost, because logging must never break what it describes.
 */
export function jsonLogger(options: JsonLoggerOptions = {}): Logger {
  const { write = writeLine, level = "info", clock = systemClock, fields: common } = options;
  const least = RANK[level];
  return {
    log: (lineLevel, message, fields) => {
      if (RANK[lineLevel] < least) return;
      try {
        write(
          JSON.stringify({
            ...(redact({ ...common, ...fields }) as Record<string, unknown>),
            time: new Date(clock.now()).toISOString(),
            level: lineLevel,
            message: redactText(message),
          }),
        );
      } catch {
        // A full disk or a closed pipe is not the caller's failure.
      }
    },
  };
}

function writeLine(line: string): void {
  if (typeof process === "object" && typeof process.stderr?.write === "function") {
    process.stderr.write(`${line}\n`);
  } else {
    console.log(line);
  }
}
