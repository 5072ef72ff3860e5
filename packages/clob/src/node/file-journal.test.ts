import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { createVirtualClock } from "@pm/core-types/virtual";
import type { JournalRecord } from "../journal/journal.ts";
import { openFileJournal } from "./file-journal.ts";
import { encodeLine } from "./line.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pm-journal-"));
  path = join(folder, "orders.journal");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const intent = (id: string, key?: string): JournalRecord => ({
  type: "intent",
  scope: "s",
  orderId: id,
  at: 1,
  key,
  data: { note: "ünïcode — £", id },
});
const fact = (id: string): JournalRecord => ({
  type: "fact",
  scope: "s",
  orderId: id,
  at: 2,
  data: { type: "duplicate" },
});
const closed = (id: string, at = 3): JournalRecord => ({ type: "closed", scope: "s", orderId: id, at });
const never = (id: string): JournalRecord => ({ type: "void", scope: "s", orderId: id, at: 3 });

async function reopen(): Promise<readonly JournalRecord[]> {
  const journal = await openFileJournal(path);
  const records = await journal.read("s");
  await journal.close();
  return records;
}

describe("the file journal", () => {
  it("keeps what was appended, and forgets what is over", async () => {
    const journal = await openFileJournal(path);
    await journal.append([intent("a"), intent("b", "key-b"), intent("c", "key-c"), intent("d")]);
    await journal.append([fact("a"), fact("b")]);
    await journal.append([closed("b"), never("c"), closed("d")]);
    const kept = [intent("a"), fact("a"), intent("b", "key-b"), fact("b"), closed("b")];
    expect(await journal.read("s")).toEqual(kept);
    expect(await journal.read("other")).toEqual([]);
    await journal.close();
    expect(await reopen()).toEqual(kept);
  });

  it("is readable by its owner only", async () => {
    await (await openFileJournal(path)).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("survives being cut off at any byte: every whole record before the cut is there", async () => {
    const records = ["a", "b"].map((id): JournalRecord => ({ type: "void", scope: "s", orderId: id, at: 1 }));
    const seen = (journal: { stats: () => { bytes: number } }) => journal.stats().bytes;
    const whole = Buffer.from(records.map(encodeLine).join(""));
    const ends = records.map((_, index) =>
      Buffer.byteLength(
        records
          .slice(0, index + 1)
          .map(encodeLine)
          .join(""),
      ),
    );
    for (let cut = 0; cut <= whole.length; cut++) {
      writeFileSync(path, whole.subarray(0, cut));
      const journal = await openFileJournal(path, { fsync: "never" });
      expect(seen(journal)).toBe(ends.findLast((end) => end <= cut) ?? 0);
      // What comes after a repaired end is whole again.
      await journal.append([intent("z")]);
      await journal.close();
      expect(await reopen()).toEqual([intent("z")]);
    }
  });

  it("survives an end full of noise", async () => {
    writeFileSync(
      path,
      Buffer.concat([Buffer.from(encodeLine(intent("a"))), Buffer.alloc(5000), Buffer.from("\n\n\0x\n")]),
    );
    expect(await reopen()).toEqual([intent("a")]);
  });

  it("does not guess about damage before the end", async () => {
    const text = [intent("a"), intent("b"), intent("c")].map(encodeLine).join("");
    writeFileSync(path, text.replace('"b"', '"B"'));
    await expect(openFileJournal(path)).rejects.toMatchObject({
      name: "JournalError",
      message: expect.stringContaining("is damaged at byte"),
    });
    // A refusal leaves no lock behind.
    writeFileSync(path, text);
    expect(await reopen()).toHaveLength(3);
  });

  it("a thousand appends at once keep their order and share the waits for the disk", async () => {
    const journal = await openFileJournal(path);
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => journal.append([intent(`o${index}`)])));
    await journal.close();
    expect((await reopen()).map((record) => record.orderId)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => `o${index}`),
    );
  });

  it("is rewritten when most of it is of no use any more, and forgets old keys then", async () => {
    const clock = createVirtualClock(1_000_000);
    const journal = await openFileJournal(path, {
      compactAtBytes: 20_000,
      keepKeysMs: 10_000,
      clock,
      fsync: "never",
    });
    await journal.append([intent("open"), intent("keyed", "k1"), closed("keyed", clock.now())]);
    for (let index = 0; index < 500; index++)
      await journal.append([intent(`x${index}`), closed(`x${index}`)]);
    expect(journal.stats().compactions).toBeGreaterThan(0);
    expect(journal.stats().bytes).toBeLessThan(25_000);
    expect((await journal.read("s")).map((record) => record.orderId)).toEqual(["open", "keyed", "keyed"]);
    await clock.advance(20_000);
    for (let index = 0; index < 500; index++)
      await journal.append([intent(`y${index}`), closed(`y${index}`)]);
    expect((await journal.read("s")).map((record) => record.orderId)).toEqual(["open"]);
    await journal.close();
    expect((await reopen()).map((record) => record.orderId)).toEqual(["open"]);
  });

  it("a rewrite that a crash interrupted is as if it had never begun", async () => {
    writeFileSync(path, encodeLine(intent("a")));
    writeFileSync(`${path}.new`, encodeLine(intent("half")).slice(0, 20));
    expect(await reopen()).toEqual([intent("a")]);
  });

  it("belongs to one opener at a time, and outlives a lock that a dead process left", async () => {
    const journal = await openFileJournal(path);
    await expect(openFileJournal(path)).rejects.toMatchObject({
      name: "JournalError",
      message: expect.stringContaining(`in use by process ${process.pid}`),
    });
    await journal.close();
    writeFileSync(`${path}.lock`, "999999999 -");
    expect(await reopen()).toEqual([]);
    writeFileSync(`${path}.lock`, "not a lock at all");
    expect(await reopen()).toEqual([]);
  });

  it("says in one sentence what is wrong with its place", async () => {
    await expect(openFileJournal(join(folder, "no", "such", "folder"))).rejects.toMatchObject({
      name: "JournalError",
      outcome: "not-sent",
      message: expect.stringContaining("cannot be locked"),
    });
  });

  it("a full disk refuses the order, leaves nothing half-written, and is over when there is room again", async () => {
    const journal = await openFileJournal(path);
    await journal.append([intent("a")]);
    const probe = await open(join(folder, "probe"), "w");
    const handles = Object.getPrototypeOf(probe) as typeof probe;
    await probe.close();
    const appendFile = handles.appendFile;
    jest.spyOn(handles, "appendFile").mockImplementationOnce(async function (this: typeof probe, data) {
      await appendFile.call(this, (data as Buffer).subarray(0, 7));
      throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    });
    await expect(journal.append([intent("b")])).rejects.toMatchObject({
      name: "JournalError",
      outcome: "not-sent",
      message: expect.stringContaining("no space left"),
    });
    await journal.append([intent("c")]);
    await journal.close();
    expect((await reopen()).map((record) => record.orderId)).toEqual(["a", "c"]);
  });

  it("refuses to write once it is closed", async () => {
    const journal = await openFileJournal(path);
    await journal.close();
    await journal.close();
    await expect(journal.append([intent("a")])).rejects.toMatchObject({ name: "JournalError" });
  });

  it("kill -9: everything that was said to be kept is kept", async () => {
    const entry = new URL("../../dist/node/index.js", import.meta.url).href;
    const script = `
      const { openFileJournal } = await import(${JSON.stringify(entry)});
      const journal = await openFileJournal(process.argv[1], { compactAtBytes: 3000 });
      let n = (await journal.read("s")).length;
      for (;;) {
        const id = "o" + process.pid + "-" + n++;
        await Promise.all([
          journal.append([{ type: "intent", scope: "s", orderId: id, at: 1, data: { pad: "x".repeat(n % 300) } }]),
          journal.append([{ type: "intent", scope: "s", orderId: id + "b", at: 1, data: {} }, { type: "closed", scope: "s", orderId: id + "b", at: 1 }]),
        ]);
        console.log(id);
      }`;
    const kept: string[] = [];
    for (let round = 0; round < 4; round++) {
      const child = spawn(process.execPath, ["--input-type=module", "-e", script, path], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const gone = once(child, "exit");
      let left = 15 + round * 7;
      for await (const line of createInterface({ input: child.stdout })) {
        kept.push(line);
        left -= 1;
        if (left === 0) child.kill("SIGKILL");
      }
      await gone;
      const ids = new Set((await reopen()).map((record) => record.orderId));
      expect(kept.filter((id) => !ids.has(id))).toEqual([]);
    }
    expect(readFileSync(path).length).toBeGreaterThan(0);
  }, 30_000);
});
