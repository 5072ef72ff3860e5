import { createHash, createHmac } from "node:crypto";
import { json, type Reply } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import { invalid, param, whole } from "./params-v2.ts";
import { sliceOf } from "./rows.ts";

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/** How a list walks on when its filters change under a cursor. */
export type CursorRule = "strict" | "re-anchor";

/** Pages of Data API v2: signed cursors, typed per route. */
export type Pager = {
  readonly page: <T>(
    request: VenueRequest,
    route: string,
    rows: Iterable<T>,
    toWire: (row: T) => unknown,
    rule?: CursorRule,
  ) => Reply;
};

/** A pager whose cursors are signed with the venue's seed. */
export function createPager(seed: number): Pager {
  const sign = (text: string): string =>
    createHmac("sha256", `pm-venue-cursor-${seed}`).update(text).digest("base64url").slice(0, 16);

  const write = (route: string, offset: number, limit: number, filters: string): string => {
    const body = Buffer.from(`${route}|${offset}|${limit}|${filters}`).toString("base64url");
    return `${body}.${sign(body)}`;
  };

  const read = (cursor: string, route: string) => {
    const [body = "", signature = ""] = cursor.split(".");
    const [of, offset, limit, filters] = Buffer.from(body, "base64url").toString("latin1").split("|");
    if (sign(body) !== signature || of !== route) throw invalid("invalid cursor", "cursor");
    return { offset: Number.parseInt(offset ?? "0", 10), limit: Number.parseInt(limit ?? "0", 10), filters };
  };

  return {
    page: (request, route, rows, toWire, rule = "strict") => {
      if (request.query.has("offset")) throw invalid("offset is not supported, use cursor", "offset");
      const asked = whole(request, "limit", { min: 1, max: MAX_LIMIT, fallback: DEFAULT_LIMIT });
      const cursor = param(request, "cursor") ?? param(request, "next_cursor");
      const filters = fingerprint(request);
      const from = cursor === undefined ? { offset: 0, limit: asked, filters } : read(cursor, route);
      if (from.filters !== filters) {
        if (rule === "strict") throw invalid("cursor does not match the filters", "cursor");
        from.offset = 0;
      }
      const next = from.offset + from.limit;
      const { rows: slice, more } = sliceOf(rows, from.offset, next);
      return json({
        data: slice.map(toWire),
        pagination: {
          limit: from.limit,
          offset: from.offset,
          has_more: more,
          next_cursor: more ? write(route, next, from.limit, filters) : null,
        },
      });
    },
  };
}

/** What the filters of a request amount to, whatever their order. */
function fingerprint(request: VenueRequest): string {
  const parts = [...request.query.entries()]
    .filter(([name]) => !["cursor", "next_cursor", "limit"].includes(name))
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return createHash("sha256").update(parts.join("&")).digest("base64url").slice(0, 10);
}
