/** Plain JSON of a call's arguments: bigints are marked, callbacks are left out. */
export function encodeArgs(args: readonly unknown[]): readonly unknown[] {
  return args.filter((arg) => typeof arg !== "function").map(encode);
}

/** The arguments of a recorded call. */
export function decodeArgs(args: readonly unknown[]): unknown[] {
  return args.map(decode);
}

/** Plain JSON of a value: bigints are marked, what is undefined is left out. */
export function encode(value: unknown): unknown {
  if (typeof value === "bigint") return { $bigint: value.toString() };
  if (value === undefined) return { $undefined: true };
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, encode(inner)]])),
  );
}

/** The value that `encode` wrote. */
export function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== "object" || value === null) return value;
  if ("$bigint" in value) return BigInt(String(value.$bigint));
  if ("$undefined" in value) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decode(inner)]));
}
