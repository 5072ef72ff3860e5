import { z } from "zod";
import { fetchJson } from "../http/call.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import { readWire } from "../wire/read.ts";
import { wireInteger } from "../wire/scalars.ts";

/** The venue's order protocol; a deployment that does not say speaks 2, as its own client assumes. */
export function fetchVersion(context: ClobContext, options?: CallOptions): Promise<number> {
  return fetchJson(
    context,
    { method: "GET", path: "/version", endpoint: "GET /version" },
    (json, endpoint) => readWire(z.looseObject({ version: wireInteger.default(2) }), json, endpoint).version,
    options,
  );
}
