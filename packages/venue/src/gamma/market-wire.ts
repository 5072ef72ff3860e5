import type { VenueContext } from "../context.ts";
import type { MarketView } from "../engine/index.ts";
import { units, unitsNumber, wireNumber } from "../wire/decimals.ts";
import { baseFee, isClosed, negRiskRequestId } from "../wire/markets.ts";
import { best, displayPrice, lastPrice } from "../wire/prices.ts";
import { isoDay, isoTime, spacedTime } from "../wire/time.ts";
import { liquidity } from "./liquidity.ts";

const UNIT = 1_000_000n;
const HALF = UNIT / 2n;

/** A market as Gamma lists it, without the event it belongs to. */
export function gammaMarket(context: VenueContext, market: MarketView): Record<string, unknown> {
  const { engine, environment } = context;
  const closed = isClosed(market);
  const yes = market.outcomes[0].tokenId;
  const prices = best(engine, yes) ?? { bid: 0n, ask: UNIT };
  const last = lastPrice(engine, yes);
  const depth = liquidity(engine, market);
  const volume = context.volumes.of(market.conditionId);
  const fee = baseFee(market);
  const middle = displayPrice(engine, yes);
  const distance = middle > HALF ? middle - HALF : HALF - middle;
  return {
    id: String(market.number),
    version: market.version,
    question: market.question,
    conditionId: gammaConditionId(market),
    slug: market.slug,
    resolutionSource: "",
    ...(market.endDate === undefined ? {} : { endDate: isoTime(market.endDate) }),
    liquidity: units(depth),
    startDate: isoTime(market.createdAt),
    image: "",
    icon: "",
    description: market.description,
    outcomes: JSON.stringify(market.outcomes.map((outcome) => outcome.outcome)),
    outcomePrices: JSON.stringify(
      market.outcomes.map((outcome) => units(displayPrice(engine, outcome.tokenId))),
    ),
    volume: units(market.volumeUsd),
    active: true,
    closed,
    marketMakerAddress: "",
    createdAt: isoTime(market.createdAt),
    updatedAt: isoTime(context.clock.now()),
    ...(market.resolvedAt === undefined ? {} : { closedTime: spacedTime(market.resolvedAt) }),
    new: false,
    featured: false,
    submitted_by: environment.contracts.negRiskAdapter,
    archived: false,
    resolvedBy: market.negRisk ? environment.contracts.negRiskAdapter : context.oracle,
    restricted: true,
    ...(market.groupItemTitle === "" ? {} : { groupItemTitle: market.groupItemTitle }),
    groupItemThreshold: String(Math.max(0, market.negRiskIndex)),
    questionID: market.questionId,
    enableOrderBook: !closed,
    orderPriceMinTickSize: wireNumber(market.tickSize),
    orderMinSize: unitsNumber(market.minOrderSize),
    ...(market.version === "v2"
      ? { resolutionStatus: market.state === "resolved" ? "resolved" : "active" }
      : market.state === "resolved"
        ? { umaResolutionStatus: "resolved", ...resolution(market) }
        : {}),
    volumeNum: unitsNumber(market.volumeUsd),
    liquidityNum: unitsNumber(depth),
    ...(market.endDate === undefined ? {} : { endDateIso: isoDay(market.endDate) }),
    startDateIso: isoDay(market.createdAt),
    hasReviewedDates: true,
    volume24hr: unitsNumber(volume.day),
    volume1wk: unitsNumber(volume.week),
    volume1mo: unitsNumber(volume.month),
    volume1yr: unitsNumber(volume.year),
    ...(market.gameStartTime === undefined
      ? {}
      : {
          gameStartTime: spacedTime(market.gameStartTime),
          eventStartTime: isoTime(market.gameStartTime),
          secondsDelay: market.secondsDelay,
        }),
    ...(market.gameStartTime === undefined && market.secondsDelay > 0
      ? { secondsDelay: market.secondsDelay }
      : {}),
    ...outcomeIds(market),
    umaBond: "500",
    umaReward: "5",
    volume24hrClob: unitsNumber(volume.day),
    volume1wkClob: unitsNumber(volume.week),
    volume1moClob: unitsNumber(volume.month),
    volume1yrClob: unitsNumber(volume.year),
    volumeClob: unitsNumber(market.volumeUsd),
    liquidityClob: unitsNumber(depth),
    makerBaseFee: fee,
    takerBaseFee: fee,
    customLiveness: 0,
    acceptingOrders: market.acceptingOrders,
    negRisk: market.negRisk,
    ...(market.negRisk
      ? { negRiskMarketID: market.negRiskMarketId, negRiskRequestID: negRiskRequestId(market) }
      : {}),
    ready: false,
    funded: false,
    acceptingOrdersTimestamp: isoTime(market.acceptingOrdersFrom),
    cyom: false,
    competitive: unitsNumber((UNIT * UNIT) / (UNIT + distance)),
    pagerDutyNotificationEnabled: false,
    approved: true,
    ...rewards(context, market),
    spread: unitsNumber(prices.ask - prices.bid),
    ...priceChanges(context, yes, middle),
    ...(last === undefined ? {} : { lastTradePrice: unitsNumber(last) }),
    bestBid: unitsNumber(prices.bid),
    bestAsk: unitsNumber(prices.ask),
    automaticallyActive: true,
    comboStatus: "disabled",
    clearBookOnStart: market.clearBookOnStart,
    showGmpSeries: false,
    showGmpOutcome: false,
    manualActivation: false,
    negRiskOther: false,
    umaResolutionStatuses: market.state === "resolved" ? '["proposed", "resolved"]' : "[]",
    pendingDeployment: false,
    deploying: false,
    deployingTimestamp: isoTime(market.createdAt),
    rfqEnabled: false,
    holdingRewardsEnabled: false,
    feesEnabled: market.fees !== undefined,
    requiresTranslation: false,
    ...(market.fees === undefined
      ? {}
      : {
          feeType: feeType(market),
          feeSchedule: {
            exponent: market.fees.exponent,
            rate: wireNumber(market.fees.rate),
            takerOnly: market.fees.takerOnly,
            rebateRate: wireNumber(market.fees.rebateRate ?? "0"),
          },
        }),
  };
}

