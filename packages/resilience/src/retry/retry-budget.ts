import { positive } from "../options/positive.ts";

/** Settings of {@link createRetryBudget}. */
export type RetryBudgetOptions = {
  /** Tokens at the start and at most; default 100. */
  readonly capacity?: number;
  /** Tokens one retry costs; default 5. */
  readonly cost?: number;
  /** Tokens a success gives back, beside what its own retries cost; default 1. */
  readonly refund?: number;
};

/** How many retries are left before there has to be a success. */
export type RetryBudget = {
  /** Takes the cost of one retry; false when there is not enough left. */
  readonly spend: () => boolean;
  /** A call succeeded after that many retries. */
  readonly succeeded: (retries: number) => void;
  readonly left: () => number;
};

/**
 * A bucket that retries drain and only successes fill, so that an outage is not amplified: however long it lasts,
 * all callers together retry at most `capacity / cost` times.
 *
 * @throws {ValidationError} when an option is not a number above zero.
 */
export function createRetryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  const capacity = positive("capacity", options.capacity ?? 100);
  const cost = positive("cost", options.cost ?? 5);
  const refund = positive("refund", options.refund ?? 1);
  let tokens = capacity;
  return {
    spend: () => {
      if (tokens < cost) return false;
      tokens -= cost;
      return true;
    },
    succeeded: (retries) => {
      tokens = Math.min(capacity, tokens + (retries > 0 ? retries * cost : refund));
    },
    left: () => tokens,
  };
}
