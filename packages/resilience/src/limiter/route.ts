import type { HttpRequest } from "../http/request.ts";
import { compileRoute } from "./route-pattern.ts";
import type { LimitTable, SignerCost, SignerRules } from "./table.ts";
import { LaneBlocks } from "./window/lane-blocks.ts";
import { Throttle } from "./window/throttle.ts";
import type { WindowLimit } from "./window/window-limit.ts";

/** Everything one endpoint of one surface debits. */
export type Route = {
  readonly key: string;
  readonly windows: readonly WindowLimit[];
  readonly signer: { readonly rules: SignerRules; readonly cost: SignerCost } | undefined;
  /** The hold after a refusal of the edge, also where no window of its own is known. */
  readonly held: Throttle;
  /** Refusals in a row, and until when the last of them holds. */
  refusals: number;
  refusedAt: number;
  /** Lanes that a store shared with other processes has no room for. */
  readonly blocks: LaneBlocks;
};

/** Different endpoints kept before the memory of them is dropped. */
const MAX_ROUTES = 2048;

/** Finds what a request debits; compiled once per endpoint. */
export function createRouter(
  tables: readonly LimitTable[],
  windows: readonly WindowLimit[],
): (request: HttpRequest) => Route {
  const matchers = windows.map((window) => ({
    window,
    surfaces: window.rule.surfaces,
    routes: window.rule.routes.map(compileRoute),
    except: (window.rule.except ?? []).map(compileRoute),
  }));
  const signerRules = tables.flatMap((table) => (table.signers === undefined ? [] : [table.signers]));
  const routes = new Map<string, Map<string, Route>>();
  // Endpoints that debit the same things share a queue, so that what waits there waits in one order.
  const bySignature = new Map<string, Route>();

  const build = (request: HttpRequest): Route => {
    const { endpoint, surface } = request;
    const debited = matchers
      .filter(
        (matcher) =>
          (matcher.surfaces === "any" || matcher.surfaces.includes(surface)) &&
          matcher.routes.some((matches) => matches(endpoint)) &&
          !matcher.except.some((matches) => matches(endpoint)),
      )
      .map((matcher) => matcher.window);
    let signer: Route["signer"];
    for (const rules of signerRules) {
      const cost = rules.costs.find((candidate) => compileRoute(candidate.route)(endpoint));
      if (cost !== undefined && rules.surfaces.includes(surface)) signer ??= { rules, cost };
    }
    const key = `${debited.map((window) => window.rule.id).join("|")}#${signer?.cost.route ?? ""}`;
    const known = bySignature.get(key);
    if (known !== undefined) return known;
    const route: Route = {
      key,
      windows: debited,
      signer,
      held: new Throttle(),
      refusals: 0,
      refusedAt: Number.NEGATIVE_INFINITY,
      blocks: new LaneBlocks(),
    };
    bySignature.set(key, route);
    return route;
  };

  return (request) => {
    let bySurface = routes.get(request.surface);
    if (bySurface === undefined) {
      bySurface = new Map();
      routes.set(request.surface, bySurface);
    }
    let route = bySurface.get(request.endpoint);
    if (route === undefined) {
      route = build(request);
      if (bySurface.size >= MAX_ROUTES) bySurface.clear();
      bySurface.set(request.endpoint, route);
    }
    return route;
  };
}
