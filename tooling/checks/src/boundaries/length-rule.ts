import type { Violation } from "../violation.ts";
import { fileOf, type Workspace } from "../workspace/model.ts";

const MOST_LINES = 400;

/** One idea a file; what grows past this holds more than one. */
export const lengthRule = ({ packages }: Workspace): readonly Violation[] =>
  packages.flatMap((owner) =>
    owner.files.flatMap((source): Violation[] => {
      const lines = source.text.replace(/\n$/, "").split("\n").length;
      if (lines <= MOST_LINES) return [];
      const message = `${lines} lines are more than ${MOST_LINES}: split it by idea`;
      return [{ rule: "length", file: fileOf(owner, source), message }];
    }),
  );
