import type { Row } from "./row.ts";

/** A named list of rows. */
export type Suite = Readonly<{ name: string; rows: readonly Row[] }>;

/** Each file in `suites/` exports one of these as its default; the file name is the suite's name. */
export const defineSuite = (name: string, rows: readonly Row[]): Suite => {
  const names = rows.map((row) => row.name);
  const twice = names.find((row, index) => names.indexOf(row) !== index);
  if (twice !== undefined) throw new Error(`Suite "${name}" has two rows called "${twice}".`);
  return { name, rows };
};
