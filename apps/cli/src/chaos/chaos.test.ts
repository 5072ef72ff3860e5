import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { FAULT_KINDS } from "@pm/venue";
import { runCampaign } from "./campaign.ts";
import { addReports, NOTHING } from "./report.ts";
import { simulate } from "./simulate.ts";

/** On every machine a taste; where `CI` is set, and for whoever asks, the whole. */
const inCi = process.env.CI !== undefined && process.env.CI !== "" && process.env.CI !== "false";
const RUNS = Number(process.env.PM_CHAOS_RUNS ?? (inCi ? 2_000 : 60));
const PROGRAM = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

describe("a simulated campaign", () => {
  it(`leaves no order doubled, lost or miscounted in ${RUNS} runs with every fault of the catalogue`, async () => {
    const jobs = Math.min(8, availableParallelism());
    const report = await runCampaign({ runs: RUNS, seed: 1, real: false, jobs, program: PROGRAM });
    expect(report).toMatchObject({ runs: RUNS, violations: [], unresolved: 0 });
    expect(report.orders).toBeGreaterThan(RUNS);
    expect(report.crashes).toBeGreaterThan(RUNS / 4);
    const hit = Object.keys(report.kinds).sort();
    if (RUNS >= 1_000) expect(hit).toEqual([...FAULT_KINDS].sort());
    else expect(hit.length).toBeGreaterThan(FAULT_KINDS.length / 2);
  }, 1_800_000);

  it("takes the same way again from the same seed, in this process and in another", async () => {
    let here = NOTHING;
    for (const seed of [11, 12, 13]) here = addReports(here, await simulate(seed));
    const again = await simulate(12);
    const there = await runCampaign({ runs: 3, seed: 11, real: false, jobs: 3, program: PROGRAM });
    expect(there).toEqual(here);
    expect(again.digest).toBe((await simulate(12)).digest);
    expect(again.digest).not.toBe(here.digest);
  }, 120_000);
});
