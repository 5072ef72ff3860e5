import type { Package } from "../workspace/model.ts";
import { groupOf } from "../workspace/model.ts";

/**
 * The house, floor by floor: a package may use packages of lower floors only, never a neighbour on its own.
 * A new package must be placed here before anything may import it.
 */
const FLOORS: readonly (readonly string[])[] = [
  ["@pm/core-types"],
  ["@pm/signing", "@pm/resilience", "@pm/observability"],
  ["@pm/clob", "@pm/data-api", "@pm/realtime", "@pm/onchain", "@pm/venue"],
  ["@pm/analytics"],
  ["@pm/polymarket"],
];

/** Tighter than its floor: the venue serves the tests of everybody, so it may need almost nobody. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  "@pm/venue": ["@pm/core-types", "@pm/signing"],
};

const floorByName = new Map(FLOORS.flatMap((names, floor) => names.map((name) => [name, floor] as const)));

/** The floor of a package: apps stand on top of all libraries, tooling beside the house. */
const floorOf = (owner: Package): number | undefined => {
  const group = groupOf(owner);
  if (group === "apps") return FLOORS.length;
  if (group === "tooling") return FLOORS.length + 1;
  return floorByName.get(owner.manifest.name);
};

/** Why `from` may not use `to`, or nothing when it may. */
export const layerProblem = (from: Package, to: Package): string | undefined => {
  const [own, other] = [floorOf(from), floorOf(to)];
  const names = `${from.manifest.name} may not use ${to.manifest.name}`;
  if (own === undefined)
    return `${from.manifest.name} has no floor yet: place it in tooling/checks/src/boundaries/layers.ts`;
  if (other === undefined)
    return `${to.manifest.name} has no floor yet: place it in tooling/checks/src/boundaries/layers.ts`;
  const only = ONLY[from.manifest.name];
  if (only !== undefined && !only.includes(to.manifest.name))
    return `${names}: it may use ${only.join(" and ")} only`;
  // Tools may use tools: a cycle among them is caught elsewhere.
  if (groupOf(from) === "tooling" && groupOf(to) === "tooling") return undefined;
  if (other > own) return `${names}: that is an upward import`;
  if (other === own) return `${names}: that is a sideways import; move what both need one floor down`;
  return undefined;
};
