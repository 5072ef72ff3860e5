/** One place in the repository that breaks one rule. `file` is relative to the root, with `/`. */
export type Violation = Readonly<{
  rule: string;
  file: string;
  line?: number;
  message: string;
}>;

/** `packages/clob/src/a.ts:12  layers  message`, the form editors can follow. */
export const formatViolation = ({ rule, file, line, message }: Violation): string =>
  `${line === undefined ? file : `${file}:${line}`}  ${rule}  ${message}`;
