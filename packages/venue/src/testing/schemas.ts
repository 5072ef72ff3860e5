import { z } from "zod";

// What the venue promises on the wire, checked against production's own answers and against the venue's.
// Unknown fields are allowed: production adds them without notice.

const decimal = z.string().regex(/^\d+(?:\.\d+)?$/);
const decimalOrNothing = z.union([decimal, z.literal("")]);
const digits = z.string().regex(/^\d+$/);
const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);
const bookHash = z.string().regex(/^[0-9a-f]{40}$/);
const side = z.enum(["BUY", "SELL"]);
const level = z.object({ price: decimal, size: decimal });
const jsonText = z.string().refine((text) => Array.isArray(JSON.parse(text)));

/** A book over HTTP. */
export const book = z.object({
  market: hash,
  asset_id: digits,
  timestamp: digits,
  hash: bookHash,
  bids: z.array(level),
  asks: z.array(level),
  min_order_size: decimal,
  tick_size: decimal,
  neg_risk: z.boolean(),
  last_trade_price: decimalOrNothing,
});

const bookFrame = book
  .omit({ min_order_size: true, neg_risk: true })
  .partial({ tick_size: true, last_trade_price: true })
  .extend({ event_type: z.literal("book") });

const priceChange = z.object({
  event_type: z.literal("price_change"),
  market: hash,
  timestamp: digits,
  price_changes: z
    .array(
      z.object({
        asset_id: digits,
        price: decimal,
        size: decimal,
        side,
        hash: bookHash,
        best_bid: decimal,
        best_ask: decimal,
      }),
    )
    .min(1),
});

const lastTrade = z.object({
  event_type: z.literal("last_trade_price"),
  market: hash,
  asset_id: digits,
  price: decimal,
  size: decimal,
  side,
  fee_rate_bps: digits,
  timestamp: digits,
  transaction_hash: hash.optional(),
});

const tickSize = z.object({
  event_type: z.literal("tick_size_change"),
  market: hash,
  asset_id: digits,
  old_tick_size: decimal,
  new_tick_size: decimal,
  timestamp: digits,
});

const bestBidAsk = z.object({
  event_type: z.literal("best_bid_ask"),
  market: hash,
  asset_id: digits,
  best_bid: decimal,
  best_ask: decimal,
  spread: decimal,
  timestamp: digits,
});

const newMarket = z.object({
  event_type: z.literal("new_market"),
  id: digits,
  market: hash,
  question: z.string(),
  slug: z.string(),
  assets_ids: z.array(digits).length(2),
  outcomes: z.array(z.string()).length(2),
  condition_id: hash,
  active: z.boolean(),
  order_price_min_tick_size: decimal,
  timestamp: digits,
});

const resolved = z.object({
  event_type: z.literal("market_resolved"),
  id: digits,
  market: hash,
  assets_ids: z.array(digits).length(2),
  winning_asset_id: digits,
  winning_outcome: z.string(),
  timestamp: digits,
  tags: z.array(z.string()),
});

/** Any frame of the market channel. */
export const marketFrame = z.discriminatedUnion("event_type", [
  bookFrame,
  priceChange,
  lastTrade,
  tickSize,
  bestBidAsk,
  newMarket,
  resolved,
]);

const orderEvent = z.object({
  event_type: z.literal("order"),
  type: z.enum(["PLACEMENT", "UPDATE", "CANCELLATION"]),
  id: hash,
  owner: z.string(),
  order_owner: z.string(),
  market: hash,
  asset_id: digits,
  side,
  price: decimal,
  original_size: decimal,
  size_matched: decimalOrNothing,
  outcome: z.string(),
  associate_trades: z.array(z.string()).nullable(),
  created_at: z.union([digits, z.literal("")]),
  expiration: digits,
  order_type: z.string(),
  status: z.string(),
  maker_address: address,
  timestamp: digits,
});

const tradeEvent = z.object({
  event_type: z.literal("trade"),
  type: z.literal("TRADE"),
  id: z.string(),
  taker_order_id: hash,
  market: hash,
  asset_id: digits,
  side,
  size: decimal,
  price: decimal,
  status: z.string(),
  owner: z.string(),
  trade_owner: z.string(),
  maker_address: address,
  bucket_index: z.number().int(),
  trader_side: z.enum(["TAKER", "MAKER"]),
  timestamp: digits,
  maker_orders: z.array(
    z.object({
      order_id: hash,
      owner: z.string(),
      maker_address: address,
      matched_amount: decimal,
      price: decimal,
      asset_id: digits,
      outcome: z.string(),
    }),
  ),
});

/** Any frame of the user channel. */
export const userFrame = z.discriminatedUnion("event_type", [orderEvent, tradeEvent]);

const idOrNothing = (id: z.ZodString) => z.union([id, z.literal("")]);

/** A market of `GET /markets`. Markets that were archived before they were ready have empty ids. */
export const clobMarket = z.object({
  condition_id: idOrNothing(hash),
  question_id: idOrNothing(hash),
  question: z.string(),
  market_slug: z.string(),
  minimum_order_size: z.number(),
  minimum_tick_size: z.number(),
  neg_risk: z.boolean(),
  seconds_delay: z.number().int(),
  active: z.boolean(),
  closed: z.boolean(),
  accepting_orders: z.boolean(),
  rewards: z.object({ rates: z.array(z.unknown()).nullable(), min_size: z.number(), max_spread: z.number() }),
  tokens: z
    .array(
      z.object({
        token_id: idOrNothing(digits),
        outcome: z.string(),
        price: z.number(),
        winner: z.boolean(),
      }),
    )
    .length(2),
  tags: z.array(z.string()).nullable(),
});

