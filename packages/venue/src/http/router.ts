import type { Reply } from "./reply.ts";
import type { VenueRequest } from "./request.ts";

/** Answers one route. A thrown `Refusal` becomes the documented error. */
export type Handler = (request: VenueRequest) => Reply | Promise<Reply>;

/** Routes of one surface: `"GET /markets/{condition_id}"` → handler. */
export type Routes = Readonly<Record<string, Handler>>;

/** A found route: its template, for logs, faults and limits, and what the path's segments said. */
export type Match = {
  readonly route: string;
  readonly handler: Handler;
  readonly params: Readonly<Record<string, string>>;
};

type Pattern = {
  readonly route: string;
  readonly method: string;
  readonly segments: readonly string[];
  readonly handler: Handler;
};

const NO_PARAMS: Readonly<Record<string, string>> = {};

/** Finds routes: exact ones by one map lookup, those with `{name}` segments by a short walk. */
export function createRouter(routes: Routes): {
  readonly find: (method: string, path: string) => Match | undefined;
  /** True when some method of the path exists. */
  readonly knows: (path: string) => boolean;
} {
  const exact = new Map<string, Match>();
  const patterns: Pattern[] = [];
  for (const [route, handler] of Object.entries(routes)) {
    const [method = "", path = ""] = route.split(" ");
    if (path.includes("{")) patterns.push({ route, method, segments: path.split("/"), handler });
    else exact.set(route, { route, handler, params: NO_PARAMS });
  }

  const walk = (method: string | undefined, path: string): Match | undefined => {
    const parts = path.split("/");
    for (const pattern of patterns) {
      if ((method !== undefined && pattern.method !== method) || pattern.segments.length !== parts.length)
        continue;
      const params = matchSegments(pattern.segments, parts);
      if (params !== undefined) return { route: pattern.route, handler: pattern.handler, params };
    }
    return undefined;
  };

  const paths = new Set([...exact.keys()].map((route) => route.split(" ")[1]));
  return {
    find: (method, path) => exact.get(`${method} ${path}`) ?? walk(method, path),
    knows: (path) => paths.has(path) || walk(undefined, path) !== undefined,
  };
}

function matchSegments(
  segments: readonly string[],
  parts: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const params: Record<string, string> = {};
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] as string;
    const part = parts[i] as string;
    if (segment.startsWith("{")) {
      if (part === "") return undefined;
      params[segment.slice(1, -1)] = decode(part);
    } else if (segment !== part) return undefined;
  }
  return params;
}

function decode(part: string): string {
  if (!part.includes("%")) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
