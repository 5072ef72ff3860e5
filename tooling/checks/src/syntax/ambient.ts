import { isReferenceIdentifier, type ScopeTracker, ScopeTracker as Tracker, walk } from "oxc-walker";
import { AMBIENT_CALLS, AMBIENT_GLOBALS, AMBIENT_MEMBERS, AMBIENT_MODULES } from "./ambient-names.ts";
import { importsOf } from "./imports.ts";
import { parse } from "./parse.ts";

/** Something taken from the air: a clock, a timer, chance or the network that nobody passed in. */
export type AmbientUse = Readonly<{ name: string; line: number }>;

type Loose = Readonly<{
  type: string;
  start: number;
  name?: string;
  value?: unknown;
  computed?: boolean;
  object?: Loose;
  property?: Loose;
  callee?: Loose;
  arguments?: readonly Loose[];
  id?: Loose;
  init?: Loose;
  properties?: readonly Loose[];
  key?: Loose;
}>;

/** Every use in a file. Parameters and locals of the same name do not count: scopes are followed. */
export const ambientUsesOf = (path: string, text: string): readonly AmbientUse[] => {
  const { program, lineAt } = parse(path, text);
  const scopeTracker = new Tracker({ preserveExitedScopes: true });
  // First pass: declarations, so that a function hoisted from below hides a global as well.
  walk(program, { scopeTracker });
  scopeTracker.freeze();
  const found: AmbientUse[] = moduleUses(path, text);
  walk(program, {
    scopeTracker,
    enter(node, parent) {
      const name = ambientName(node as Loose, parent as Loose | null, scopeTracker);
      if (name !== undefined) found.push({ name, line: lineAt(node.start) });
    },
  });
  return found.sort((a, b) => a.line - b.line);
};

const moduleUses = (path: string, text: string): AmbientUse[] =>
  importsOf(path, text).flatMap(({ specifier, line, names }) => {
    const banned = AMBIENT_MODULES[specifier.replace(/^node:/, "")];
    if (banned === undefined) return [];
    if (banned === "all") return [{ name: specifier, line }];
    return names
      .filter((name) => banned.includes(name))
      .map((name) => ({ name: `${specifier} ${name}`, line }));
  });

const ambientName = (node: Loose, parent: Loose | null, scopes: ScopeTracker): string | undefined => {
  const isGlobal = (candidate: Loose | undefined): candidate is Loose & { name: string } =>
    candidate?.type === "Identifier" && candidate.name !== undefined && !scopes.isDeclared(candidate.name);

  if (node.type === "Identifier" && node.name !== undefined && AMBIENT_GLOBALS.has(node.name)) {
    // `typeof fetch` in a type names a shape, not the network.
    const isReference =
      parent?.type !== "TSTypeQuery" && isReferenceIdentifier(node as never, parent as never);
    return isReference && isGlobal(node) ? node.name : undefined;
  }
  if (node.type === "MemberExpression") {
    const member = memberName(node);
    const owner = ownerName(node.object, isGlobal);
    if (member === undefined || owner === undefined) return undefined;
    if (owner === "globalThis") return AMBIENT_GLOBALS.has(member) ? `globalThis.${member}` : undefined;
    return AMBIENT_MEMBERS[owner]?.includes(member) ? `${owner}.${member}` : undefined;
  }
  if (node.type === "NewExpression" || node.type === "CallExpression") {
    const callee = isGlobal(node.callee) ? node.callee.name : undefined;
    // `new Date(value)` converts; without a value, or called, it reads the clock.
    if (callee !== undefined && AMBIENT_CALLS.has(callee)) {
      if (node.type === "CallExpression" || node.arguments?.length === 0) return `${callee}()`;
    }
  }
  if (node.type === "VariableDeclarator" && node.id?.type === "ObjectPattern") {
    const owner = ownerName(node.init, isGlobal);
    const taken = node.id.properties?.map(({ key }) => key?.name);
    const hit = owner && taken?.find((name) => name !== undefined && AMBIENT_MEMBERS[owner]?.includes(name));
    return hit ? `${owner}.${hit}` : undefined;
  }
  return undefined;
};

const memberName = ({ property, computed }: Loose): string | undefined => {
  if (!computed) return property?.name;
  return typeof property?.value === "string" ? property.value : undefined;
};

/** `Date` for `Date` and for `globalThis.Date`. */
const ownerName = (
  node: Loose | undefined,
  isGlobal: (candidate: Loose | undefined) => candidate is Loose & { name: string },
): string | undefined => {
  if (isGlobal(node)) return node.name;
  if (node?.type === "MemberExpression" && isGlobal(node.object) && node.object.name === "globalThis") {
    return memberName(node);
  }
  return undefined;
};
