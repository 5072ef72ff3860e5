import {
  AccountBannedError,
  AuthenticationError,
  ClosedOnlyError,
  DuplicateOrderError,
  FAKNotFilledError,
  FOKNotFilledError,
  InsufficientAllowanceError,
  InsufficientBalanceError,
  InvalidOrderError,
  MarketNotReadyError,
  OrderDelayedError,
  OrderExpiredError,
  OrderOutcomeUnknownError,
  OrderRejectedError,
  OrderVersionMismatchError,
  PostOnlyCrossError,
  RateLimitError,
  SignerMismatchError,
  TickSizeError,
  VenueModeError,
} from "@pm/core-types";
import type { TextRule } from "./text-rule.ts";

const MISMATCH =
  "Compare four addresses: the signing key, order.signer, order.maker (funder) and the API key's owner; the signature type decides which must be equal.";

/**
 * What the venue says about an order, and what each text proves. Source: the venue's error page and OpenAPI
 * (2026-08 to 2026-10) and dated captures. Order matters: the more specific text stands first.
 */
export const ORDER_TEXTS: readonly TextRule[] = [
  { pattern: /order (?<orderId>\S+) is invalid\. Duplicated/i, type: DuplicateOrderError, proof: "landed" },
  {
    pattern:
      /order (?<orderId>\S+) is invalid\. Price \((?<price>[^)]*)\) breaks minimum tick size rule: (?<tickSize>\S+)/i,
    type: TickSizeError,
    proof: "rejected",
    action: "The market's tick changed: refetch its rules, round the price to the new grid, order again.",
  },
  {
    pattern:
      /order (?<orderId>\S+) is invalid\. Size \((?<size>[^)]*)\) lower than the minimum: (?<minimum>\S+)/i,
    type: InvalidOrderError,
    proof: "rejected",
    action: "Raise the size to the market's minimum.",
  },
  {
    pattern: /post-only order: order crosses book|order (?<orderId>\S+) crosses the book/i,
    type: PostOnlyCrossError,
    proof: "rejected",
  },
  {
    pattern: /allowance is not enough|not enough allowance/i,
    type: InsufficientAllowanceError,
    proof: "rejected",
  },
  {
    pattern: /not enough balance|balance is not enough/i,
    type: InsufficientBalanceError,
    proof: "rejected",
    action:
      "Check balance and allowance of the funder, less what open orders hold; deposit, approve or cancel.",
  },
  {
    pattern:
      /couldn't be fully filled|FOK orders are f?ully filled or killed|FOK orders are filled or killed/i,
    type: FOKNotFilledError,
    proof: "rejected",
  },
  {
    pattern: /no orders found to match with FAK|there are no matching orders/i,
    type: FAKNotFilledError,
    proof: "rejected",
  },
  { pattern: /invalid expiration/i, type: OrderExpiredError, proof: "rejected" },
  {
    pattern: /invalid nonce/i,
    type: InvalidOrderError,
    proof: "rejected",
    action: "The order was signed in an old format; update and sign again.",
  },
  {
    pattern: /order canceled in the CTF exchange contract/i,
    type: OrderRejectedError,
    proof: "rejected",
    action: "This order was cancelled on chain; sign a new one.",
  },
  // The text says that matching waits, not that the order is gone, so it proves nothing.
  { pattern: /order match delayed/i, type: OrderDelayedError, proof: "unknown" },
  { pattern: /market is not yet ready/i, type: MarketNotReadyError, proof: "rejected" },
  {
    pattern: /order_version_mismatch|invalid order version/i,
    type: OrderVersionMismatchError,
    proof: "rejected",
  },
  {
    pattern: /order owner has to be the owner of the API KEY/i,
    type: SignerMismatchError,
    proof: "rejected",
    action: "Send the order with the API key that is named as its owner.",
  },
  {
    pattern: /order signer address has to be the address of the API KEY/i,
    type: SignerMismatchError,
    proof: "rejected",
    action: MISMATCH,
  },
  { pattern: /maker address not allowed/i, type: SignerMismatchError, proof: "rejected", action: MISMATCH },
  { pattern: /invalid signature/i, type: SignerMismatchError, proof: "rejected", action: MISMATCH },
  {
    pattern: /'?(?<address>0x[0-9a-f]{40})'? address banned|address banned/i,
    type: AccountBannedError,
    proof: "rejected",
  },
  {
    pattern: /'?(?<address>0x[0-9a-f]{40})'? address in closed only mode|in closed only mode/i,
    type: ClosedOnlyError,
    proof: "rejected",
  },
  { pattern: /post-only mode/i, type: VenueModeError, proof: "rejected" },
  {
    pattern: /cancel-only|trading is (?:currently )?disabled|service not ready/i,
    type: VenueModeError,
    proof: "rejected",
  },
  { pattern: /rate limit exceeded|too many requests/i, type: RateLimitError, proof: "rejected" },
  {
    pattern: /invalid amount for a marketable \w+ order \((?<amount>[^)]*)\), min size: (?<minimum>\S+)/i,
    type: InvalidOrderError,
    proof: "rejected",
    action: "A marketable order must be worth at least the named minimum.",
  },
  {
    pattern: /invalid amounts|maximum lot size is (?<decimals>\d+)/i,
    type: InvalidOrderError,
    proof: "rejected",
    action: "Round the amounts to the decimals that the text names.",
  },
  { pattern: /invalid price, price must be/i, type: TickSizeError, proof: "rejected" },
  {
    pattern: /too many orders in payload: (?<count>\d+), max allowed: (?<maximum>\d+)/i,
    type: InvalidOrderError,
    proof: "rejected",
    action: "Send smaller batches.",
  },
  {
    pattern: /invalid order payload/i,
    type: InvalidOrderError,
    proof: "rejected",
    action: "The body did not parse at the venue; update if the wire format changed.",
  },
  {
    // Documented as refused before it reached the book, although it comes with status 500.
    pattern: /order timed out/i,
    type: OrderRejectedError,
    proof: "rejected",
    action: "The venue gave up before the book saw the order; it may be placed again.",
    retry: "safe",
  },
  // Engine failures that come with status 500: the text names a cause, but not that nothing rests.
  {
    pattern: /trade contains rounding issues|discrepancy greater than allowed/i,
    type: OrderRejectedError,
    proof: "unknown",
    action: "Resolve the order by its id; if it is not there, lower the size or move the price.",
  },
  {
    pattern: /could not insert order|could not run the execution/i,
    type: OrderRejectedError,
    proof: "unknown",
    action: "Resolve the order by its id before ordering again.",
  },
  // Sent as 400 whatever the handler was doing when its caller went away, so it proves nothing.
  { pattern: /context (?:canceled|deadline exceeded)/i, type: OrderOutcomeUnknownError, proof: "unknown" },
  { pattern: /unauthorized|invalid api key/i, type: AuthenticationError, proof: "rejected" },
];
