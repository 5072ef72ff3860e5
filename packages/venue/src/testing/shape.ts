/** The shape of a set of JSON values: for every path, which types were seen, and in how many of its parents. */
export type Shape = Readonly<Record<string, { readonly types: readonly string[]; readonly always: boolean }>>;

type Node = { types: Set<string>; seen: number; parents: number };

/**
 * Reads the shape of values of one kind. Elements of an array share the path `[]`; keys that look like ids share
 * the path `{id}`.
 */
export function shapeOf(values: readonly unknown[]): Shape {
  const nodes = new Map<string, Node>();
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      for (const inner of value) note(inner, `${path}[]`, value.length);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) note(inner, `${path}.${isId(key) ? "{id}" : key}`, 1);
    }
  };
  const note = (value: unknown, path: string, parents: number): void => {
    const node = nodes.get(path) ?? { types: new Set<string>(), seen: 0, parents: 0 };
    node.types.add(typeName(value));
    node.seen += 1;
    node.parents += parents;
    nodes.set(path, node);
    visit(value, path);
  };
  for (const value of values) note(value, "", 1);
  const shape: Record<string, { types: string[]; always: boolean }> = {};
  for (const [path, node] of nodes) {
    const parent = nodes.get(parentOf(path));
    const objects = parent === undefined ? values.length : parent.seen;
    shape[path] = { types: [...node.types].sort(), always: path.endsWith("[]") || node.seen >= objects };
  }
  return shape;
}

/**
 * How `ours` differs from `theirs`: keys they always have and we never, keys we have and they never, and JSON types
 * of ours that they never use. Empty arrays and objects say nothing about what is inside.
 */
export function shapeDiff(
  theirs: Shape,
  ours: Shape,
  explained: Readonly<Record<string, string>> = {},
): string[] {
  const problems: string[] = [];
  for (const [path, node] of Object.entries(theirs)) {
    if (node.always && !(path in ours) && parentOf(path) in ours && !path.endsWith("[]")) {
      problems.push(`missing ${path}`);
    }
  }
  for (const [path, node] of Object.entries(ours)) {
    const known = theirs[path];
    if (known === undefined) {
      if (parentOf(path) in theirs && !path.endsWith("[]")) problems.push(`extra ${path}`);
      continue;
    }
    const odd = node.types.filter((type) => !known.types.includes(type));
    if (odd.length > 0) problems.push(`type ${path}: ${odd.join("|")}, not ${known.types.join("|")}`);
  }
  return problems.filter((problem) => !Object.keys(explained).some((start) => problem.startsWith(start)));
}

function parentOf(path: string): string {
  if (path.endsWith("[]")) return path.slice(0, -2);
  return path.slice(0, path.lastIndexOf("."));
}

function isId(key: string): boolean {
  return /^\d{20,}$/.test(key) || /^0x[0-9a-f]{40,}$/i.test(key);
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
