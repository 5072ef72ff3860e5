/** Randomness, as a port. */
export type Random = {
  /** A float in [0, 1): jitter, sampling. Never used for anything secret or signed. */
  readonly next: () => number;
  /** `length` cryptographically strong bytes (the platform's CSPRNG unless a test passes a seeded one). */
  readonly bytes: (length: number) => Uint8Array;
};
