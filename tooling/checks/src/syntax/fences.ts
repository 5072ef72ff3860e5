/** A fenced block of a Markdown page: its info string, its code, and the line its opening fence stands on (from 1). */
export type FencedBlock = Readonly<{ info: string; code: string; line: number }>;

/** Reads fences as CommonMark does: backticks or tildes, closed by at least as many of the same, indented at most three. */
export const fencedBlocks = (markdown: string): readonly FencedBlock[] => {
  const blocks: FencedBlock[] = [];
  let open: { fence: string; info: string; line: number; code: string[] } | undefined;
  for (const [index, text] of markdown.split("\n").entries()) {
    const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(text);
    const [, marks = "", info = ""] = fence ?? [];
    if (open === undefined) {
      if (fence !== null) open = { fence: marks, info: info.trim(), line: index + 1, code: [] };
    } else if (marks.startsWith(open.fence) && info.trim() === "") {
      blocks.push({ info: open.info, code: `${open.code.join("\n")}\n`, line: open.line });
      open = undefined;
    } else {
      open.code.push(text);
    }
  }
  return blocks;
};
