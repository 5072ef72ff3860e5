import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openDataFolder } from "./data-folder.ts";
import { createJournalFile } from "./journal-file.ts";
import { readLines } from "./lines.ts";

describe("a journal file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pm-journal-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([false, true])("holds what was appended, synced line by line or not (%s)", (everyLine) => {
    const path = join(folder, "journal");
    const journal = createJournalFile(path, everyLine);
    const records = [{ text: "zwölf\n" }, [1, null], "x".repeat(100_000)];
    for (const record of records) journal.append(record);
    const content = readFileSync(path);
    expect(readLines(content)).toEqual({ records, soundBytes: content.length, damagedLine: undefined });
    expect(journal.bytes()).toBe(content.length);
    journal.sync();
    journal.close();
  });

  (existsSync("/dev/full") ? it : it.skip)("says so when the disk is full", () => {
    const journal = createJournalFile("/dev/full", false);
    expect(() => journal.append({})).toThrow("ENOSPC");
    expect(journal.bytes()).toBe(0);
    journal.close();
  });

  it("is folded once it is longer than the snapshot is worth", () => {
    const data = openDataFolder(join(folder, "data"), { longBytes: 1_000 });
    const saved = { version: 1, seed: 1, accounts: 1, parts: {} } as const;
    data.compact(saved);
    for (let change = 0; change < 50; change++) data.append({ part: "a", change });
    expect(data.isLong()).toBe(true);
    data.compact({ ...saved, parts: { a: 50 } });
    expect(data.isLong()).toBe(false);
    data.append({ part: "a", change: 51 });
    data.close();
    const again = openDataFolder(join(folder, "data"));
    expect(again.saved?.parts).toEqual({ a: 50 });
    expect(again.lines).toEqual([{ part: "a", change: 51 }]);
    again.close();
  });
});
