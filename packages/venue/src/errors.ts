import { type ErrorDefaults, PolymarketError } from "@pm/core-types";

/** The venue cannot listen where it was told to. */
export class PortInUseError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "port-in-use",
    action: "Stop the other process, or choose another port; port 0 takes any free one.",
    retry: "never",
    outcome: "not-sent",
  };
}

/** A call to the venue's own handle or control API that makes no sense. */
export class VenueUsageError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "venue-usage",
    action: "Read the message; nothing in the venue was changed.",
    retry: "never",
    outcome: "not-sent",
  };
}

/** The venue's data folder cannot be written to, is in use, is damaged, or belongs to another venue. */
export class VenueDataError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    ...PolymarketError.defaults,
    code: "venue-data",
    action: "Choose another folder.",
    retry: "never",
    outcome: "not-sent",
  };
}
