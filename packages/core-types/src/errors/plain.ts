// Plain forms for logs and wires. A value that cannot be shown safely is named, never printed.

/** Deeper than any context of ours; bounds what foreign values can cost. */
const MAX_DEPTH = 8;

/** A JSON-safe copy: bigints as text, bytes by their length, cycles and depths cut, objects by their `toJSON`. */
export function plain(value: unknown, depth = 0): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (depth >= MAX_DEPTH) return "[deeper]";
  if (value instanceof Error) return plainCause(value, depth);
  if ("toJSON" in value && typeof value.toJSON === "function") return plain(value.toJSON(), depth + 1);
  if (Array.isArray(value)) return value.map((inner) => plain(inner, depth + 1));
  if (value instanceof Map || value instanceof Set) return plain([...value], depth);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner, depth + 1)]));
}

/** A cause without its stack: our errors in full, others by name and message. */
export function plainCause(cause: unknown, depth = 0): unknown {
  if (!(cause instanceof Error)) return plain(cause, depth + 1);
  if ("toJSON" in cause && typeof cause.toJSON === "function") return plain(cause.toJSON(), depth + 1);
  return { name: cause.name, message: cause.message };
}
