import type { Random } from "@pm/core-types";

/** Values that parsers stumble over, beside the ones a venue really knows. */
export type Fuzzer = {
  /** Any JSON value. */
  readonly value: (depth?: number) => unknown;
  /** A short text: a known id, a number, or nonsense. */
  readonly text: () => string;
  /** `valid` with some of its parts replaced, dropped or doubled. */
  readonly bend: (valid: unknown) => unknown;
  readonly pick: <T>(from: readonly T[]) => T;
  readonly chance: (probability: number) => boolean;
};

const ODD_TEXTS = [
  "",
  " ",
  "0",
  "-1",
  "1e309",
  "NaN",
  "null",
  "undefined",
  "true",
  "[]",
  "{}",
  "__proto__",
  "constructor",
  "0x",
  "0x0",
  `0x${"f".repeat(64)}`,
  "9".repeat(80),
  "\u0000",
  "𝟘",
  "../../etc/passwd",
  "%00",
  "a".repeat(3000),
  "2027-13-45",
  "MA==",
  "LTE=",
  "AAAA",
  '"',
  "'; drop table orders; --",
] as const;

const ODD_VALUES = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e21,
  Number.MAX_SAFE_INTEGER + 2,
  [],
  {},
  [[]],
  { __proto__: null },
] as const;

/** A fuzzer over `random`; `known` are ids that mean something. */
export function createFuzzer(random: Random, known: readonly string[]): Fuzzer {
  const chance = (probability: number): boolean => random.next() < probability;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random.next() * from.length)] as T;
  const text = (): string => {
    const dice = random.next();
    if (dice < 0.45) return pick(known);
    if (dice < 0.8) return pick(ODD_TEXTS);
    return Buffer.from(random.bytes(Math.floor(random.next() * 40))).toString(chance(0.5) ? "hex" : "latin1");
  };
  const value = (depth = 0): unknown => {
    const dice = random.next();
    if (dice < 0.45 || depth > 3) return text();
    if (dice < 0.75) return pick(ODD_VALUES);
    if (dice < 0.87) return Array.from({ length: Math.floor(random.next() * 4) }, () => value(depth + 1));
    return Object.fromEntries(
      Array.from({ length: Math.floor(random.next() * 4) }, () => [text().slice(0, 30), value(depth + 1)]),
    );
  };
  const bend = (valid: unknown): unknown => {
    if (chance(0.08)) return value();
    if (Array.isArray(valid)) {
      const bent = valid.map((one) => (chance(0.3) ? bend(one) : one));
      return chance(0.1) ? [...bent, ...bent] : bent;
    }
    if (typeof valid === "object" && valid !== null) {
      const entries = Object.entries(valid).flatMap(([key, inner]) => {
        if (chance(0.05)) return [];
        return [[key, chance(0.2) ? bend(inner) : inner]] as [string, unknown][];
      });
      return Object.fromEntries(entries);
    }
    return chance(0.5) ? value() : valid;
  };
  return { value, text, bend, pick, chance };
}
