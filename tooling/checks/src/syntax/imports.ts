import { walk } from "oxc-walker";
import { type Parsed, parse } from "./parse.ts";

/** One module that a file names, by whatever syntax. `names` are the imported values where the syntax states them. */
export type ImportUse = Readonly<{ specifier: string; line: number; names: readonly string[] }>;

/** Static and dynamic imports, re-exports, `import("…")` types, `require("…")` and `import.meta.resolve("…")`. */
export const importsOf = (path: string, text: string): readonly ImportUse[] => {
  const parsed = parse(path, text);
  return [...declared(parsed), ...called(parsed)];
};

const declared = ({ module, lineAt }: Parsed): ImportUse[] => [
  ...module.staticImports.map(({ moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    line: lineAt(moduleRequest.start),
    names: entries.flatMap(({ importName, isType }) => (isType ? [] : (importName.name ?? []))),
  })),
  ...module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, importName, isType }) =>
      moduleRequest
        ? [
            {
              specifier: moduleRequest.value,
              line: lineAt(moduleRequest.start),
              names: !isType && importName.name ? [importName.name] : [],
            },
          ]
        : [],
    ),
  ),
];

const called = ({ program, lineAt }: Parsed): ImportUse[] => {
  const found: ImportUse[] = [];
  const add = (node: unknown) => {
    const literal = node as { type?: string; value?: unknown; start: number } | undefined;
    if (literal?.type === "Literal" && typeof literal.value === "string") {
      found.push({ specifier: literal.value, line: lineAt(literal.start), names: [] });
    }
  };
  walk(program, {
    enter(node) {
      if (node.type === "ImportExpression") add(node.source);
      if (node.type === "TSImportType") add(node.source);
      if (node.type === "CallExpression" && resolvesModule(node.callee)) add(node.arguments[0]);
    },
  });
  return found;
};

const resolvesModule = (callee: { type: string }): boolean => {
  const node = callee as {
    type: string;
    name?: string;
    object?: { type: string };
    property?: { name?: string };
  };
  if (node.type === "Identifier") return node.name === "require";
  return (
    node.type === "MemberExpression" &&
    node.property?.name === "resolve" &&
    node.object?.type === "MetaProperty"
  );
};
