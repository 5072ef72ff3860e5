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

/** How much a market order is for; exactly one of the three. */
export type MarketAmount =
  /** BUY: pUSD to spend before fees. SELL: shares to sell. At most two decimals. */
  | { readonly amount: DecimalInput; readonly shares?: undefined; readonly maxSpend?: undefined }
  /**
   * Shares to buy or sell. A BUY that fills at once aims at its pUSD, so it spends what that many shares cost in the
   * book now, rounded up to a cent; filled better, it gets a little more.
   */
  | { readonly shares: DecimalInput; readonly amount?: undefined; readonly maxSpend?: undefined }
  /** BUY only: pUSD to spend with every fee included; the largest order that fits is placed. */
  | { readonly maxSpend: DecimalInput; readonly amount?: undefined; readonly shares?: undefined };

/** A market order: spends or sells an amount at once, never at a worse price than `worstPrice`. */
export type MarketOrderRequest = CommonRequest &
  MarketAmount & {
    /** Protection: pUSD per share, on the grid. Default: the level of the book now that covers the amount. */
    readonly worstPrice?: DecimalInput;
    /** FOK fills whole or not at all (default); FAK takes what is there. */
    readonly timeInForce?: "FOK" | "FAK";
  };

/** Either kind of order. */
export type OrderRequest =
  | ({ readonly kind?: "limit" } & LimitOrderRequest)
  | ({ readonly kind: "market" } & MarketOrderRequest);
