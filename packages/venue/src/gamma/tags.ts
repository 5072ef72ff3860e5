import type { Engine } from "../engine/index.ts";

/** A tag as Gamma lists it. */
export type WireTag = {
  readonly id: string;
  readonly label: string;
  readonly slug: string;
  readonly forceShow: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly requiresTranslation: boolean;
};

/** Tags have no history here. */
const CREATED = "2026-01-01T00:00:00Z";

/** Tags of each engine, with the number of events they were gathered from: listings ask for them once a row. */
const gathered = new WeakMap<Engine, { readonly events: number; readonly tags: readonly WireTag[] }>();

/** Every tag in use, numbered in order of first appearance. */
export function allTags(engine: Engine): readonly WireTag[] {
  const events = engine.events().length;
  const known = gathered.get(engine);
  // Every market comes with its event, and neither changes its tags.
  if (known?.events === events) return known.tags;
  const tags = gather(engine);
  gathered.set(engine, { events, tags });
  return tags;
}

function gather(engine: Engine): readonly WireTag[] {
  const labels = new Set([
    ...engine.events().flatMap((event) => event.tags),
    ...engine.markets().flatMap((market) => market.tags),
  ]);
  return [...labels].map((label, index) => ({
    id: String(index + 1),
    label,
    slug: tagSlug(label),
    forceShow: false,
    createdAt: CREATED,
    updatedAt: CREATED,
    requiresTranslation: false,
  }));
}

/** The tags with these labels. */
export function tagsOf(engine: Engine, labels: readonly string[]): readonly WireTag[] {
  return allTags(engine).filter((tag) => labels.includes(tag.label));
}

/** `"Up or Down"` → `"up-or-down"`. */
export function tagSlug(label: string): string {
  return label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
