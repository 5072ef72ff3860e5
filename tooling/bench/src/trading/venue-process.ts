import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { VenueReadyLine } from "@pm/venue";

/** A venue in a process of its own, so that its work does not count as the client's. */
export type VenueProcess = Readonly<{ ready: VenueReadyLine; close: () => Promise<void> }>;

const SCRIPT = `
  const { createVenue } = await import("@pm/venue");
  const { accounts, latencyMs } = JSON.parse(process.env.PM_BENCH_VENUE);
  const venue = await createVenue({ seed: 1, accounts, funds: "1000000" });
  if (latencyMs > 0) venue.inject({ kind: "latency", ms: latencyMs, times: null });
  console.log(JSON.stringify(venue.ready));
  process.on("disconnect", () => process.exit(0));
  process.on("SIGTERM", () => process.exit(0));
`;

/** Starts a venue whose every answer takes at least `latencyMs`, as over a network. */
export const startVenue = async (
  options: { accounts?: number; latencyMs?: number } = {},
): Promise<VenueProcess> => {
  const { accounts = 10, latencyMs = 0 } = options;
  const child = spawn(process.execPath, ["--input-type=module", "-e", SCRIPT], {
    cwd: new URL("../..", import.meta.url),
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    env: { ...process.env, PM_BENCH_VENUE: JSON.stringify({ accounts, latencyMs }) },
  });
  const gone = once(child, "exit");
  if (child.stdout === null) throw new Error("The venue's process has no output.");
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return {
    ready: JSON.parse(line) as VenueReadyLine,
    close: async () => {
      child.kill("SIGTERM");
      await gone;
    },
  };
};
