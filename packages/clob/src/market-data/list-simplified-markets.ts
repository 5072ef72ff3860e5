import type { ConditionId } from "@pm/core-types";
import { z } from "zod";
import type { CallOptions, ClobContext } from "../http/context.ts";
import { createListing, type Listing } from "../http/listing.ts";
import type { MarketToken } from "../wire/market.ts";
import { type Raw, readWire } from "../wire/read.ts";
import { wireConditionId, wireOptionalDecimal, wireTokenId } from "../wire/scalars.ts";

/** A market with little more than its tokens and prices: a tenth of the size of a full one. */
export type SimplifiedMarket = {
  readonly conditionId: ConditionId;
  readonly tokens: readonly MarketToken[];
  readonly active: boolean;
  readonly closed: boolean;
  readonly archived: boolean;
  readonly acceptingOrders: boolean;
  readonly raw: Raw;
};

const wireSimplified = z.looseObject({
  condition_id: wireConditionId,
  tokens: z
    .array(
      z.looseObject({
        token_id: wireTokenId,
        outcome: z.string(),
        price: wireOptionalDecimal,
        winner: z.boolean().nullish(),
      }),
    )
    .nullable(),
  active: z.boolean().nullish(),
  closed: z.boolean().nullish(),
  archived: z.boolean().nullish(),
  accepting_orders: z.boolean().nullish(),
});

/** Every market in short form; with `sampling` only those that pay liquidity rewards now. */
export function listSimplifiedMarkets(
  context: ClobContext,
  options: CallOptions & { readonly sampling?: boolean } = {},
): Listing<SimplifiedMarket> {
  const path = options.sampling === true ? "/sampling-simplified-markets" : "/simplified-markets";
  return createListing(context, { path, read: readSimplified }, options);
}

function readSimplified(value: unknown, endpoint: string): SimplifiedMarket {
  const wire = readWire(wireSimplified, value, endpoint);
  return {
    conditionId: wire.condition_id,
    tokens: (wire.tokens ?? []).map((token) => ({
      tokenId: token.token_id,
      outcome: token.outcome,
      price: token.price,
      winner: token.winner ?? false,
    })),
    active: wire.active ?? false,
    closed: wire.closed ?? false,
    archived: wire.archived ?? false,
    acceptingOrders: wire.accepting_orders ?? false,
    raw: value as Raw,
  };
}
