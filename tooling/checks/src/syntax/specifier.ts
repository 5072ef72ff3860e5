import { isBuiltin } from "node:module";

/** What an import specifier points at. */
export type Specifier =
  | Readonly<{ kind: "relative"; path: string }>
  | Readonly<{ kind: "builtin"; name: string }>
  | Readonly<{ kind: "package"; name: string; subpath: string }>
  | Readonly<{ kind: "other"; text: string }>;

/** Splits `@scope/name/sub/path` into name and `./sub/path`; `.` stands for no subpath. */
export const parseSpecifier = (text: string): Specifier => {
  if (text.startsWith("./") || text.startsWith("../") || text === "." || text === "..") {
    return { kind: "relative", path: text };
  }
  if (isBuiltin(text)) return { kind: "builtin", name: text.replace(/^node:/, "") };
  if (/^(?:[a-z]+:|[#/])/.test(text)) return { kind: "other", text };
  const parts = text.split("/");
  const length = text.startsWith("@") ? 2 : 1;
  const rest = parts.slice(length).join("/");
  return {
    kind: "package",
    name: parts.slice(0, length).join("/"),
    subpath: rest === "" ? "." : `./${rest}`,
  };
};
