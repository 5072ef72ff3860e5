import { createHash } from "node:crypto";
import type { VenueContext } from "../context.ts";
import { Refusal } from "../http/refusal.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Handler, Routes } from "../http/router.ts";
import { builderRoutesV2 } from "./builder-routes-v2.ts";
import { createPager } from "./envelope.ts";
import { marketRoutesV2 } from "./market-routes-v2.ts";
import { moreDataV1Routes } from "./more-routes-v1.ts";
import { peopleRoutesV2 } from "./people-routes-v2.ts";
import { dataV1Routes } from "./routes-v1.ts";
import { dataV2Routes } from "./routes-v2.ts";

/** The Data API, both versions. */
export function dataRoutes(context: VenueContext): Routes {
  const pager = createPager(context.seed);
  const newer: Routes = {
    ...dataV2Routes(context, pager),
    ...peopleRoutesV2(context, pager),
    ...marketRoutesV2(context, pager),
    ...builderRoutesV2(context, pager),
  };
  const v2 = Object.entries(newer).map(([route, handler]) => [route, traced(context, handler)] as const);
  const older = { ...dataV1Routes(context), ...moreDataV1Routes(context) };
  return { ...older, ...renamed(older), ...Object.fromEntries(v2) };
}

/** Older routes that also go by a `/v1` name: production's answers to the bare names warn that those are deprecated. */
function renamed(routes: Routes): Routes {
  const names = [
    "positions",
    "closed-positions",
    "trades",
    "activity",
    "holders",
    "value",
    "oi",
    "live-volume",
    "traded",
  ];
  return Object.fromEntries(
    names.flatMap((name) => {
      const handler = routes[`GET /${name}`];
      return handler === undefined ? [] : [[`GET /v1/${name}`, handler]];
    }),
  );
}

/** Version 2 marks every refusal with a trace id, in the body and as a header. */
function traced(context: VenueContext, handler: Handler): Handler {
  return async (request) => {
    try {
      return await handler(request);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const id = traceId(context, request);
      throw new Refusal(
        error.status,
        error.message,
        { ...error.fields, trace_id: id },
        { ...error.headers, "x-trace-id": id },
      );
    }
  };
}

function traceId(context: VenueContext, request: VenueRequest): string {
  return createHash("sha256").update(`trace|${context.seed}|${request.sequence}`).digest("hex").slice(0, 32);
}
