import type { VenueContext } from "../context.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import type { WireComment } from "./comments.ts";
import { gammaEvent } from "./event-wire.ts";
import { keysetPage, offsetPage } from "./listing.ts";
import { publicProfile } from "./people.ts";
import { clamped, gammaRefusal } from "./query.ts";
import { type NumberedSeries, seriesHead } from "./series.ts";
import { allTags, tagsOf, type WireTag } from "./tags.ts";

const MAX_COMMENTS = 100;
const MAX_SERIES = 50;
const MAX_TEAMS = 100;
const ADDRESS = /^0x[0-9a-fA-F]{40}$/;

/** Tags, series, sports, comments, profiles and search. */
export function socialRoutes(context: VenueContext): Routes {
  const { engine, comments } = context;

  const tag = (keep: (one: WireTag) => boolean): WireTag => {
    const found = allTags(engine).find(keep);
    if (found === undefined) throw gammaRefusal(404, "not found", "tag not found");
    return found;
  };
  const tagById = (request: VenueRequest): WireTag => tag((one) => one.id === request.params.id);
  const tagBySlug = (request: VenueRequest): WireTag => tag((one) => one.slug === request.params.slug);
  /** Tags that appear on the same event. */
  const related = (own: WireTag): readonly WireTag[] =>
    allTags(engine).filter(
      (other) =>
        other.id !== own.id &&
        engine.events().some((event) => event.tags.includes(own.label) && event.tags.includes(other.label)),
    );
  const relations = (own: WireTag) =>
    related(own).map((other, index) => ({
      id: `${own.id}${other.id}`,
      tagID: Number.parseInt(own.id, 10),
      relatedTagID: Number.parseInt(other.id, 10),
      rank: index + 1,
    }));

  const series = (one: NumberedSeries) => ({
    ...seriesHead(context, one),
    events: engine
      .events()
      .filter((event) => one.events.includes(event.slug))
      .map((event) => gammaEvent(context, event)),
  });

  const sportEvents = () => engine.events().filter((event) => event.tags.includes("Sports"));
  const teams = () =>
    sportEvents().flatMap((event) =>
      event.conditionIds.flatMap((id) => {
        const market = engine.market(id);
        if (market === undefined || market.groupItemTitle === "") return [];
        return [
          {
            id: market.number,
            name: market.groupItemTitle,
            league: event.slug,
            record: "0-0",
            logo: "",
            abbreviation: market.groupItemTitle.slice(0, 3).toLowerCase(),
            alias: market.groupItemTitle,
          },
        ];
      }),
    );

  const listed = (request: VenueRequest): readonly WireComment[] => {
    const type = request.query.get("parent_entity_type");
    const id = request.query.get("parent_entity_id");
    return comments
      .list()
      .filter(
        (one) =>
          (type === null || one.parentEntityType === type) &&
          (id === null || String(one.parentEntityID) === id),
      );
  };

  const search = (request: VenueRequest) => {
    const words = request.query.get("q")?.toLowerCase().trim();
    if (words === undefined || words === "") throw gammaRefusal(422, "validation", "q is required");
    const limit = Math.max(1, clamped(request, "limit_per_type", 5, 100));
    const page = Math.max(1, clamped(request, "page", 1, 1_000_000));
    const hit = (text: string): boolean => text.toLowerCase().includes(words);
    const events = engine
      .events()
      .filter(
        (event) =>
          hit(event.title) || event.conditionIds.some((id) => hit(engine.market(id)?.question ?? "")),
      );
    const wanted = (name: string): boolean => request.query.get(name) === "true";
    const start = (page - 1) * limit;
    return json({
      events: events.slice(start, start + limit).map((event) => gammaEvent(context, event)),
      ...(wanted("search_tags")
        ? {
            tags: allTags(engine)
              .filter((one) => hit(one.label))
              .slice(0, limit)
              .map((one) => ({ id: one.id, label: one.label, slug: one.slug, event_count: 1 })),
          }
        : {}),
      ...(wanted("search_profiles")
        ? {
            profiles: context.accounts
              .map((one) => publicProfile(context, one.funder))
              .filter((one) => hit(String(one?.pseudonym ?? "")))
              .slice(0, limit),
          }
        : {}),
      pagination: { hasMore: events.length > start + limit, totalResults: events.length },
    });
  };

  return {
    "GET /tags": (request) => offsetPage(request, allTags(engine), (one) => one),
    "GET /tags/{id}": (request) => json(tagById(request)),
    "GET /tags/slug/{slug}": (request) => json(tagBySlug(request)),
    "GET /tags/{id}/related-tags": (request) => json(relations(tagById(request))),
    "GET /tags/{id}/related-tags/tags": (request) => json(related(tagById(request))),
    "GET /tags/slug/{slug}/related-tags": (request) => json(relations(tagBySlug(request))),
    "GET /tags/slug/{slug}/related-tags/tags": (request) => json(related(tagBySlug(request))),
    "GET /series": (request) => offsetPage(request, context.series, series, MAX_SERIES),
    "GET /series/{id}": (request) => {
      const found = context.series.find((one) => String(one.number) === request.params.id);
      if (found === undefined) throw gammaRefusal(404, "not found", "series not found");
      return json(series(found));
    },
    "GET /teams": (request) => offsetPage(request, teams(), (one) => one, MAX_TEAMS),
    "GET /teams/{id}": (request) => {
      const found = teams().find((one) => String(one.id) === request.params.id);
      if (found === undefined) throw gammaRefusal(404, "not found", "team not found");
      return json(found);
    },
    "GET /sports": () =>
      json(
        context.series.map((one) => ({
          id: one.number,
          sport: one.slug,
          image: "",
          resolution: "",
          ordering: "home",
          tags: tagsOf(engine, ["Sports"])
            .map((found) => found.id)
            .join(","),
          series: String(one.number),
        })),
      ),
    "GET /sports/market-types": () => json({ marketTypes: ["moneyline", "spreads", "totals"] }),
    "GET /market-clarifications": () => json([]),
    "GET /comments": (request) => offsetPage(request, listed(request), (one) => one, MAX_COMMENTS),
    "GET /comments/keyset": (request) => keysetPage(request, "comments", listed(request), (one) => one),
    "GET /comments/{id}": (request) => {
      const id = request.params.id;
      const thread = comments.list().filter((one) => one.id === id || one.parentCommentID === id);
      if (thread.length === 0) throw gammaRefusal(404, "not found", "comment not found");
      return json(thread);
    },
    "GET /comments/user_address/{address}": (request) => {
      const wanted = request.params.address?.toLowerCase();
      const own = comments.list().filter((one) => one.userAddress.toLowerCase() === wanted);
      return offsetPage(request, own, (one) => one, MAX_COMMENTS);
    },
    "GET /public-search": search,
    "GET /public-profile": (request) => {
      const wallet = request.query.get("address") ?? "";
      if (!ADDRESS.test(wallet)) throw gammaRefusal(400, "validation", "invalid address");
      const found = publicProfile(context, wallet);
      if (found === undefined) throw gammaRefusal(404, "not found", "profile not found");
      return json(found);
    },
    "GET /profiles/user_address/{address}": (request) => {
      const wallet = request.params.address ?? "";
      if (!ADDRESS.test(wallet)) throw gammaRefusal(400, "validation", "invalid address");
      const found = publicProfile(context, wallet);
      if (found === undefined) throw gammaRefusal(404, "not found", "profile not found");
      const { users: _users, ...rest } = found;
      return json({ id: "1", ...rest });
    },
  };
}
