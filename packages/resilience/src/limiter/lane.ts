import type { HttpRequest, Lane } from "../http/request.ts";

/** A late heartbeat cancels every order of the credentials, so it is as urgent as a cancel. */
const URGENT = /^(?:DELETE \/(?:order|orders|cancel-all|cancel-market-orders)|POST \/(?:v1\/)?heartbeats)$/;
const ORDER = /^POST \/orders?$/;

const byEndpoint = new Map<string, Lane | undefined>();

/** The lane of a request: its own when given, otherwise by its route, wallet and surface. */
export function laneOf(request: HttpRequest): Lane {
  if (request.lane !== undefined) return request.lane;
  const special = specialLane(request.endpoint);
  if (special !== undefined && request.surface.startsWith("clob")) return special;
  return request.wallet !== undefined || request.surface === "clob-private" || request.surface === "relayer"
    ? "private"
    : "public";
}

function specialLane(endpoint: string): Lane | undefined {
  if (byEndpoint.has(endpoint)) return byEndpoint.get(endpoint);
  // Endpoints are templates and few; a caller that passes whole paths must not fill the memory.
  if (byEndpoint.size >= 1024) byEndpoint.clear();
  const lane = URGENT.test(endpoint) ? "cancel" : ORDER.test(endpoint) ? "order" : undefined;
  byEndpoint.set(endpoint, lane);
  return lane;
}
