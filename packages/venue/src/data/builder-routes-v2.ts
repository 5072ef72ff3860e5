import type { VenueContext } from "../context.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import { unitsNumber } from "../wire/decimals.ts";
import { type BuilderRow, builderBoard, builderDays, builderName } from "./builders.ts";
import type { Pager } from "./envelope.ts";
import { invalid, param } from "./params-v2.ts";
import { WINDOWS } from "./people-routes-v2.ts";

/** Boards of builder codes. */
export function builderRoutesV2(context: VenueContext, pager: Pager): Routes {
  const since = (request: VenueRequest, name: string): number => {
    const value = (param(request, name) ?? "day").toLowerCase();
    if (!(value in WINDOWS)) throw invalid(`${name} must be day, week, month or all`, name);
    const span = WINDOWS[value];
    return span === undefined ? 0 : context.clock.now() - span;
  };
  const wire = (row: BuilderRow, rank: number) => ({
    rank,
    builder_name: builderName(row.code),
    builder_code: row.code,
    profile_image: "",
    verified: false,
    volume: unitsNumber(row.shares),
    active_users: row.users,
  });
  return {
    "GET /v2/builders/leaderboard": (request) => {
      const rows = builderBoard(context, since(request, "window")).map((row, index) => wire(row, index + 1));
      return pager.page(request, "builders-leaderboard", rows, (row) => row);
    },
    "GET /v2/builders/volume": (request) =>
      json({
        data: builderDays(context, since(request, "interval")).flatMap(({ day, rows }) =>
          rows.map((row, index) => ({ date: day, ...wire(row, index + 1) })),
        ),
      }),
  };
}