/** A market of Gamma. */
export const gammaMarket = z.object({
  id: digits,
  question: z.string(),
  conditionId: z.string(),
  slug: z.string(),
  outcomes: jsonText,
  // Markets that never opened have no prices, and five-minute markets no volume.
  outcomePrices: jsonText.optional(),
  clobTokenIds: jsonText,
  volume: z.string().optional(),
  volumeNum: z.number().optional(),
  active: z.boolean(),
  closed: z.boolean(),
  orderPriceMinTickSize: z.number(),
  orderMinSize: z.number(),
  negRisk: z.boolean(),
});

/** A row of `/positions`. */
export const positionV1 = z.object({
  proxyWallet: address,
  asset: digits,
  conditionId: hash,
  size: z.number(),
  avgPrice: z.number(),
  initialValue: z.number(),
  currentValue: z.number(),
  cashPnl: z.number(),
  realizedPnl: z.number(),
  curPrice: z.number(),
  redeemable: z.boolean(),
  mergeable: z.boolean(),
  outcome: z.string(),
  outcomeIndex: z.number().int(),
  negativeRisk: z.boolean(),
});

/** A row of `/trades`. */
export const tradeV1 = z.object({
  proxyWallet: address,
  side,
  asset: digits,
  conditionId: hash,
  size: z.number(),
  price: z.number(),
  timestamp: z.number().int(),
  outcome: z.string(),
  outcomeIndex: z.number().int(),
  transactionHash: hash,
});

/** An event of Gamma with its markets; search lists it with fewer fields. */
export const gammaEvent = z.object({
  id: digits,
  slug: z.string(),
  title: z.string(),
  markets: z.array(gammaMarket.partial().required({ id: true, question: true, conditionId: true })),
});

/** An answer of `/public-search`. */
export const search = z.object({ events: z.array(gammaEvent) });

/** A row of `/closed-positions`. */
export const closedPositionV1 = z.object({
  proxyWallet: address,
  asset: digits,
  conditionId: hash,
  avgPrice: z.number(),
  totalBought: z.number(),
  realizedPnl: z.number(),
  curPrice: z.number(),
  timestamp: z.number().int(),
  outcome: z.string(),
  outcomeIndex: z.number().int(),
});

/** A row of `/activity`. */
export const activityV1 = z.object({
  proxyWallet: address,
  timestamp: z.number().int(),
  conditionId: idOrNothing(hash),
  type: z.string(),
  size: z.number(),
  usdcSize: z.number(),
  transactionHash: hash,
  price: z.number(),
  asset: z.string(),
  side: z.union([side, z.literal("")]),
  outcomeIndex: z.number().int(),
});

/** The holders of one token. */
export const holdersV1 = z.object({
  token: digits,
  holders: z.array(
    z.object({ proxyWallet: address, asset: digits, amount: z.number(), outcomeIndex: z.number().int() }),
  ),
});

/** `/clob-markets/{id}`. */
export const compactMarket = z.object({
  c: hash,
  t: z.array(z.object({ t: digits, o: z.string() })).length(2),
  mts: z.number(),
  mos: z.number(),
  mbf: z.number().int(),
  tbf: z.number().int(),
});

export const marketByToken = z.object({
  condition_id: hash,
  primary_token_id: digits,
  secondary_token_id: digits,
});

export const feeRate = z.object({ base_fee: z.number().int() });
export const priceHistory = z.object({
  history: z.array(z.object({ t: z.number().int(), p: z.number() })),
});
export const health = z.object({ data: z.literal("OK") });

const rtds = <T extends string, U extends string, P extends z.ZodType>(topic: T, type: U, payload: P) =>
  z.object({ topic: z.literal(topic), type: z.literal(type), timestamp: z.number().int(), payload });
const price = z.object({
  symbol: z.string(),
  timestamp: z.number().int(),
  value: z.number(),
  full_accuracy_value: decimal,
});
const backfill = z.object({
  symbol: z.string(),
  data: z.array(z.object({ timestamp: z.number().int(), value: z.number() })),
});

/** Any frame of the live-data socket that is not empty. */
export const rtdsFrame = z.union([
  rtds(
    "activity",
    "trades",
    z.object({
      asset: digits,
      conditionId: hash,
      eventSlug: z.string(),
      outcome: z.string(),
      outcomeIndex: z.number().int(),
      price: z.number(),
      proxyWallet: address,
      side,
      size: z.number(),
      slug: z.string(),
      timestamp: z.number().int(),
      transactionHash: hash,
    }),
  ),
  rtds("activity", "orders_matched", z.object({ asset: digits, conditionId: hash, side, size: z.number() })),
  rtds(
    "comments",
    "comment_created",
    z.object({
      id: z.string(),
      body: z.string(),
      createdAt: z.string(),
      parentEntityID: z.number().int(),
      parentEntityType: z.enum(["Event", "Series"]),
      userAddress: address,
      reportCount: z.number().int(),
      reactionCount: z.number().int(),
    }),
  ),
  rtds("crypto_prices", "update", price),
  rtds("crypto_prices", "subscribe", backfill),
  rtds("crypto_prices_chainlink", "update", price),
  rtds("equity_prices", "update", price),
  rtds("equity_prices", "subscribe", backfill),
  z.object({ statusCode: z.number().int(), body: z.object({ message: z.string() }) }),
]);
