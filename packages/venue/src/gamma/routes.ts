import type { VenueContext } from "../context.ts";
import type { EventView, MarketView } from "../engine/index.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import { isClosed } from "../wire/markets.ts";
import { commentCount } from "./comments.ts";
import { gammaEvent, gammaMarketWithEvent, marketsOf } from "./event-wire.ts";
import { liquidity } from "./liquidity.ts";
import { keysetPage, offsetPage, sorted } from "./listing.ts";
import { gammaMarket } from "./market-wire.ts";
import { moreRoutes } from "./more-routes.ts";
import { amount, flag, gammaRefusal, list, moment, within } from "./query.ts";
import { socialRoutes } from "./social-routes.ts";
import { tagsOf } from "./tags.ts";

const MISSING = "id not found";
const NO_SLUG = "slug not found";

/** Gamma: markets, events, and everything around them. */
export function gammaRoutes(context: VenueContext): Routes {
  const { engine } = context;

  const market =
    (request: VenueRequest) =>
    (found: MarketView): Record<string, unknown> =>
      gammaMarketWithEvent(context, found, context.groupOf(found), flag(request, "include_tag") === true);
  const event = (found: EventView): Record<string, unknown> => gammaEvent(context, found);

  const tagMatches = (request: VenueRequest, labels: readonly string[]): boolean => {
    const ids = list(request, "tag_id");
    const slugs = list(request, "tag_slug");
    const excluded = list(request, "exclude_tag_id");
    const tags = tagsOf(engine, labels);
    if (tags.some((tag) => excluded.includes(tag.id))) return false;
    if (ids.length === 0 && slugs.length === 0) return true;
    return tags.some((tag) => ids.includes(tag.id) || slugs.includes(tag.slug));
  };

  const markets = (request: VenueRequest): readonly MarketView[] => {
    const ids = list(request, "id");
    const slugs = list(request, "slug");
    const tokens = list(request, "clob_token_ids", "position_ids");
    const conditions = list(request, "condition_ids").map((id) => id.toLowerCase());
    const questions = list(request, "question_ids").map((id) => id.toLowerCase());
    const closed = flag(request, "closed");
    const active = flag(request, "active");
    const archived = flag(request, "archived");
    const bounds = {
      volume: [amount(request, "volume_num_min"), amount(request, "volume_num_max")] as const,
      liquidity: [amount(request, "liquidity_num_min"), amount(request, "liquidity_num_max")] as const,
      start: [moment(request, "start_date_min"), moment(request, "start_date_max")] as const,
      end: [moment(request, "end_date_min"), moment(request, "end_date_max")] as const,
    };
    const bounded = (found: MarketView): boolean =>
      within(found.volumeUsd, ...bounds.volume) &&
      (bounds.liquidity.every((bound) => bound === undefined) ||
        within(liquidity(engine, found), ...bounds.liquidity)) &&
      within(found.createdAt, ...bounds.start) &&
      within(found.endDate ?? 0, ...bounds.end);
    // Named markets are answered open or closed; a listing shows open ones unless it is asked for the others.
    const named = ids.length + slugs.length + tokens.length + conditions.length + questions.length > 0;
    const wanted = closed ?? (named ? undefined : false);
    const found = engine
      .markets()
      .filter(
        (one) =>
          (ids.length === 0 || ids.includes(String(one.number))) &&
          (slugs.length === 0 || slugs.includes(one.slug)) &&
          (conditions.length === 0 || conditions.some((id) => one.conditionId.startsWith(id))) &&
          (questions.length === 0 || questions.includes(one.questionId)) &&
          (tokens.length === 0 || one.outcomes.some((outcome) => tokens.includes(outcome.tokenId))) &&
          (wanted === undefined || isClosed(one) === wanted) &&
          active !== false &&
          archived !== true &&
          bounded(one) &&
          tagMatches(request, one.tags),
      );
    return sorted(request, found, (one) => gammaMarket(context, one));
  };

  const events = (request: VenueRequest): readonly EventView[] => {
    const ids = list(request, "id");
    const slugs = list(request, "slug");
    const closed = flag(request, "closed");
    const search = request.query.get("title_search")?.toLowerCase();
    const named = ids.length + slugs.length > 0;
    const wanted = closed ?? (named ? undefined : false);
    const found = engine.events().filter((one) => {
      const own = marketsOf(context, one);
      return (
        (ids.length === 0 || ids.includes(String(one.number))) &&
        (slugs.length === 0 || slugs.includes(one.slug)) &&
        (search === undefined || one.title.toLowerCase().includes(search)) &&
        (wanted === undefined || (own.length > 0 && own.every(isClosed)) === wanted) &&
        tagMatches(request, one.tags)
      );
    });
    return sorted(request, found, event);
  };

  const marketWhere = (keep: (one: MarketView) => boolean, missing: string): MarketView => {
    const found = engine.markets().find(keep);
    if (found === undefined) throw gammaRefusal(404, "not found", missing);
    return found;
  };
  const eventWhere = (keep: (one: EventView) => boolean, missing: string): EventView => {
    const found = engine.events().find(keep);
    if (found === undefined) throw gammaRefusal(404, "not found", missing);
    return found;
  };
  const marketById = (request: VenueRequest): MarketView =>
    marketWhere((one) => String(one.number) === request.params.id, MISSING);
  const eventById = (request: VenueRequest): EventView =>
    eventWhere((one) => String(one.number) === request.params.id, MISSING);

  return {
    "GET /": () => json({ data: "OK" }),
    "GET /ok": () => json("OK"),
    "GET /status": () => json("OK"),
    "GET /markets": (request) => offsetPage(request, markets(request), market(request)),
    "GET /markets/keyset": (request) => keysetPage(request, "markets", markets(request), market(request)),
    "GET /markets/slug/{slug}": (request) =>
      json(market(request)(marketWhere((one) => one.slug === request.params.slug, NO_SLUG))),
    "GET /markets/{id}": (request) => json(market(request)(marketById(request))),
    "GET /markets/{id}/tags": (request) => json(tagsOf(engine, marketById(request).tags)),
    "GET /events": (request) => offsetPage(request, events(request), event),
    "GET /events/keyset": (request) => keysetPage(request, "events", events(request), event),
    "GET /events/slug/{slug}": (request) =>
      json(event(eventWhere((one) => one.slug === request.params.slug, NO_SLUG))),
    "GET /events/{id}": (request) => json(event(eventById(request))),
    "GET /events/{id}/tags": (request) => json(tagsOf(engine, eventById(request).tags)),
    "GET /events/{id}/comments/count": (request) =>
      json({ count: commentCount(context, eventById(request).number) }),
    ...moreRoutes(context, { markets, events }),
    ...socialRoutes(context),
  };
}
