/** A part of a venue that outlives the process: it can be saved whole, and replayed change by change. */
export type Durable = {
  readonly name: string;
  /** Plain JSON. */
  readonly save: () => unknown;
  readonly load: (saved: unknown) => void;
  /** Applies one recorded change without recording it again. */
  readonly apply: (change: unknown) => void;
};

/** Writes a change of one part down; does nothing while the past is being replayed. */
export type RecordChange = (change: unknown) => void;

/** A saved venue: every part by its name. */
export type SavedVenue = {
  readonly version: 1;
  readonly seed: number;
  /** How many funded accounts it was started with: their wallets depend on it. */
  readonly accounts: number;
  readonly parts: Readonly<Record<string, unknown>>;
};
