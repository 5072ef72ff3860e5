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
  /** Position protocol: decides the contract that orders are signed for. Default `v1`. */
  readonly version?: "v1" | "v2";
  readonly fees?: FeeTerms;
  /** Marketable orders wait this many seconds. Default 0. */
  readonly secondsDelay?: number;
  /** Unix milliseconds. */
  readonly endDate?: number;
  readonly tags?: readonly string[];
};

type Level = { readonly price: string; readonly size: string };

/** One thing that happened on the books of the other environment. Prices and sizes are decimal strings. */
export type PaperUpdate =
  | {
      readonly kind: "book";
      readonly tokenId: string;
      readonly bids: readonly Level[];
      readonly asks: readonly Level[];
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
      /** Names the trade, so that it counts once although both tokens tell of it: a transaction hash, for example. */
      readonly id?: string;
    }
  | { readonly kind: "tick"; readonly tokenId: string; readonly tickSize: string }
  /** The feed can no longer vouch for the token: what it says of it counts again from the next `book`. */
  | { readonly kind: "lost"; readonly tokenId: string }
  /** The token won: its market is resolved. */
  | { readonly kind: "resolved"; readonly tokenId: string };

/** Where a paper venue gets its books from. Wired outside: the venue opens no connection to anybody. */
export type PaperFeed = {
  /** What to copy; asked once. */
  readonly markets: () => Promise<readonly PaperMarket[]>;
  /** Follows both tokens of each market; returns what stops it. */
  readonly watch: (tokenIds: readonly string[], onUpdate: (update: PaperUpdate) => void) => () => void;
};
