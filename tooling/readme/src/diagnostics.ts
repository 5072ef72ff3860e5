import type { Example } from "./blocks.ts";

/**
 * Rewrites `file.ts(3,7): error …` to the place in the README, so that an editor jumps to the page.
 * Lines that name no example are kept as they are.
 */
export const pointToPage = (output: string, examples: readonly Example[]): string =>
  output.replace(
    /^(?:.*[\\/])?([\w-]+\.ts)\((\d+),(\d+)\)/gm,
    (whole, fileName: string, line: string, column: string) => {
      const example = examples.find((candidate) => candidate.fileName === fileName);
      return example === undefined ? whole : `${example.page}:${example.line + Number(line) - 1}:${column}`;
    },
  );

/** The examples that a compiler's output complains about. */
export const complainedAbout = (output: string, examples: readonly Example[]): ReadonlySet<Example> =>
  new Set(examples.filter(({ fileName }) => output.includes(`${fileName}(`)));
