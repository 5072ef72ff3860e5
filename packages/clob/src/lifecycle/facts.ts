import type { PolymarketError, SettlementStatus, Side, TimeInForce, TokenId, TradeId } from "@pm/core-types";
import type { VenueOrderStatus } from "../wire/order.ts";
import type { PostStatus } from "../wire/post.ts";

/** This order's part in one trade. */
export type OrderFill = {
  readonly tradeId: TradeId;
  readonly tokenId: TokenId;
  readonly side: Side;
  readonly role: "TAKER" | "MAKER";
  /** Shares in base units (10⁻⁶). */
  readonly size: bigint;
  /** pUSD per share in base units. */
  readonly price: bigint;
  readonly status: SettlementStatus;
  /** May be replaced by another before CONFIRMED. */
  readonly transactionHash: string | undefined;
  /** When the venue last changed it, Unix milliseconds; 0 when it did not say. */
  readonly updatedAt: number;
  /** When it was matched, Unix milliseconds; 0 when the venue did not say. */
  readonly matchedAt: number;
};

/** Something that was learned about one order, from anywhere, in any order, any number of times. */
export type OrderFact =
  /** The venue took the order and said so. */
  | {
      readonly type: "answered";
      readonly status: PostStatus | (string & {});
      readonly tradeIds: readonly TradeId[];
    }
  /** The venue proved that it refused the order. */
  | { readonly type: "refused"; readonly error: PolymarketError }
  /** The venue refused a second send of the same bytes, because it has them. */
  | { readonly type: "duplicate" }
  /** No read showed the order for longer than the venue could still be working on it. */
  | { readonly type: "absent"; readonly error: PolymarketError }
  /** A read or the user channel told the order's state; `matched` in base units, where it was told. */
  | {
      readonly type: "told";
      readonly status: VenueOrderStatus;
      readonly matched: bigint | undefined;
      readonly tradeIds: readonly TradeId[];
      /** The order is no longer on the list of open orders: whatever its state is called, it is the last one. */
      readonly gone?: boolean;
    }
  | { readonly type: "filled"; readonly fill: OrderFill }
  /**
   * An order that had landed is neither among the open orders nor readable by its id any more: it is over, whatever
   * ended it. `matched`: what all its trades add up to, base units.
   */
  | { readonly type: "vanished"; readonly matched: bigint }
  | { readonly type: "cancel-asked" }
  /** The venue listed the order among those it cancelled. */
  | { readonly type: "cancel-confirmed" };

/** What an order is for; never changes. */
export type OrderTerms = {
  /** Shares in base units; for a market BUY the least it gets when it fills. */
  readonly size: bigint;
  /** pUSD base units a market BUY spends; undefined for orders that count shares. */
  readonly budget: bigint | undefined;
  readonly timeInForce: TimeInForce;
};

/**
 * Everything known about one order. It only ever grows: facts join it as in a lattice, so that neither their order,
 * nor repetition, nor where they came from changes what is known in the end.
 */
export type OrderFacts = {
  readonly terms: OrderTerms;
  readonly answered: ReadonlySet<string>;
  readonly told: ReadonlySet<string>;
  readonly duplicate: boolean;
  readonly refusal: PolymarketError | undefined;
  readonly absence: PolymarketError | undefined;
  /** The most the venue said was matched, base units. */
  readonly matched: bigint;
  readonly vanished: boolean;
  /** The venue told a final state together with the amount matched. */
  readonly final: boolean;
  /** Trades that belong to the order, whether seen yet or not. */
  readonly tradeIds: ReadonlySet<TradeId>;
  readonly fills: ReadonlyMap<TradeId, OrderFill>;
  readonly cancelAsked: boolean;
  readonly cancelConfirmed: boolean;
};

/** What is known about an order before anything is. */
export function emptyFacts(terms: OrderTerms): OrderFacts {
  return {
    terms,
    answered: new Set(),
    told: new Set(),
    duplicate: false,
    refusal: undefined,
    absence: undefined,
    vanished: false,
    matched: 0n,
    final: false,
    tradeIds: new Set(),
    fills: new Map(),
    cancelAsked: false,
    cancelConfirmed: false,
  };
}

/** Less than this is not worth a share: what the venue leaves unmatched of an order it calls matched. Base units. */
export const DUST = 10_000n;

/** FOK and FAK never rest. */
export function isImmediate({ timeInForce }: OrderTerms): boolean {
  return timeInForce === "FOK" || timeInForce === "FAK";
}
