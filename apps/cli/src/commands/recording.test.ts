import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createVenue } from "@pm/venue";

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pm-cli-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs `pm` to its end. */
function pm(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 30_000,
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  return new Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>(
    (resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, ...output }));
    },
  );
}

describe("pm record and pm replay", () => {
  it("record a venue and replay the recording to live books", async () => {
    const venue = await createVenue({ seed: 2, seedBooks: true });
    try {
      const file = join(folder, "r.jsonl.gz");
      const [market] = venue.ready.markets;
      const recording = pm(
        ["record", file, "--environment", "local", "--slug", market?.slug ?? "", "--seconds", "2"],
        { PM_VENUE: JSON.stringify(venue.ready) },
      );
      const { code, stderr } = await recording;
      expect(stderr).toMatch(/Recording 2 tokens[\s\S]*entries/);
      expect(code).toBe(0);
      const replayed = await pm(["replay", file, "--json"]);
      expect(replayed.code).toBe(0);
      const report = JSON.parse(replayed.stdout);
      // The socket's end is part of the recording.
      expect(report).toMatchObject({ books: 2, unknown: 0, malformed: 0, gaps: 2, crossed: 0 });
    } finally {
      await venue.close();
    }
  }, 60_000);

  it("replay prints exactly the documented keys for plain frames, twice the same", async () => {
    const file = join(folder, "frames.jsonl");
    const change = (size: string, timestamp: number) =>
      JSON.stringify({
        event_type: "price_change",
        market: "0xm",
        timestamp: String(timestamp),
        price_changes: [{ asset_id: "1", price: "0.4", size, side: "BUY", best_bid: "0.4", best_ask: "0.5" }],
      });
    const book = JSON.stringify([
      {
        event_type: "book",
        market: "0xm",
        asset_id: "1",
        timestamp: "1783200951000",
        bids: [{ price: "0.4", size: "1" }],
        asks: [{ price: "0.5", size: "1" }],
      },
    ]);
    await writeFile(
      file,
      `${[book, change("2", 1_783_200_951_500), "not json", change("3", 1_783_200_952_000)].join("\n")}\n`,
    );
    const [one, two] = [await pm(["replay", file, "--json"]), await pm(["replay", file, "--json"])];
    expect(one?.stdout).toBe(two?.stdout);
    expect(JSON.parse(one?.stdout ?? "")).toEqual({
      frames: 4,
      events: 3,
      unknown: 0,
      malformed: 1,
      books: 1,
      live: 1,
      suspect: 0,
      gaps: 0,
      crossed: 0,
      topChecked: 2,
      topEqual: 2,
      hashChecked: 0,
      hashEqual: 0,
      hashMidBatch: 0,
      snapshotsChecked: 0,
      snapshotsEqual: 0,
      resyncs: 0,
      durationMs: 1000,
    });
    expect((await pm(["replay", file])).stdout).toContain("best prices equal    2 of 2 (100.00 %)");
  }, 60_000);

  it.each([
    [["replay", "/no/such/file.jsonl"], /no such file/],
    [["record", "/no/such/folder/r.jsonl", "--token", "1"], /no such file/],
    [["record", "r.jsonl", "--environment", "moon"], /must be one of production, preproduction, local/],
  ])("say in one sentence what is wrong with %j", async (args, expected) => {
    const { code, stderr } = await pm(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toContain("    at ");
  });

  it("record refuses to record nothing", async () => {
    const { code, stderr } = await pm(["record", join(folder, "r.jsonl")]);
    expect(code).toBe(1);
    expect(stderr).toContain("nothing to record");
  });
});
