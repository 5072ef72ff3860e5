import { readFileSync } from "node:fs";
import { captured } from "@pm/jest/captures";
import { parse } from "yaml";

type Json = Record<string, unknown>;

/** One operation of an OpenAPI document. */
export type Operation = {
  readonly method: string;
  readonly path: string;
  readonly query: readonly { readonly name: string; readonly required: boolean }[];
  /** Documented statuses. */
  readonly statuses: readonly string[];
  /** What is wrong with a 200 body, by the document's schema; empty when nothing is. */
  readonly problems: (body: unknown) => readonly string[];
};

const METHODS = ["get", "post", "put", "delete"];
const ROOT = captured("data/openapi/") ?? "";

/** True where the documents lie beside the repository. */
export const hasOpenapi: boolean = ROOT !== "";

/** Reads every operation of a document. */
export function operationsOf(name: string): readonly Operation[] {
  const document = parse(readFileSync(`${ROOT}${name}-openapi.yaml`, "utf8")) as Json;
  const follow = (node: unknown): Json => {
    let at = node as Json;
    while (typeof at?.$ref === "string") {
      at = at.$ref
        .slice(2)
        .split("/")
        .reduce<unknown>((inner, key) => (inner as Json)[key], document) as Json;
    }
    return at;
  };
  const operations: Operation[] = [];
  for (const [path, item] of Object.entries(document.paths as Record<string, Json>)) {
    for (const method of METHODS) {
      const operation = item[method] as Json | undefined;
      if (operation === undefined) continue;
      const responses = operation.responses as Record<string, unknown>;
      const parameters = [item.parameters, operation.parameters].flatMap((list) => (list ?? []) as unknown[]);
      const content = Object.values((follow(responses["200"])?.content ?? {}) as Json)[0] as Json | undefined;
      operations.push({
        method: method.toUpperCase(),
        path,
        query: parameters
          .map(follow)
          .filter((one) => one.in === "query")
          .map((one) => ({ name: String(one.name), required: one.required === true })),
        statuses: Object.keys(responses),
        problems: (body) => {
          const found = new Set<string>();
          if (content?.schema !== undefined) check(follow, content.schema, body, "", found);
          return [...found];
        },
      });
    }
  }
  return operations;
}

/** Checks types, enums, patterns and required keys; keys beyond the schema are allowed, as JSON Schema does. */
function check(
  follow: (node: unknown) => Json,
  node: unknown,
  value: unknown,
  path: string,
  found: Set<string>,
): void {
  const schema = follow(node);
  if (schema === undefined) return;
  const choices = (schema.oneOf ?? schema.anyOf) as unknown[] | undefined;
  if (choices !== undefined) {
    const tried = choices.map((choice) => {
      const own = new Set<string>();
      check(follow, choice, value, path, own);
      return own;
    });
    const best = tried.sort((a, b) => a.size - b.size)[0] ?? [];
    for (const one of best) found.add(one);
    return;
  }
  for (const part of (schema.allOf ?? []) as unknown[]) check(follow, part, value, path, found);
  const types = [schema.type ?? []].flat() as string[];
  if (value === null) {
    if (schema.nullable !== true && types.length > 0 && !types.includes("null")) found.add(`${path}: null`);
    return;
  }
  const type = Array.isArray(value) ? "array" : typeof value;
  const fits = (wanted: string): boolean =>
    wanted === type || (wanted === "integer" && Number.isInteger(value));
  if (types.length > 0 && !types.some(fits)) {
    found.add(`${path}: ${type}, not ${types.join("|")}`);
    return;
  }
  const allowed = schema.enum as unknown[] | undefined;
  if (allowed !== undefined && !allowed.includes(value))
    found.add(`${path}: not among ${allowed.join(", ")}`);
  if (
    typeof schema.pattern === "string" &&
    type === "string" &&
    !new RegExp(schema.pattern).test(String(value))
  ) {
    found.add(`${path}: does not match ${schema.pattern}`);
  }
  if (type === "array") {
    for (const inner of value as unknown[]) check(follow, schema.items, inner, `${path}[]`, found);
  } else if (type === "object") {
    const properties = (schema.properties ?? {}) as Json;
    for (const key of (schema.required ?? []) as string[]) {
      if (!(key in (value as Json))) found.add(`${path}.${key}: missing`);
    }
    for (const [key, inner] of Object.entries(value as Json)) {
      const own =
        properties[key] ??
        (typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined);
      if (own !== undefined) check(follow, own, inner, `${path}.${key in properties ? key : "{}"}`, found);
    }
  }
}
