import { describe, expect, it } from "@jest/globals";
import { runCampaign } from "./testing/campaign.ts";

const RUNS = Number(process.env.PM_CAMPAIGN_RUNS ?? 12);
const FIRST = Number(process.env.PM_CAMPAIGN_SEED ?? 1);

describe("a campaign of faults and crashes", () => {
  it("leaves no order doubled, lost or miscounted", async () => {
    let crashes = 0;
    let faults = 0;
    for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
      const report = await runCampaign(seed);
      expect(report).toMatchObject({ seed, violations: [], unresolved: 0 });
      crashes += report.crashes;
      faults += report.faults;
    }
    expect(crashes).toBeGreaterThan(0);
    expect(faults).toBeGreaterThan(0);
  }, 600_000);
});
