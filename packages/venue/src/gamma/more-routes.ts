import type { VenueContext } from "../context.ts";
import type { EventView, MarketView } from "../engine/index.ts";
import { isRecord, jsonBody } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import { isClosed } from "../wire/markets.ts";
import { isoDay } from "../wire/time.ts";
import { gammaEvent, gammaMarketWithEvent, marketsOf } from "./event-wire.ts";
import { offsetPage } from "./listing.ts";
import { gammaMarket } from "./market-wire.ts";
import { clamped, gammaRefusal } from "./query.ts";
import type { NumberedSeries } from "./series.ts";

/** Listings that the other routes can give in another form. */
type Listings = {
  readonly markets: (request: VenueRequest) => readonly MarketView[];
  readonly events: (request: VenueRequest) => readonly EventView[];
};

/** Query names of the fields of a filter body. */
const FILTERS: Readonly<Record<string, string>> = {
  id: "id",
  slug: "slug",
  closed: "closed",
  clobTokenIds: "clob_token_ids",
  conditionIds: "condition_ids",
  questionIds: "question_ids",
  liquidityNumMin: "liquidity_num_min",
  liquidityNumMax: "liquidity_num_max",
  volumeNumMin: "volume_num_min",
  volumeNumMax: "volume_num_max",
  startDateMin: "start_date_min",
  startDateMax: "start_date_max",
  endDateMin: "end_date_min",
  endDateMax: "end_date_max",
  tagId: "tag_id",
  includeTags: "include_tag",
};
const WEEK = 7 * 86_400_000;

/** The lesser used routes of Gamma's OpenAPI: other forms of listings, summaries, and what a venue has none of. */
export function moreRoutes(context: VenueContext, listings: Listings): Routes {
  const { engine } = context;

  const missing = (what: string): Refusal => gammaRefusal(404, "not found", `${what} not found`);
  const eventById = (request: VenueRequest): EventView => {
    const found = engine.events().find((one) => String(one.number) === request.params.id);
    if (found === undefined) throw gammaRefusal(404, "not found", "id not found");
    return found;
  };
  const seriesWhere = (keep: (one: NumberedSeries) => boolean): NumberedSeries => {
    const found = context.series.find(keep);
    if (found === undefined) throw missing("series");
    return found;
  };
  const summary = (one: NumberedSeries) => {
    const events = engine.events().filter((event) => one.events.includes(event.slug));
    const ends = (event: EventView): readonly number[] =>
      marketsOf(context, event).flatMap((market) => market.endDate ?? []);
    const dates = events.flatMap((event) => (ends(event).length === 0 ? [] : [Math.max(...ends(event))]));
    const open = events
      .filter((event) => !marketsOf(context, event).every(isClosed))
      .flatMap((event) => (ends(event).length === 0 ? [] : [Math.max(...ends(event))]));
    const first = Math.min(...open);
    const week = (at: number): number => Math.floor(at / WEEK);
    return {
      id: String(one.number),
      title: one.title,
      slug: one.slug,
      eventDates: dates.map(isoDay),
      eventWeeks: dates.map(week),
      ...(open.length === 0 ? {} : { earliest_open_week: week(first), earliest_open_date: isoDay(first) }),
    };
  };
  /** The request with its body's filters as if they had come in the query. */
  const asQuery = (request: VenueRequest): VenueRequest => {
    const invalid = gammaRefusal(422, "validation", "invalid body");
    let body: unknown = {};
    try {
      if (request.body !== "") body = jsonBody(request, "invalid body");
    } catch (error) {
      throw error instanceof Refusal ? invalid : error;
    }
    if (!isRecord(body)) throw invalid;
    const query = new URLSearchParams();
    for (const [field, value] of Object.entries(body)) {
      const name = FILTERS[field];
      if (name === undefined || value === null) continue;
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      for (const one of values) {
        if (!["string", "number", "boolean"].includes(typeof one)) throw invalid;
        query.append(name, String(one));
      }
    }
    return { ...request, query };
  };

  return {
    "GET /events/pagination": (request) => {
      const all = listings.events(request);
      const limit = clamped(request, "limit", 20, 500);
      const offset = clamped(request, "offset", 0, 1_000_000_000);
      return json({
        data: all.slice(offset, offset + limit).map((one) => gammaEvent(context, one)),
        pagination: { hasMore: offset + limit < all.length, totalResults: all.length },
      });
    },
    // Results are what ended events of sports have.
    "GET /events/results": (request) => {
      const ended = engine
        .events()
        .filter((event) => event.tags.includes("Sports") && marketsOf(context, event).every(isClosed));
      return offsetPage(request, ended, (one) => gammaEvent(context, one));
    },
    "GET /events/{id}/tweet-count": (request) => {
      eventById(request);
      return json({ tweetCount: 0 });
    },
    // Nobody but the venue lists events here.
    "GET /events/creators": (request) => offsetPage(request, [], (one) => one),
    "GET /events/creators/{id}": () => {
      throw missing("creator");
    },
    "GET /markets/{id}/description": (request) => {
      const found = engine.markets().find((one) => String(one.number) === request.params.id);
      if (found === undefined) throw gammaRefusal(404, "not found", "id not found");
      return json({ description: found.description });
    },
    "POST /markets/information": (request) => {
      const asked = asQuery(request);
      const tags = asked.query.get("include_tag") === "true";
      const wire = (one: MarketView) => gammaMarketWithEvent(context, one, context.groupOf(one), tags);
      return json(listings.markets(asked).slice(0, 500).map(wire));
    },
    "POST /markets/abridged": (request) =>
      json(
        listings
          .markets(asQuery(request))
          .slice(0, 500)
          .map((one) => gammaMarket(context, one)),
      ),
    "GET /series/{id}/comments/count": (request) => {
      const found = seriesWhere((one) => String(one.number) === request.params.id);
      const own = context.comments
        .list()
        .filter((one) => one.parentEntityType === "Series" && one.parentEntityID === found.number);
      return json({ count: own.length });
    },
    "GET /series-summary/{id}": (request) =>
      json(summary(seriesWhere((one) => String(one.number) === request.params.id))),
    "GET /series-summary/slug/{slug}": (request) =>
      json(summary(seriesWhere((one) => one.slug === request.params.slug))),
  };
}
