import type { VenueContext } from "../context.ts";
import type { MarketView } from "../engine/index.ts";
import { queryText } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import { wireNumber } from "../wire/decimals.ts";
import { baseFee, compactMarketWire, marketWire, simplifiedMarketWire } from "../wire/markets.ts";
import { page } from "../wire/pages.ts";
import { seconds } from "../wire/time.ts";

const PAGE = 1000;
const NOT_FOUND = "market not found";

/** Server facts and market listings. */
export function marketRoutes(context: VenueContext): Routes {
  const { engine } = context;

  const listing =
    (keep: (market: MarketView) => boolean, toWire: (market: MarketView) => unknown) =>
    (request: VenueRequest) =>
      json(page(engine.markets().filter(keep), request.query.get("next_cursor"), PAGE, toWire));
  const all = (): boolean => true;
  // Sampling markets are those whose books are sampled for rewards.
  const sampling = (market: MarketView): boolean =>
    market.acceptingOrders && context.rewards.programme(market) !== undefined;
  const full = (market: MarketView): unknown => marketWire(context, market);
  const simplified = (market: MarketView): unknown => simplifiedMarketWire(context, market);

  const byCondition = (request: VenueRequest): MarketView => {
    const id = request.params.condition_id ?? "";
    if (!/^0x[0-9a-fA-F]{64}$/.test(id)) {
      // A 62-digit condition id of protocol version 2 must be padded; unpadded it is simply not found.
      throw new Refusal(
        /^0x[0-9a-fA-F]{62}$/.test(id) ? 404 : 400,
        /^0x[0-9a-fA-F]{62}$/.test(id) ? NOT_FOUND : "Invalid market",
      );
    }
    const market = engine.market(id.toLowerCase());
    if (market === undefined) throw new Refusal(404, NOT_FOUND);
    return market;
  };

  const byToken = (id: string | undefined): MarketView => {
    if (id === undefined || !/^\d{1,78}$/.test(id)) throw new Refusal(400, "Invalid token id");
    const market = engine.marketOfToken(id);
    if (market === undefined) throw new Refusal(404, NOT_FOUND);
    return market;
  };
  const ofQuery = (request: VenueRequest): MarketView => byToken(queryText(request, "token_id"));
  const ofPath = (request: VenueRequest): MarketView => byToken(request.params.token_id);
  const tick = (market: MarketView) => json({ minimum_tick_size: wireNumber(market.tickSize) });
  const negRisk = (market: MarketView) => json({ neg_risk: market.negRisk });
  const fee = (market: MarketView) => json({ base_fee: baseFee(market) });

  return {
    "GET /": () => json("OK"),
    "GET /ok": () => json("OK"),
    "GET /time": (request) => json(seconds(context.clock.now() + (request.note.skewMs ?? 0))),
    "GET /version": () => json({ version: 2 }),
    "GET /markets": listing(all, full),
    "GET /sampling-markets": listing(sampling, full),
    "GET /simplified-markets": listing(all, simplified),
    "GET /sampling-simplified-markets": listing(sampling, simplified),
    "GET /markets/{condition_id}": (request) => json(full(byCondition(request))),
    "GET /clob-markets/{condition_id}": (request) => json(compactMarketWire(context, byCondition(request))),
    "GET /markets-by-token/{token_id}": (request) => {
      const market = ofPath(request);
      // In production the primary token is the smaller id, not the first outcome.
      const [primary, secondary] = market.outcomes
        .map((outcome) => outcome.tokenId)
        .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
      return json({
        condition_id: market.conditionId,
        primary_token_id: primary,
        secondary_token_id: secondary,
      });
    },
    "GET /tick-size": (request) => tick(ofQuery(request)),
    "GET /tick-size/{token_id}": (request) => tick(ofPath(request)),
    "GET /neg-risk": (request) => negRisk(ofQuery(request)),
    "GET /neg-risk/{token_id}": (request) => negRisk(ofPath(request)),
    "GET /fee-rate": (request) => fee(ofQuery(request)),
    "GET /fee-rate/{token_id}": (request) => fee(ofPath(request)),
    "GET /fees/builder-fees/{builder_code}": (request) => {
      const code = request.params.builder_code ?? "";
      const rates = /^0x[0-9a-fA-F]{64}$/.test(code)
        ? engine.builderRates(code.toLowerCase() as `0x${string}`)
        : undefined;
      if (rates === undefined) throw new Refusal(404, "builder not found");
      return json({
        builder_maker_fee_rate_bps: rates.makerBps,
        builder_taker_fee_rate_bps: rates.takerBps,
      });
    },
  };
}
