/**
 * Where an official client differs from the exact value, and the difference is explained to the last digit by a rule
 * that is written down. The exact value is ours.
 */
export type Decision = {
  /** What differs, such as `takerAmount`. */
  readonly field: string;
  readonly official: string;
  readonly exact: string;
  readonly rule: string;
};

/** What became of one vector. Without problems it passed, also when it was decided. */
export type Verdict = {
  readonly problems: readonly string[];
  readonly decision?: Decision | undefined;
};

/** Every place where `got` differs from `expected`, as `path: expected …, got …`. Both are plain JSON values. */
export function differences(expected: unknown, got: unknown, path = ""): string[] {
  if (isObject(expected) && isObject(got)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(got)]);
    return [...keys].flatMap((key) =>
      differences(expected[key], got[key], path === "" ? key : `${path}.${key}`),
    );
  }
  if (JSON.stringify(expected) === JSON.stringify(got)) return [];
  return [`${path === "" ? "value" : path}: expected ${show(expected)}, got ${show(got)}`];
}

/** The verdict of comparing plain JSON values. */
export function compared(expected: unknown, got: unknown): Verdict {
  return { problems: differences(expected, got) };
}

const SHOWN = 160;

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
