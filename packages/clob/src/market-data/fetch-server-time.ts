import { z } from "zod";
import { fetchJson } from "../http/call.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import { readWire } from "../wire/read.ts";
import { wireInteger } from "../wire/scalars.ts";

const wireServerTime = z.union([
  wireInteger,
  z.looseObject({ time: wireInteger }).transform(({ time }) => time),
]);

/**
 * The exchange's clock as Unix milliseconds; it tells whole seconds only.
 *
 * @throws the typed error of the request, or {InvalidResponseError}.
 */
export async function fetchServerTime(context: ClobContext, options?: CallOptions): Promise<number> {
  const seconds = await fetchJson(
    context,
    { method: "GET", path: "/time", endpoint: "GET /time" },
    (json, endpoint) => readWire(wireServerTime, json, endpoint),
    options,
  );
  return seconds * 1000;
}
