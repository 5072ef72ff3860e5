/**
 * Texts that production documents for failures rather than for rules, with their statuses: nothing a client does brings
 * them about in a venue, so they come as faults, `{ kind: "status", text: "order timed out" }`.
 */
export const FAILURE_TEXTS: Readonly<Record<string, number>> = {
  "order timed out": 500,
  "could not insert order": 500,
  "could not run the execution": 500,
  "there are no matching orders": 500,
  "FOK orders are filled or killed": 500,
  "the trade contains rounding issues": 500,
  "the price of the taker's order has a discrepancy greater than allowed with the worst maker order": 500,
  "order match delayed due to market conditions": 400,
  "order canceled in the CTF exchange contract": 400,
  "invalid nonce": 400,
  "Could not retrieve API keys": 500,
  "Could not delete API key": 500,
  "could not get builder api keys": 500,
  "could not fetch builder trades": 500,
  "Internal server error": 500,
  "context canceled": 400,
};
