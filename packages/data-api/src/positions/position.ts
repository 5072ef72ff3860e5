import type { Address, ConditionId, Decimal, TokenId } from "@pm/core-types";
import { z } from "zod";
import {
  absent,
  addressField,
  conditionIdField,
  decimalField,
  idField,
  intField,
  tokenIdField,
} from "../edge/fields.ts";
import { type RawRow, type RowReader, rowReader } from "../edge/rows.ts";

/** Known states of a position; the venue may add others. */
export const POSITION_STATUSES = ["OPEN", "REDEEMABLE", "CLOSED"] as const;
export type PositionStatus = (typeof POSITION_STATUSES)[number] | (string & {});

/** What a wallet holds, or held, of one outcome, as the Data API sees it. Undefined: the venue did not say. */
export type WalletPosition = {
  readonly owner: Address;
  readonly tokenId: TokenId;
  readonly conditionId: ConditionId;
  readonly outcome: string | undefined;
  readonly outcomeIndex: number | undefined;
  readonly oppositeTokenId: TokenId | undefined;
  /** Shares held now. */
  readonly size: Decimal;
  /** Shares ever bought. */
  readonly totalSize: Decimal | undefined;
  /** pUSD per share. */
  readonly averagePrice: Decimal | undefined;
  readonly currentPrice: Decimal | undefined;
  /** pUSD. */
  readonly currentValue: Decimal | undefined;
  readonly entryCost: Decimal | undefined;
  readonly entryFees: Decimal | undefined;
  readonly totalCost: Decimal | undefined;
  readonly realizedPnl: Decimal | undefined;
  readonly unrealizedPnl: Decimal | undefined;
  readonly totalPnl: Decimal | undefined;
  readonly status: PositionStatus | undefined;
  readonly redeemable: boolean;
  readonly mergeable: boolean;
  readonly negRisk: boolean;
  readonly title: string | undefined;
  readonly slug: string | undefined;
  readonly eventId: string | undefined;
  readonly eventSlug: string | undefined;
  /** `YYYY-MM-DD`. */
  readonly endDate: string | undefined;
  /** Unix milliseconds. */
  readonly lastEventAt: number | undefined;
  /** Everything the row said, also what this library does not know. */
  readonly raw: RawRow;
};

const wire = z.looseObject({
  proxy_wallet: addressField,
  token_id: tokenIdField,
  condition_id: conditionIdField,
  outcome: absent(z.string()),
  outcome_index: absent(intField),
  opposite_token_id: absent(tokenIdField),
  current_size: decimalField,
  total_size: absent(decimalField),
  avg_price: absent(decimalField),
  current_price: absent(decimalField),
  current_value: absent(decimalField),
  entry_cost_usdc: absent(decimalField),
  entry_fees_usdc: absent(decimalField),
  total_cost_usdc: absent(decimalField),
  realized_pnl: absent(decimalField),
  unrealized_pnl: absent(decimalField),
  total_pnl: absent(decimalField),
  status: absent(z.string()),
  redeemable: absent(z.boolean()),
  mergeable: absent(z.boolean()),
  negative_risk: absent(z.boolean()),
  title: absent(z.string()),
  slug: absent(z.string()),
  event_id: absent(idField),
  event_slug: absent(z.string()),
  end_date: absent(z.string()),
  last_event_at: absent(intField),
});

/** The Data API's sentinel for an outcome it cannot name. */
const UNKNOWN_OUTCOME = 999;

/** One row of `/v2/positions`. */
export const readPosition: RowReader<WalletPosition> = rowReader(wire, (row, raw) => ({
  owner: row.proxy_wallet,
  tokenId: row.token_id,
  conditionId: row.condition_id,
  outcome: row.outcome,
  outcomeIndex: row.outcome_index === UNKNOWN_OUTCOME ? undefined : row.outcome_index,
  oppositeTokenId: row.opposite_token_id,
  size: row.current_size,
  totalSize: row.total_size,
  averagePrice: row.avg_price,
  currentPrice: row.current_price,
  currentValue: row.current_value,
  entryCost: row.entry_cost_usdc,
  entryFees: row.entry_fees_usdc,
  totalCost: row.total_cost_usdc,
  realizedPnl: row.realized_pnl,
  unrealizedPnl: row.unrealized_pnl,
  totalPnl: row.total_pnl,
  status: row.status,
  redeemable: row.redeemable ?? false,
  mergeable: row.mergeable ?? false,
  negRisk: row.negative_risk ?? false,
  title: row.title,
  slug: row.slug,
  eventId: row.event_id,
  eventSlug: row.event_slug,
  endDate: row.end_date,
  lastEventAt: row.last_event_at === undefined ? undefined : row.last_event_at * 1000,
  raw,
}));
