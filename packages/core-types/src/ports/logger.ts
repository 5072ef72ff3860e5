export type LogLevel = "debug" | "info" | "warn" | "error";

/** Structured fields of a log line. Values must already be free of secrets. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where log lines go. One call is one line. */
export type Logger = {
  readonly log: (level: LogLevel, message: string, fields?: LogFields) => void;
};

/** Discards every line: the default, because a library does not write to its user's console. */
export const noopLogger: Logger = { log: () => {} };
