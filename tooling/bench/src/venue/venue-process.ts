// A venue in a process of its own, so that its CPU time can be told from its clients'. Started by `startVenue`.
import { type EngineName, selectSigningEngine } from "@pm/signing";
import { createVenue, type VenueReadyLine } from "@pm/venue";

/** What the process says: once when it listens, and its CPU time in microseconds whenever it is asked. */
export type Said = { readonly ready: VenueReadyLine } | { readonly cpu: number };

await selectSigningEngine(process.argv[2] as EngineName);
const venue = await createVenue({ seed: 1, accounts: 16, funds: "100000000" });
const say = (said: Said): void => {
  process.send?.(said);
};
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  say({ cpu: user + system });
});
process.on("disconnect", () => process.exit(0));
say({ ready: venue.ready });
