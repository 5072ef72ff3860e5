import type { Violation } from "../violation.ts";
import type { Workspace } from "../workspace/model.ts";
import { cyclesRule } from "./cycles-rule.ts";
import { declaredRule } from "./declared-rule.ts";
import { exportsRule } from "./exports-rule.ts";
import { layerRule } from "./layer-rule.ts";
import { lengthRule } from "./length-rule.ts";
import { portsRule } from "./ports-rule.ts";
import { readmeRule } from "./readme-rule.ts";
import { relativeRule } from "./relative-rule.ts";
import { versionsRule } from "./versions-rule.ts";

const RULES = [
  layerRule,
  exportsRule,
  relativeRule,
  declaredRule,
  versionsRule,
  cyclesRule,
  portsRule,
  lengthRule,
  readmeRule,
];

/** Everything that keeps the packages apart, in one pass over the repository. */
export const checkBoundaries = (workspace: Workspace): readonly Violation[] =>
  RULES.flatMap((rule) => rule(workspace));
