import type { Address, SignatureType } from "@pm/core-types";
import type { VenueContext } from "../context.ts";
import type { MarketView } from "../engine/index.ts";
import { queryInt, queryText } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import type { RewardProgramme } from "../markets/rewards.ts";
import { parseUnits, units, unitsNumber, wireNumber } from "../wire/decimals.ts";
import { page } from "../wire/pages.ts";
import { displayPrice, spread } from "../wire/prices.ts";
import { isoDay, isoTime } from "../wire/time.ts";

const PAGE = 100;
const CURRENT_PAGE = 500;
const MAX_PAGE = 500;
const FAR_END = "2500-12-31";
const DAY_MS = 86_400_000;
const INVALID_CURSOR = "Invalid next_cursor";

type Rewarded = { readonly market: MarketView; readonly terms: RewardProgramme };

/** Liquidity rewards and maker rebates. */
export function rewardRoutes(context: VenueContext): Routes {
  const { engine, auth, rewards, environment } = context;
  const asset = environment.contracts.collateral;

  const rewarded = (): readonly Rewarded[] =>
    engine.markets().flatMap((market) => {
      const terms = rewards.programme(market);
      return terms === undefined ? [] : [{ market, terms }];
    });

  const config = ({ market, terms }: Rewarded) => ({
    id: market.number,
    asset_address: asset,
    start_date: isoDay(market.createdAt),
    end_date: FAR_END,
    rate_per_day: wireNumber(terms.ratePerDay),
    total_rewards: 0,
  });

  const tokens = (market: MarketView) =>
    market.outcomes.map((outcome) => ({
      token_id: outcome.tokenId,
      outcome: outcome.outcome,
      price: unitsNumber(displayPrice(engine, outcome.tokenId)),
    }));

  const limits = ({ terms }: Rewarded) => ({
    rewards_max_spread: wireNumber(terms.maxSpread),
    rewards_min_size: wireNumber(terms.minSize),
  });

  const describe = (one: Rewarded) => ({
    condition_id: one.market.conditionId,
    question: one.market.question,
    market_slug: one.market.slug,
    event_slug: one.market.eventSlug,
    image: "",
    ...limits(one),
    market_competitiveness: 0,
    tokens: tokens(one.market),
    rewards_config: [config(one)],
  });

  const current = (one: Rewarded) => ({
    condition_id: one.market.conditionId,
    ...limits(one),
    rewards_config: [config(one)],
    sponsored_daily_rate: 0,
    sponsors_count: 0,
    native_daily_rate: wireNumber(one.terms.ratePerDay),
    total_daily_rate: wireNumber(one.terms.ratePerDay),
  });

  const walletOf = (request: VenueRequest): Address => {
    const key = auth.l2(request);
    const type = queryText(request, "signature_type") ?? "0";
    if (!/^[0-3]$/.test(type)) throw new Refusal(400, "Invalid signature_type");
    return context.wallets.funder(key.address, Number.parseInt(type, 10) as SignatureType);
  };

  const earned = (request: VenueRequest) => {
    const wallet = walletOf(request);
    const day = date(request);
    return {
      day,
      rows: rewards.earnings(day).filter((one) => one.wallet.toLowerCase() === wallet.toLowerCase()),
      wallet,
    };
  };

  /** How far the first outcome's price moved in a day; 0 where the market is younger. */
  const dayChange = ({ outcomes: [{ tokenId }] }: MarketView): number => {
    const before = context.history.priceAt(tokenId, context.clock.now() - DAY_MS);
    return before === undefined ? 0 : unitsNumber(displayPrice(engine, tokenId) - before);
  };

  return {
    "GET /rewards/markets/current": (request) =>
      json(page(rewarded(), request.query.get("next_cursor"), CURRENT_PAGE, current, INVALID_CURSOR)),
    "GET /rewards/markets/multi": (request) => {
      const size = Math.min(MAX_PAGE, queryInt(request, "page_size", "Invalid page_size") ?? PAGE);
      const search = queryText(request, "q")?.toLowerCase();
      const rows = rewarded().filter(
        ({ market }) => search === undefined || market.question.toLowerCase().includes(search),
      );
      return json(
        page(
          rows,
          request.query.get("next_cursor"),
          Math.max(1, size),
          (one) => ({
            ...describe(one),
            event_id: String(context.groupOf(one.market)?.number ?? ""),
            created_at: isoTime(one.market.createdAt),
            group_item_title: one.market.groupItemTitle,
            market_id: String(one.market.number),
            one_day_price_change: dayChange(one.market),
            spread: wireNumber(spread(engine, one.market.outcomes[0].tokenId) ?? "0"),
            end_date: one.market.endDate === undefined ? null : isoTime(one.market.endDate),
            volume_24hr: unitsNumber(context.volumes.of(one.market.conditionId).day),
          }),
          INVALID_CURSOR,
        ),
      );
    },
    "GET /rewards/markets/{condition_id}": (request) => {
      const id = request.params.condition_id?.toLowerCase();
      if (id === undefined || !/^0x[0-9a-f]{64}$/.test(id)) throw new Refusal(400, "Invalid market");
      const rows = rewarded().filter(({ market }) => market.conditionId === id);
      return json(page(rows, request.query.get("next_cursor"), PAGE, describe, INVALID_CURSOR));
    },
    "GET /rewards/user": (request) => {
      const { day, rows, wallet } = earned(request);
      return json(
        page(
          rows,
          request.query.get("next_cursor"),
          PAGE,
          (row) => ({
            date: `${day}T00:00:00Z`,
            condition_id: row.conditionId,
            asset_address: asset,
            maker_address: wallet,
            earnings: unitsNumber(row.earned),
            asset_rate: 1,
          }),
          INVALID_CURSOR,
        ),
      );
    },
    "GET /rewards/user/total": (request) => {
      const { day, rows, wallet } = earned(request);
      if (rows.length === 0) return json([]);
      const total = rows.reduce((sum, row) => sum + row.earned, 0n);
      return json([
        {
          date: `${day}T00:00:00Z`,
          asset_address: asset,
          maker_address: wallet,
          earnings: unitsNumber(total),
          asset_rate: 1,
        },
      ]);
    },
    "GET /rewards/user/percentages": (request) => {
      const wallet = walletOf(request);
      return json(
        Object.fromEntries(
          rewarded()
            .map(({ market }) => [market.conditionId, rewards.share(market.conditionId, wallet)] as const)
            .filter(([, share]) => share > 0n)
            .map(([id, share]) => [id, unitsNumber(share)]),
        ),
      );
    },
    "GET /rewards/user/markets": (request) => {
      const { rows, wallet } = earned(request);
      const size = Math.min(MAX_PAGE, queryInt(request, "page_size", "Invalid page_size") ?? PAGE);
      const all = rewarded();
      const body = page(
        all,
        request.query.get("next_cursor"),
        Math.max(1, size),
        (one) => ({
          ...describe(one),
          market_id: String(one.market.number),
          maker_address: wallet,
          earning_percentage: unitsNumber(rewards.share(one.market.conditionId, wallet)),
          earnings: rows
            .filter((row) => row.conditionId === one.market.conditionId)
            .map((row) => ({ asset_address: asset, earnings: unitsNumber(row.earned), asset_rate: 1 })),
        }),
        INVALID_CURSOR,
      );
      return json({ ...body, total_count: all.length });
    },
    "GET /rebates/current": (request) => {
      const day = date(request, "Invalid date");
      const maker = queryText(request, "maker_address");
      if (maker === undefined || !/^0x[0-9a-fA-F]{40}$/.test(maker)) {
        throw new Refusal(400, "Invalid maker_address");
      }
      return json(
        [...rebates(context, day, maker)].map(([conditionId, amount]) => ({
          date: day,
          condition_id: conditionId,
          asset_address: asset,
          maker_address: maker,
          rebated_fees_usdc: units(amount),
        })),
      );
    },
  };
}

/** What a maker gets back of a day's taker fees: the market's rebate share, by its part of each trade. */
function rebates(context: VenueContext, day: string, maker: string): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const trade of context.engine.trades({ maker: maker as Address })) {
    if (isoDay(trade.matchTime) !== day || trade.status === "FAILED" || trade.fee === 0n) continue;
    const share = parseUnits(context.engine.market(trade.conditionId)?.fees?.rebateRate ?? "0") ?? 0n;
    for (const one of trade.makers) {
      if (one.address.toLowerCase() !== maker.toLowerCase()) continue;
      const part = (trade.fee * share * one.amount) / (1_000_000n * trade.size);
      sums.set(trade.conditionId, (sums.get(trade.conditionId) ?? 0n) + part);
    }
  }
  return sums;
}

function date(request: VenueRequest, message = "Invalid date (format: YYYY-MM-DD)"): string {
  const value = queryText(request, "date");
  if (value === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(value)) throw new Refusal(400, message);
  return value;
}
