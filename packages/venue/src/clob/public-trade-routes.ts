import type { VenueContext } from "../context.ts";
import type { MarketView, TradeView } from "../engine/index.ts";
import { tagSlug } from "../gamma/tags.ts";
import { jsonBody, queryInt, queryText } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json } from "../http/reply.ts";
import type { Routes } from "../http/router.ts";
import { units } from "../wire/decimals.ts";
import { page } from "../wire/pages.ts";
import { isoTime, seconds } from "../wire/time.ts";

const PAGE = 300;
const INVALID = "invalid builder trade params";

/** Trades of builders and the widget view of markets: public. */
export function publicTradeRoutes(context: VenueContext): Routes {
  const { engine } = context;

  const liveActivity = (market: MarketView) => ({
    condition_id: market.conditionId,
    id: market.number,
    question: market.question,
    market_slug: market.slug,
    event_slug: market.eventSlug,
    series_slug: "",
    icon: "",
    image: "",
    tags: market.tags.map(tagSlug),
  });

  const market = (id: string): MarketView => {
    if (!/^0x[0-9a-fA-F]{64}$/.test(id)) throw new Refusal(400, "Invalid market");
    const found = engine.market(id.toLowerCase());
    if (found === undefined) throw new Refusal(404, "market not found");
    return found;
  };

  return {
    "GET /builder/trades": (request) => {
      const code = queryText(request, "builder_code");
      if (code === undefined || !/^0x[0-9a-fA-F]{64}$/.test(code)) throw new Refusal(400, INVALID);
      const id = queryText(request, "id");
      const condition = queryText(request, "market");
      const token = queryText(request, "asset_id");
      const before = queryInt(request, "before", INVALID);
      const after = queryInt(request, "after", INVALID);
      const trades = engine.trades({
        builder: code.toLowerCase(),
        ...(id === undefined ? {} : { id }),
        ...(condition === undefined ? {} : { conditionId: condition.toLowerCase() }),
        ...(token === undefined ? {} : { tokenId: token }),
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      });
      return json(page(trades, request.query.get("next_cursor"), PAGE, builderTrade, INVALID));
    },
    "GET /markets/live-activity/{condition_id}": (request) =>
      json(liveActivity(market(request.params.condition_id ?? ""))),
    "POST /markets/live-activity": (request) => {
      const body = jsonBody(request, "Invalid markets");
      if (!Array.isArray(body) || body.length === 0) throw new Refusal(400, "Invalid markets");
      return json(body.map((id) => liveActivity(market(String(id)))));
    },
  };
}

function builderTrade(trade: TradeView): Record<string, unknown> {
  return {
    id: trade.id,
    tradeType: "TAKER",
    takerOrderHash: trade.takerOrderId,
    builder: trade.builder,
    market: trade.conditionId,
    assetId: trade.tokenId,
    side: trade.side,
    size: units(trade.size),
    sizeUsdc: units(trade.usd),
    price: trade.price,
    status: trade.status,
    outcome: trade.outcome,
    outcomeIndex: trade.outcomeIndex,
    owner: trade.takerOwner,
    maker: trade.takerAddress,
    transactionHash: trade.transactionHash ?? "",
    matchTime: String(seconds(trade.matchTime)),
    bucketIndex: trade.bucketIndex,
    fee: units(trade.fee),
    feeUsdc: units(trade.fee),
    builderFee: units(trade.builderFee),
    builderCode: trade.builder,
    err_msg: null,
    createdAt: isoTime(trade.matchTime),
    updatedAt: isoTime(trade.lastUpdate),
  };
}
