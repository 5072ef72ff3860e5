import type { ConditionId, Decimal, FeeSchedule, TickSize, TokenId } from "@pm/core-types";
import { z } from "zod";
import {
  absent,
  conditionIdField,
  decimalField,
  encodedList,
  idField,
  intField,
  tickSizeField,
  tokenIdField,
} from "../edge/fields.ts";
import { type RawRow, type RowReader, rowReader } from "../edge/rows.ts";

/** One side of a market. */
export type MarketOutcome = {
  readonly name: string;
  /** Undefined when the market has no order book yet. */
  readonly tokenId: TokenId | undefined;
  /** pUSD per share, as Gamma last saw it. */
  readonly price: Decimal | undefined;
};

/** A market as Gamma lists it. Undefined: the venue did not say. */
export type Market = {
  readonly id: string;
  readonly conditionId: ConditionId | undefined;
  readonly slug: string | undefined;
  readonly question: string | undefined;
  /** Decides ids and contracts; refuse to trade on versions you do not know. */
  readonly version: "v1" | "v2" | (string & {}) | undefined;
  readonly outcomes: readonly MarketOutcome[];
  readonly tickSize: TickSize | undefined;
  /** Shares. */
  readonly minOrderSize: Decimal | undefined;
  readonly negRisk: boolean;
  readonly active: boolean;
  readonly closed: boolean;
  readonly acceptingOrders: boolean | undefined;
  readonly enableOrderBook: boolean | undefined;
  readonly fees: FeeSchedule | undefined;
  /** pUSD. */
  readonly volume: Decimal | undefined;
  readonly liquidity: Decimal | undefined;
  readonly bestBid: Decimal | undefined;
  readonly bestAsk: Decimal | undefined;
  readonly lastTradePrice: Decimal | undefined;
  /** ISO 8601. */
  readonly endDate: string | undefined;
  readonly groupItemTitle: string | undefined;
  /** Everything the row said, also what this library does not know. */
  readonly raw: RawRow;
};

const feeSchedule = z.looseObject({
  rate: decimalField,
  exponent: intField,
  takerOnly: absent(z.boolean()),
});

const wire = z.looseObject({
  id: idField,
  conditionId: absent(conditionIdField),
  slug: absent(z.string()),
  question: absent(z.string()),
  version: absent(z.string()),
  outcomes: encodedList(z.string()),
  outcomePrices: encodedList(decimalField),
  clobTokenIds: encodedList(tokenIdField),
  positionIds: encodedList(tokenIdField),
  orderPriceMinTickSize: absent(tickSizeField),
  orderMinSize: absent(decimalField),
  negRisk: absent(z.boolean()),
  active: absent(z.boolean()),
  closed: absent(z.boolean()),
  acceptingOrders: absent(z.boolean()),
  enableOrderBook: absent(z.boolean()),
  feesEnabled: absent(z.boolean()),
  feeSchedule: absent(feeSchedule),
  volume: absent(decimalField),
  liquidity: absent(decimalField),
  bestBid: absent(decimalField),
  bestAsk: absent(decimalField),
  lastTradePrice: absent(decimalField),
  endDate: absent(z.string()),
  groupItemTitle: absent(z.string()),
});

/** One Gamma market. */
export const readMarket: RowReader<Market> = rowReader(wire, (row, raw) => {
  // Both id fields may be filled; only the version says which of them is the market's.
  const tokenIds = row.version === "v2" ? row.positionIds : row.clobTokenIds;
  return {
    id: row.id,
    conditionId: row.conditionId,
    slug: row.slug,
    question: row.question,
    version: row.version,
    outcomes: (row.outcomes ?? []).map((name, index) => ({
      name,
      tokenId: tokenIds?.[index],
      price: row.outcomePrices?.[index],
    })),
    tickSize: row.orderPriceMinTickSize,
    minOrderSize: row.orderMinSize,
    negRisk: row.negRisk ?? false,
    active: row.active ?? false,
    closed: row.closed ?? false,
    acceptingOrders: row.acceptingOrders,
    enableOrderBook: row.enableOrderBook,
    fees:
      row.feesEnabled === false || row.feeSchedule === undefined
        ? undefined
        : {
            rate: row.feeSchedule.rate,
            exponent: row.feeSchedule.exponent,
            takerOnly: row.feeSchedule.takerOnly ?? true,
          },
    volume: row.volume,
    liquidity: row.liquidity,
    bestBid: row.bestBid,
    bestAsk: row.bestAsk,
    lastTradePrice: row.lastTradePrice,
    endDate: row.endDate,
    groupItemTitle: row.groupItemTitle,
    raw,
  };
});
