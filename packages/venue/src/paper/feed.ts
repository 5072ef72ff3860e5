import type { FeeTerms } from "../engine/index.ts";

/** A market of another environment, as far as paper trading needs it. */
export type PaperMarket = {
  readonly conditionId: string;
  /** Default: made from the slug. */
  readonly questionId?: string;
  readonly slug: string;
  readonly question: string;
  readonly tokens: readonly [
    { readonly tokenId: string; readonly outcome: string },
    { readonly tokenId: string; readonly outcome: string },
  ];
  readonly tickSize: string;
  /** Shares, as a decimal string. */
  readonly minOrderSize: string;
  readonly negRisk: boolean;
  readonly version?: "v1" | "v2";
  readonly fees?: FeeTerms;
};

/** One thing that happened on the books of the other environment. Prices and sizes are decimal strings. */
export type PaperUpdate =
  | {
      readonly kind: "book";
      readonly tokenId: string;
      readonly bids: readonly { readonly price: string; readonly size: string }[];
      readonly asks: readonly { readonly price: string; readonly size: string }[];
    }
  /** The absolute size of one level; "0" when it is gone. */
  | {
      readonly kind: "level";
      readonly tokenId: string;
      readonly side: "BUY" | "SELL";
      readonly price: string;
      readonly size: string;
    }
  /** A trade, by the side of its taker. */
  | {
      readonly kind: "trade";
      readonly tokenId: string;
      readonly side: "BUY" | "SELL";
      readonly price: string;
      readonly size: string;
    }
  | { readonly kind: "tick"; readonly tokenId: string; readonly tickSize: string }
  /** The feed can no longer vouch for the book: its depth is taken away until the next `book`. */
  | { readonly kind: "lost"; readonly tokenId: string };

/** Where a paper venue gets its books from. Wired outside: the venue opens no connection to anybody. */
export type PaperFeed = {
  readonly markets: () => Promise<readonly PaperMarket[]>;
  /** Follows the first token of each market; returns what stops it. */
  readonly watch: (tokenIds: readonly string[], onUpdate: (update: PaperUpdate) => void) => () => void;
};
