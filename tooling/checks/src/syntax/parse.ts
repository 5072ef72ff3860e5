import { type EcmaScriptModule, type Program, parseSync } from "oxc-parser";

/** A parsed file; `lineAt` turns an offset into a line number that starts at 1. */
export type Parsed = Readonly<{
  program: Program;
  module: EcmaScriptModule;
  lineAt: (offset: number) => number;
}>;

const cache = new Map<string, Parsed>();

/** Parses TypeScript or JavaScript. The same text is parsed once, because several rules read it. @throws on a syntax error */
export const parse = (path: string, text: string): Parsed => {
  const key = `${path}\0${text}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const { program, module, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new SyntaxError(`${path}: ${errors[0].message}`);
  const parsed: Parsed = { program, module, lineAt: lineIndex(text) };
  cache.set(key, parsed);
  return parsed;
};

const lineIndex = (text: string): ((offset: number) => number) => {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
};
