import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import zlib from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "@pm/core-types/virtual";
import { type RecordingEntry, readReplayLine } from "../recording/entry.ts";
import { readLines } from "./read-lines.ts";
import { createRecordingFile } from "./recording-file.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pm-recording-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const entry = (n: number): RecordingEntry => ({
  t: "in",
  m: n,
  w: 1_750_000_000_000 + n,
  s: 1,
  d: `frame ${n} é`,
});

async function entriesOf(path: string): Promise<RecordingEntry[]> {
  const out: RecordingEntry[] = [];
  for await (const line of readLines(path)) {
    const read = readReplayLine(line);
    if (read.kind === "entry") out.push(read.entry);
  }
  return out;
}

describe("recording files", () => {
  it.each(["plain.jsonl", "packed.jsonl.gz", "packed.jsonl.zst"])(
    "come back as written: %s",
    async (name) => {
      const path = join(folder, name);
      const file = await createRecordingFile({ path });
      for (let n = 0; n < 500; n++) file.write(entry(n));
      await file.close();
      expect(await entriesOf(path)).toEqual(Array.from({ length: 500 }, (_, n) => entry(n)));
      expect(file.stats()).toMatchObject({ entries: 500, dropped: 0, files: [path] });
    },
  );

  it("rotate by size, each with its header", async () => {
    const path = join(folder, "r.jsonl.gz");
    const file = await createRecordingFile({ path, rotateBytes: 2_000 });
    for (let n = 0; n < 100; n++) file.write(entry(n));
    await file.close();
    const { files } = file.stats();
    expect(files.slice(0, 2)).toEqual([path, join(folder, "r.2.jsonl.gz")]);
    const all = (await Promise.all(files.map(entriesOf))).flat();
    expect(all).toEqual(Array.from({ length: 100 }, (_, n) => entry(n)));
    for (const one of files) {
      const text = zlib.gunzipSync(await readFile(one)).toString();
      expect(text.startsWith('{"pm":"recording","version":1,')).toBe(true);
    }
  });

  it.each(["torn.jsonl", "torn.jsonl.gz", "torn.jsonl.zst"])(
    "are readable to the last flush when they were cut off, and begun anew beside: %s",
    async (name) => {
      const path = join(folder, name);
      const clock = createVirtualClock();
      const file = await createRecordingFile({ path, clock, flushMs: 100 });
      for (let n = 0; n < 5_000; n++) {
        file.write(entry(n));
        if (n % 50 === 0) await clock.advance(100);
      }
      await file.close();
      const whole = await readFile(path);
      const torn = whole.subarray(0, Math.floor(whole.length * 0.6));
      await writeFile(path, torn);
      const got = await entriesOf(path);
      expect(got.length).toBeGreaterThan(1_000);
      expect(got.length).toBeLessThan(5_000);
      expect(got).toEqual(Array.from({ length: got.length }, (_, n) => entry(n)));

      const again = await createRecordingFile({ path });
      again.write(entry(1));
      await again.close();
      expect(await readFile(path)).toEqual(torn);
      expect(await entriesOf(again.stats().files[0] ?? "")).toEqual([entry(1)]);
    },
  );

  it("fail before anything is recorded when they cannot be written", async () => {
    await expect(createRecordingFile({ path: join(folder, "no", "where.jsonl") })).rejects.toMatchObject({
      code: "ENOENT",
    });
  });

  it("drop and count what the disk cannot take", async () => {
    const path = join(folder, "slow.jsonl");
    const file = await createRecordingFile({ path, maxPendingBytes: 300 });
    for (let n = 0; n < 1_000; n++) file.write(entry(n));
    await file.close();
    const { entries, dropped } = file.stats();
    expect(dropped).toBeGreaterThan(0);
    expect(entries + dropped).toBe(1_000);
  });
});
