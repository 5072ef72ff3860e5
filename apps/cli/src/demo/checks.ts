import type { Story } from "./story.ts";

/** One thing the demo claims, and whether the venue's own ledger bears it out. */
export type Check = { readonly name: string; readonly ok: boolean; readonly detail: string };

/** Collects checks and tells each of them. */
export type Checks = {
  /** Records one comparison; `detail` says what was compared. */
  readonly expect: (name: string, ok: boolean, detail: string) => void;
  readonly all: () => readonly Check[];
};

/** An empty list of checks. */
export function createChecks(story: Story): Checks {
  const checks: Check[] = [];
  return {
    expect: (name, ok, detail) => {
      checks.push({ name, ok, detail });
      if (ok) story.ok(`${name}: ${detail}`);
      else story.bad(`${name}: ${detail}`);
    },
    all: () => checks,
  };
}
