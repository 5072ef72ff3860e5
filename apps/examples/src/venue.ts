import type { VenueReadyLine } from "@pm/venue";

/**
 * The local venue the examples run against: the line that `pm venue --json` prints, in PM_VENUE.
 *
 * @throws when PM_VENUE is not set: examples never trade anywhere else.
 */
export function localVenue(): VenueReadyLine {
  const line = process.env.PM_VENUE;
  if (line === undefined || line === "")
    throw new Error("Set PM_VENUE to the line that `npm run -s pm -- venue --json` prints.");
  return JSON.parse(line) as VenueReadyLine;
}
