import type { Paint, TerminalStream } from "../terminal/paint.ts";

/** Writes the demo's story: chapters, lines, and one panel that is drawn over in a terminal. */
export type Story = {
  readonly chapter: (title: string) => void;
  readonly line: (text: string) => void;
  readonly ok: (text: string) => void;
  readonly bad: (text: string) => void;
  /** Whether a panel can be drawn over, so that it may move. */
  readonly moves: boolean;
  /** Shows `lines`; in a terminal they replace the panel shown before if nothing was written since. */
  readonly panel: (lines: readonly string[]) => void;
};

/** A story that is not told, for `--json`. */
export const silentStory: Story = { chapter() {}, line() {}, ok() {}, bad() {}, moves: false, panel() {} };

/** Tells the story on `stream`. */
export function createStory(stream: TerminalStream, paint: Paint): Story {
  let chapters = 0;
  let panelHeight = 0;
  let lastPanel = "";
  const write = (text: string): void => {
    panelHeight = 0;
    stream.write(`${text}\n`);
  };
  return {
    chapter: (title) => {
      chapters += 1;
      write(`\n${paint.cyan(`${chapters}.`)} ${paint.bold(title)}`);
    },
    line: (text) => write(`   ${text}`),
    ok: (text) => write(`   ${paint.green("✓")} ${text}`),
    bad: (text) => write(`   ${paint.red("✗")} ${text}`),
    moves: stream.isTTY === true,
    panel: (lines) => {
      const text = lines.map((line) => `     ${line}`).join("\n");
      if (text === lastPanel) return;
      lastPanel = text;
      if (stream.isTTY === true && panelHeight > 0) stream.write(`\u001b[${panelHeight}A\u001b[0J`);
      stream.write(`${text}\n`);
      panelHeight = lines.length;
    },
  };
}
