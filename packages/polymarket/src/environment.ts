import {
  type Environment,
  localEnvironment,
  PREPRODUCTION,
  PRODUCTION,
  ValidationError,
  type VenueReady,
} from "@pm/core-types";

/** Deployments that have a name here; every other one is passed as an `Environment` of your own. */
export type EnvironmentName = "production" | "preproduction" | "local";

/**
 * The deployment that is meant. `"local"` is a running local venue: the line it printed when it was ready, given as
 * `venue` or found in the environment variable PM_VENUE.
 *
 * @throws {ValidationError} an unknown name, or no local venue to be found.
 */
export function resolveEnvironment(wanted: EnvironmentName | Environment, venue?: VenueReady): Environment {
  if (typeof wanted === "object") return wanted;
  if (wanted === "production") return PRODUCTION;
  if (wanted === "preproduction") return PREPRODUCTION;
  if (wanted === "local") return localEnvironment(venue ?? venueOfProcess());
  throw new ValidationError({
    message: `environment must be "production", "preproduction", "local" or an Environment, not ${JSON.stringify(wanted)}.`,
    context: { field: "environment" },
  });
}

/** The ready line that whoever started the local venue put into PM_VENUE. @throws {ValidationError} */
function venueOfProcess(): VenueReady {
  const line = globalThis.process?.env?.PM_VENUE;
  if (line === undefined || line === "") {
    throw new ValidationError({
      message: 'There is no local venue: neither the option "venue" nor PM_VENUE is set.',
      action: "Start one (`pm venue --json`) and pass the line it prints as `venue`, or set PM_VENUE to it.",
      context: { field: "venue" },
    });
  }
  try {
    const ready: unknown = JSON.parse(line);
    if (typeof ready === "object" && ready !== null && "clob" in ready) return ready as VenueReady;
  } catch {
    // Told below: the line itself holds private keys and is not quoted.
  }
  throw new ValidationError({
    message: "PM_VENUE is not the JSON line of a local venue.",
    action: "Set it to the one line that `pm venue --json` prints.",
    context: { field: "PM_VENUE" },
  });
}
