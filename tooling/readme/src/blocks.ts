import { fencedBlocks } from "@pm/checks/fences";

/** A page of documentation; `path` is relative to the root of the repository. */
export type Page = Readonly<{ path: string; text: string }>;

/** One runnable example. `line` is where its code starts in the page. */
export type Example = Readonly<{
  page: string;
  line: number;
  needsVenue: boolean;
  code: string;
  /** A file name that is unique, and still tells a reader of an error where to look. */
  fileName: string;
}>;

/** The info strings that mark an example; every other block is text. */
const RUNNABLE = "ts runnable";
const RUNNABLE_WITH_VENUE = "ts runnable venue";

/**
 * Finds the examples of a page.
 *
 * @throws when a block says `runnable` in a way nobody understands, because it would be skipped in silence
 */
export const examplesOf = ({ path, text }: Page): readonly Example[] =>
  fencedBlocks(text).flatMap(({ info, code, line }): Example[] => {
    const words = info.split(/\s+/).join(" ");
    if (!/\brunnable\b/.test(words)) return [];
    if (words !== RUNNABLE && words !== RUNNABLE_WITH_VENUE) {
      throw new Error(`${path}:${line}: "${info}" is neither "${RUNNABLE}" nor "${RUNNABLE_WITH_VENUE}"`);
    }
    return [
      {
        page: path,
        line: line + 1,
        needsVenue: words === RUNNABLE_WITH_VENUE,
        code,
        fileName: `${path.replace(/\.md$/i, "").replace(/[^A-Za-z0-9]+/g, "-")}-${line}.ts`,
      },
    ];
  });
