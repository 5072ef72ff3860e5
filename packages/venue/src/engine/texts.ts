// The venue's texts, to the letter. Sources: the error-code page and the order-response notes of 2026-10; texts marked
// "observed" come from reports of live answers.

/** Refusals that carry no value. */
export const TEXTS = {
  restarting: "service not ready",
  disabled: "Trading is currently disabled. Check polymarket.com for updates",
  cancelOnly: "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.",
  postOnlyMode: "post-only mode: only post-only orders and cancels are allowed",
  invalidPayload: "Invalid order payload",
  marketNotReady: "the market is not yet ready to process new orders",
  invalidExpiration: "invalid expiration",
  invalidPrice: "invalid price, price must be greater than 0 and less than 1",
  postOnlyType: "invalid post-only order: only GTC and GTD orders can be post-only",
  postOnlyCrosses: "invalid post-only order: order crosses book",
  balance: "not enough balance / allowance",
  fok: "order couldn't be fully filled. FOK orders are fully filled or killed.",
  fak: "no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.",
} as const;

/** Reasons in `not_canceled`. */
export const CANCEL_TEXTS = {
  notFound: "Order not found or already canceled",
  matched: "already canceled or matched",
} as const;

/** `'{address}' address banned`. */
export const bannedText = (address: string): string => `'${address}' address banned`;

/** `'{address}' address in closed only mode`. */
export const closedOnlyText = (address: string): string => `'${address}' address in closed only mode`;

/** The tick rule, for prices off the grid and outside [tick, 1 − tick]. */
export const tickText = (id: string, price: string, tick: string): string =>
  `order ${id} is invalid. Price (${price}) breaks minimum tick size rule: ${tick}`;

/** The minimum size of limit orders, shares. */
export const minSizeText = (id: string, size: string, minimum: string): string =>
  `order ${id} is invalid. Size (${size}) lower than the minimum: ${minimum}`;

/** Proves that an identical order landed before. */
export const duplicatedText = (id: string): string => `order ${id} is invalid. Duplicated.`;

/** The lot of limit orders (observed). */
export const lotText = (size: string, decimals: number): string =>
  `Size ${size} has ${decimals} decimal places. Maximum lot size is 2`;

/** Accuracy of market orders (observed): what is given has 2 decimals, what is asked 4, or 5 and 6 on fine ticks. */
export const accuracyText = (side: "BUY" | "SELL", takerDecimals: number): string =>
  `invalid amounts, the market ${side.toLowerCase()} orders maker amount supports a max accuracy of 2 decimals, ` +
  `taker amount a max of ${takerDecimals} decimals`;

/** The marketable minimum (observed). */
export const marketableText = (amount: string, minimum: string): string =>
  `invalid amount for a marketable BUY order ($${amount}), min size: $${minimum}`;