const DAY = 86_400_000;

/** How far the price moved; 0 where the market is younger than that. */
function priceChanges(context: VenueContext, tokenId: string, price: bigint): Record<string, number> {
  const since = (days: number): number => {
    const before = context.history.priceAt(tokenId, context.clock.now() - days * DAY);
    return before === undefined ? 0 : unitsNumber(price - before);
  };
  return {
    oneHourPriceChange: since(1 / 24),
    oneDayPriceChange: since(1),
    oneWeekPriceChange: since(7),
    oneMonthPriceChange: since(30),
    oneYearPriceChange: since(365),
  };
}

/** When a market was resolved: by the venue itself, without a dispute. */
function resolution({ resolvedAt }: MarketView): Record<string, unknown> {
  return resolvedAt === undefined ? {} : { umaEndDate: isoTime(resolvedAt), automaticallyResolved: true };
}

/** Protocol version 2 names conditions by 31 bytes; the CLOB and the Data API pad them to 32. */
function gammaConditionId(market: MarketView): string {
  return market.version === "v2" ? market.conditionId.slice(0, -2) : market.conditionId;
}

/** Version 1 lists its tokens as a text, version 2 its positions as an array. */
function outcomeIds(market: MarketView): Record<string, unknown> {
  const ids = market.outcomes.map((outcome) => outcome.tokenId);
  return market.version === "v2"
    ? { clobTokenIds: null, positionIds: ids }
    : { clobTokenIds: JSON.stringify(ids) };
}

function rewards(context: VenueContext, market: MarketView): Record<string, unknown> {
  const terms = context.rewards.programme(market);
  if (terms === undefined) return { rewardsMinSize: 0, rewardsMaxSpread: 0 };
  return {
    clobRewards: [
      {
        id: String(market.number),
        conditionId: market.conditionId,
        assetAddress: context.environment.contracts.collateral,
        rewardsAmount: 0,
        rewardsDailyRate: wireNumber(terms.ratePerDay),
        startDate: isoDay(market.createdAt),
        endDate: "2500-12-31",
      },
    ],
    rewardsMinSize: wireNumber(terms.minSize),
    rewardsMaxSpread: wireNumber(terms.maxSpread),
  };
}

function feeType(market: MarketView): string {
  const tag = market.tags[0]?.toLowerCase() ?? "general";
  return `${tag}_fees`;
}
