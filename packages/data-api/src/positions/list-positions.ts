import { type Address, type ConditionId, type DecimalInput, decimal, ValidationError } from "@pm/core-types";
import type { Transport } from "@pm/resilience";
import { z } from "zod";
import { getExact, type ReadOptions, validate } from "../edge/read.ts";
import { readRows } from "../edge/rows.ts";
import { createListing, type Listing } from "../paging/listing.ts";
import { readPosition, type WalletPosition } from "./position.ts";

const ENDPOINT = "GET /v2/positions";
/** The venue refuses more. */
const MAX_LIMIT = 1000;
/** One request may name this many. */
const MAX_CONDITIONS = 20;

/** Which positions. */
export type PositionQuery = ReadOptions & {
  /** `OPEN`, `REDEEMABLE`, `REDEEMABLE_LOST`, `MERGEABLE`, `CLOSED`; default all. */
  readonly status?: string;
  /** Default `TOKENS` and 0: without a filter the venue hides positions below 0.1 share. */
  readonly minimum?: { readonly in: "CASH" | "TOKENS"; readonly amount: DecimalInput };
  /** At most 20. */
  readonly conditionIds?: readonly ConditionId[];
  readonly sortBy?: string;
  /** Rows a page, 1 to 1000; default 500. */
  readonly pageSize?: number;
};

const envelope = z.looseObject({
  data: z.array(z.unknown()),
  pagination: z.looseObject({ next_cursor: z.string().nullish() }),
});

/** All positions of `owner`, page by page. @throws {ValidationError} for more condition ids than a query takes. */
export function listPositions(
  base: string,
  transport: Transport,
  owner: Address,
  query: PositionQuery = {},
): Listing<WalletPosition> {
  const conditions = query.conditionIds ?? [];
  if (conditions.length > MAX_CONDITIONS) {
    throw new ValidationError({
      message: `conditionIds holds ${conditions.length} ids; one query takes ${MAX_CONDITIONS}.`,
      context: { field: "conditionIds" },
    });
  }
  const anchor = {
    user: owner.toLowerCase(),
    limit: String(Math.max(1, Math.min(MAX_LIMIT, query.pageSize ?? 500))),
    filter_type: query.minimum?.in ?? "TOKENS",
    filter_amount: decimal(query.minimum?.amount ?? "0", "minimum.amount").toFixed(),
    status: query.status,
    sort_by: query.sortBy,
    condition: conditions.length === 0 ? undefined : conditions.join(","),
  };
  return createListing(ENDPOINT, async (cursor) => {
    const answer = await getExact(transport, {
      base,
      path: "/v2/positions",
      // The anchor goes with every page: the venue checks it against the cursor.
      query: { ...anchor, cursor },
      endpoint: ENDPOINT,
      surface: "data",
      options: query,
    });
    const { data, pagination } = validate(envelope, answer, ENDPOINT);
    const nextCursor = pagination.next_cursor ?? undefined;
    return { ...readRows(data, readPosition), nextCursor: nextCursor === "" ? undefined : nextCursor };
  });
}
