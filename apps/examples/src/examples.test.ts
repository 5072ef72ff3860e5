import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createVenue, type Venue } from "@pm/venue";

let venue: Venue;
beforeAll(async () => {
  venue = await createVenue({ seed: 5, settlement: { minedAfterMs: 50, confirmedAfterMs: 50 } });
});
afterAll(() => venue.close());

/** Runs a built example as a reader would, and returns what it printed. */
function run(
  name: string,
  ready: string | undefined = JSON.stringify(venue.ready),
): Promise<{ readonly code: number | null; readonly output: string }> {
  const program = fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, PM_VENUE: ready },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 30_000,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

describe("examples", () => {
  it.each([
    ["keep-a-book", /^live \(snapshot\)/m],
    ["place-and-cancel", /accepted live 0x[0-9a-f]{64}\nthe venue has 20 shares, LIVE\ncanceled 1/],
    [
      "survive-a-lost-answer",
      /first: unknown \(.+\)\nthen: accepted, because of the \w+\norders at the venue: 1/,
    ],
    ["follow-your-orders", /trade MATCHED: 10 at 0\.5[\s\S]*trade CONFIRMED: 10 at 0\.5/],
  ])(
    "%s runs and says what it claims",
    async (name, expected) => {
      const { code, output } = await run(name);
      expect(output).toMatch(expected);
      expect(code).toBe(0);
    },
    40_000,
  );

  it("refuses to run without a local venue", async () => {
    const { code, output } = await run("place-and-cancel", "");
    expect(code).not.toBe(0);
    expect(output).toContain("PM_VENUE");
  });
});
