/** How often a book is compared with the venue's hash. */
export type HashPolicy = {
  /** Every n-th change of a book; 1 for each, 0 for none. A doubted book is checked at each change anyway. */
  readonly every: number;
};

/** Sampled by default: a wrong book is noticed within a few dozen changes at a few per cent of the cost. */
export const DEFAULT_HASH_POLICY: HashPolicy = { every: 32 };
