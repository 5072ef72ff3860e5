import type { VenueContext } from "../context.ts";
import type { EventView, MarketView } from "../engine/index.ts";
import { unitsNumber } from "../wire/decimals.ts";
import { isClosed } from "../wire/markets.ts";
import { isoDay, isoTime } from "../wire/time.ts";
import { commentCount } from "./comments.ts";
import { liquidity } from "./liquidity.ts";
import { gammaMarket } from "./market-wire.ts";
import { seriesHead, seriesOf } from "./series.ts";
import { tagsOf } from "./tags.ts";

/** The markets of an event that exist. */
export function marketsOf(context: VenueContext, event: EventView): readonly MarketView[] {
  return event.conditionIds.flatMap((id) => context.engine.market(id) ?? []);
}

/** An event without its markets, as it appears inside a market. */
function gammaEventHead(context: VenueContext, event: EventView): Record<string, unknown> {
  const markets = marketsOf(context, event);
  const volumes = markets.map((market) => context.volumes.of(market.conditionId));
  const sum = (pick: (index: number) => bigint): number =>
    unitsNumber(markets.reduce((total, _, index) => total + pick(index), 0n));
  const depth = sum((index) => liquidity(context.engine, markets[index] as MarketView));
  const closed = markets.length > 0 && markets.every(isClosed);
  const ends = markets.flatMap((market) => market.endDate ?? []);
  const starts = markets.flatMap((market) => market.gameStartTime ?? []);
  return {
    id: String(event.number),
    version: event.version,
    ticker: event.slug,
    slug: event.slug,
    title: event.title,
    description: event.description,
    resolutionSource: "",
    startDate: isoTime(event.createdAt),
    creationDate: isoTime(event.createdAt),
    ...(ends.length === 0 ? {} : { endDate: isoTime(Math.max(...ends)) }),
    ...(starts.length === 0
      ? {}
      : { startTime: isoTime(Math.min(...starts)), eventDate: isoDay(Math.min(...starts)) }),
    image: "",
    icon: "",
    active: true,
    closed,
    archived: false,
    new: false,
    featured: false,
    restricted: true,
    liquidity: depth,
    volume: sum((index) => (markets[index] as MarketView).volumeUsd),
    openInterest: sum((index) => (markets[index] as MarketView).openInterest),
    sortBy: "price",
    createdAt: isoTime(event.createdAt),
    updatedAt: isoTime(context.clock.now()),
    competitive: 1,
    volume24hr: sum((index) => volumes[index]?.day ?? 0n),
    volume1wk: sum((index) => volumes[index]?.week ?? 0n),
    volume1mo: sum((index) => volumes[index]?.month ?? 0n),
    volume1yr: sum((index) => volumes[index]?.year ?? 0n),
    enableOrderBook: !closed,
    liquidityClob: depth,
    negRisk: event.negRisk,
    ...(event.negRiskMarketId === undefined ? {} : { negRiskMarketID: event.negRiskMarketId }),
    commentCount: commentCount(context, event.number),
    cyom: false,
    showAllOutcomes: true,
    showMarketImages: false,
    enableNegRisk: event.negRisk,
    automaticallyActive: true,
    gmpChartMode: "default",
    negRiskAugmented: false,
    cumulativeMarkets: false,
    pendingDeployment: false,
    deploying: false,
    deployingTimestamp: isoTime(event.createdAt),
    requiresTranslation: false,
    eventMetadata: {},
  };
}

/** An event with its markets and tags, as Gamma's event routes answer it. */
export function gammaEvent(context: VenueContext, event: EventView): Record<string, unknown> {
  return {
    ...gammaEventHead(context, event),
    markets: marketsOf(context, event).map((market) => gammaMarket(context, market)),
    ...inSeries(context, event),
    tags: tagsOf(context.engine, event.tags),
  };
}

function inSeries(context: VenueContext, event: EventView): Record<string, unknown> {
  const series = seriesOf(context, event);
  if (series[0] === undefined) return {};
  return { series: series.map((one) => seriesHead(context, one)), seriesSlug: series[0].slug };
}

/** A market with its event, and where the request asks for them its tags, as Gamma's market routes answer it. */
export function gammaMarketWithEvent(
  context: VenueContext,
  market: MarketView,
  group: EventView | undefined,
  withTags: boolean,
): Record<string, unknown> {
  return {
    ...gammaMarket(context, market),
    events: group === undefined ? [] : [{ ...gammaEventHead(context, group), ...inSeries(context, group) }],
    ...(withTags ? { tags: tagsOf(context.engine, market.tags) } : {}),
  };
}
