import { isPolymarketError, Secret } from "@pm/core-types";
import { redactText } from "./redact-text.ts";

const REDACTED = "[redacted]";

/** Bounds of one redaction, so that a hostile or huge value costs little. */
const MAX_DEPTH = 10;
const MAX_NODES = 4096;
const MAX_ENTRIES = 256;
const MAX_KEY = 256;

const SENSITIVE_KEY =
  /secret|passphrase|password|passwd|mnemonic|seed_?phrase|private_?key|priv_?key|api_?key$|authorization|cookie|credential|bearer|access_?token|refresh_?token|session_?token|csrf|hmac/;
const SIGNATURE_KEY = /(?:^|_)(?:signature|sig)$/;
/** `POLY_ADDRESS`-like names that look alike but are public. */
const PUBLIC_KEY = /(?:address|type|count|id|public_?key)$/;

/** `apiKey`, `API-KEY` and `api_key` are one name. */
function canonical(key: string): string {
  return key
    .slice(0, MAX_KEY)
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toLowerCase();
}

/** True when a field of this name must never be printed. */
export function isSensitiveKey(key: string): boolean {
  const name = canonical(key);
  return (SENSITIVE_KEY.test(name) || SIGNATURE_KEY.test(name)) && !PUBLIC_KEY.test(name);
}

/**
 * A copy of `value` that is safe to print: fields with secret names, `Secret`s, signatures, tokens, PEM blocks and
 * credentials inside URLs are replaced; bigints become strings, errors their plain form, bytes their length.
 * Bounded in depth and size, and it never throws, whatever the value.
 */
export function redact(value: unknown): unknown {
  return walk(value, 0, { nodes: 0, path: new Set() });
}

type Walk = { nodes: number; readonly path: Set<object> };

function walk(value: unknown, depth: number, state: Walk): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function") return "[function]";
  if (typeof value === "symbol") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Secret) return REDACTED;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  state.nodes += 1;
  if (state.nodes > MAX_NODES) return "[too many values]";
  if (depth >= MAX_DEPTH) return "[too deep]";
  if (state.path.has(value)) return "[circular]";
  state.path.add(value);
  try {
    return walkObject(value, depth, state);
  } catch {
    return "[unreadable]";
  } finally {
    state.path.delete(value);
  }
}

function walkObject(value: object, depth: number, state: Walk): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[invalid date]" : value.toISOString();
  if (value instanceof URL) return redactText(value.href);
  if (value instanceof Map)
    return walkEntries(
      [...value].map(([key, inner]) => [String(key), inner]),
      depth,
      state,
    );
  if (value instanceof Set) return walkList([...value], depth, state);
  if (Array.isArray(value)) return walkList(value, depth, state);
  if (isPolymarketError(value)) return walk(value.toJSON(), depth, state);
  if (value instanceof Error) {
    const cause = value.cause === undefined ? {} : { cause: walk(value.cause, depth + 1, state) };
    return { name: value.name, message: redactText(value.message), ...cause };
  }
  if ("toJSON" in value && typeof value.toJSON === "function") return walk(value.toJSON(), depth + 1, state);
  return walkEntries(
    Object.keys(value).map((key) => [key, reader(value, key)]),
    depth,
    state,
  );
}

/** Reads one field; a getter that throws spoils its own field only. */
function reader(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return "[unreadable]";
  }
}

function walkList(list: readonly unknown[], depth: number, state: Walk): unknown[] {
  const kept = list.slice(0, MAX_ENTRIES).map((inner) => walk(inner, depth + 1, state));
  return list.length > MAX_ENTRIES ? [...kept, `[${list.length - MAX_ENTRIES} more]`] : kept;
}

function walkEntries(entries: readonly (readonly [string, unknown])[], depth: number, state: Walk): unknown {
  const names = new Set(entries.map(([key]) => canonical(key)));
  // API credentials are `{ key, secret, passphrase }`: a bare `key` is a secret only in that company.
  const credentials = names.has("secret") || names.has("passphrase");
  const out: Record<string, unknown> = {};
  for (const [key, inner] of entries.slice(0, MAX_ENTRIES)) {
    const hidden = isSensitiveKey(key) || (credentials && canonical(key) === "key");
    const name = key === "__proto__" ? "[__proto__]" : key.slice(0, MAX_KEY);
    out[name] = hidden && inner !== undefined && inner !== null ? REDACTED : walk(inner, depth + 1, state);
  }
  if (entries.length > MAX_ENTRIES) out["…"] = `[${entries.length - MAX_ENTRIES} more]`;
  return out;
}
