import { fileURLToPath } from "node:url";
import type { Violation } from "./violation.ts";
import { formatViolation } from "./violation.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Each check is loaded when it runs: the parser and the type checker are not needed together. */
const CHECKS: Readonly<Record<string, () => Promise<readonly Violation[]>>> = {
  boundaries: async () => {
    const { readWorkspace } = await import("./workspace/read.ts");
    const { checkBoundaries } = await import("./boundaries/check.ts");
    return checkBoundaries(readWorkspace(ROOT));
  },
  hygiene: async () => {
    const { readRepositoryFiles } = await import("./hygiene/read-files.ts");
    const { checkHygiene } = await import("./hygiene/check.ts");
    return checkHygiene(readRepositoryFiles(ROOT));
  },
  pack: async () => {
    const { checkPublishable } = await import("./pack/check-publishable.ts");
    return checkPublishable(ROOT);
  },
};

const name = process.argv[2] ?? "";
const check = CHECKS[name];
if (check === undefined) {
  console.error(`Say which check: ${Object.keys(CHECKS).join(", ")}.`);
  process.exitCode = 2;
} else {
  const violations = await check();
  for (const violation of violations) console.error(formatViolation(violation));
  console.error(
    violations.length === 0 ? `${name}: nothing to report` : `${name}: ${violations.length} violations`,
  );
  process.exitCode = violations.length === 0 ? 0 : 1;
}
