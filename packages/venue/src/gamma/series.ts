import type { VenueContext } from "../context.ts";
import type { EventView } from "../engine/index.ts";
import { unitsNumber } from "../wire/decimals.ts";
import { isoTime } from "../wire/time.ts";

/** Events that belong together, such as the seasons of a cup. */
export type SeriesSpec = {
  readonly slug: string;
  readonly title: string;
  /** Such as `"daily"`, `"monthly"`, `"annual"`. */
  readonly recurrence: string;
  /** Slugs of its events. */
  readonly events: readonly string[];
};

/** A series with its number, from 1. */
export type NumberedSeries = SeriesSpec & { readonly number: number };

/** The series an event belongs to. */
export function seriesOf(context: VenueContext, event: EventView): readonly NumberedSeries[] {
  return context.series.filter((one) => one.events.includes(event.slug));
}

/** A series without its events. */
export function seriesHead(context: VenueContext, series: NumberedSeries): Record<string, unknown> {
  const events = context.engine.events().filter((event) => series.events.includes(event.slug));
  const created = Math.min(context.clock.now(), ...events.map((event) => event.createdAt));
  const markets = events.flatMap((event) => event.conditionIds);
  const volume = markets.reduce((sum, id) => sum + (context.engine.market(id)?.volumeUsd ?? 0n), 0n);
  const day = markets.reduce((sum, id) => sum + context.volumes.of(id).day, 0n);
  return {
    id: String(series.number),
    ticker: series.slug,
    slug: series.slug,
    title: series.title,
    seriesType: "single",
    recurrence: series.recurrence,
    image: "",
    icon: "",
    layout: "default",
    active: true,
    closed: false,
    archived: false,
    new: false,
    featured: false,
    restricted: true,
    publishedAt: isoTime(created),
    createdBy: "1",
    updatedBy: "1",
    createdAt: isoTime(created),
    updatedAt: isoTime(context.clock.now()),
    commentsEnabled: true,
    competitive: "0",
    volume24hr: unitsNumber(day),
    volume: unitsNumber(volume),
    liquidity: 0,
    startDate: isoTime(created),
    commentCount: 0,
    requiresTranslation: false,
  };
}
