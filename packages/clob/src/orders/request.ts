import type { DecimalInput, Hex, Side, TimeInForce } from "@pm/core-types";

type CommonRequest = {
  /** Outcome token, decimal uint256. */
  readonly tokenId: string;
  readonly side: Side;
  /** The same key names the same order, also after a restart when a journal is configured. */
  readonly idempotencyKey?: string;
  /** Builder code, 32 bytes. */
  readonly builder?: Hex;
  /** Asks the venue to answer before it executes. */
  readonly deferExec?: boolean;
};

/** A limit order: `size` shares at `price` pUSD or better. */
export type LimitOrderRequest = CommonRequest & {
  /** pUSD per share, on the market's grid. */
  readonly price: DecimalInput;
  /** Shares, at most two decimals. */
  readonly size: DecimalInput;
  /** Default GTC. */
  readonly timeInForce?: TimeInForce;
  /** Unix seconds, only for GTD: at least three minutes ahead; the venue drops the order one minute earlier. */
  readonly expiration?: number;
  /** Only with GTC and GTD: refused instead of taking liquidity. */
  readonly postOnly?: boolean;
};

/** A market order: spends or sells an amount at once, never at a worse price than `worstPrice`. */
export type MarketOrderRequest = CommonRequest & {
  /** BUY: pUSD to spend before fees. SELL: shares to sell. At most two decimals. */
  readonly amount: DecimalInput;
  /** Protection: pUSD per share, on the grid. Default: the level of the book now that covers the amount. */
  readonly worstPrice?: DecimalInput;
  /** FOK fills whole or not at all (default); FAK takes what is there. */
  readonly timeInForce?: "FOK" | "FAK";
};

/** Either kind of order. */
export type OrderRequest =
  | ({ readonly kind?: "limit" } & LimitOrderRequest)
  | ({ readonly kind: "market" } & MarketOrderRequest);
