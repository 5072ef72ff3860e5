import { z } from "zod";

/** What the venue says right after taking an order. `unmatched`: taken, and only a read tells whether it rests. */
export const POST_STATUSES = ["live", "matched", "delayed", "unmatched"] as const;
export type PostStatus = (typeof POST_STATUSES)[number];

const wirePost = z.looseObject({
  success: z.boolean().nullish(),
  errorMsg: z.string().nullish(),
  error: z.string().nullish(),
  orderID: z.string().nullish(),
  status: z.string().nullish(),
  tradeIDs: z.array(z.string()).nullish(),
  transactionsHashes: z.array(z.string()).nullish(),
});

/** The answer to one order, as sent; nothing about it is trusted yet. */
export type WirePost = z.output<typeof wirePost>;

/** Reads one answer leniently: what does not even have this shape proves nothing. */
export function readPost(value: unknown): WirePost | undefined {
  const result = wirePost.safeParse(value);
  return result.success ? result.data : undefined;
}

const wireCancel = z.looseObject({
  canceled: z.array(z.string()).nullish(),
  not_canceled: z.record(z.string(), z.string()).nullish(),
});

/** The answer to a cancel. */
export const wireCancelAnswer = wireCancel;
