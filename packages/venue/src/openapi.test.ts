import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Answer, request, type TestClient, testClient } from "./testing/client.ts";
import { hasOpenapi, type Operation, operationsOf } from "./testing/openapi.ts";
import { makeWorld, type World } from "./testing/world.ts";

type Surface = "clob" | "gamma" | "data" | "relayer";

/** Where the venue follows something better than the document, and what: the start of each problem. */
const EXPLAINED: Readonly<Record<string, string>> = {
  "clob GET /data/orders .data[].status": "captures and the newest pages have plain statuses",
  "clob GET /data/order/{orderID} .status": "captures and the newest pages have plain statuses",
  "clob GET /data/trades .data[].status": "captures have plain statuses",
  "clob GET /midpoint .mid_price": "official clients read `mid`",
  "clob GET /price .price": "official clients read a text",
  "clob GET /prices .{}.{}": "official clients read texts",
  "clob POST /prices .{}.{}": "official clients read texts",
  "clob GET /simplified-markets .data[].rewards.rates: null": "captured pages have null",
  "clob GET /sampling-markets .data[].game_start_time: null": "captured pages have null",
  "data GET /activity [].side": "rows that are no trades have an empty side",
  "data GET /oi [].market": "the total of all markets goes by GLOBAL, as the newer version documents",
};
/** Operations that cannot succeed in a venue, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  "gamma GET /events/creators/{id}": "nobody but the venue lists events",
};

(hasOpenapi ? describe : describe.skip)("every operation of the OpenAPI documents", () => {
  let world: World;
  let client: TestClient;
  let orderId: string;
  let samples: Readonly<Record<string, string>>;

  beforeAll(async () => {
    world = await makeWorld();
    const { ready } = world.venue;
    client = await testClient(world.venue, ready.accounts[1]!);
    const [market] = ready.markets;
    const token = market!.tokens[0]!.tokenId;
    const owner = ready.accounts[1]!.funder;
    const placed = await client.place({ tokenId: token, side: "BUY", price: "0.02", size: "100" });
    orderId = (placed.body as { orderID: string }).orderID;
    samples = {
      token_id: token,
      token_ids: token,
      asset_id: token,
      sides: "BUY",
      side: "BUY",
      condition_id: market!.conditionId,
      condition: market!.conditionId,
      builder_code: `0x${"1".padStart(64, "0")}`,
      asset_type: "COLLATERAL",
      signature_type: "0",
      order_id: orderId,
      order_ids: orderId,
      orderID: orderId,
      startTs: "1799990000",
      interval: "1h",
      date: "2027-01-15",
      maker_address: owner,
      address: owner,
      user: owner,
      user_address: owner,
      questionID: `0x${"1".repeat(64)}`,
      q: "cup",
      type: "SAFE",
      id: "1",
    };
  });
  afterAll(() => world?.venue.close());

  const pathOf = ({ path }: Operation): string =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => {
      if (name === "slug") {
        if (path.startsWith("/tags")) return "crypto";
        return path.startsWith("/series") ? "lighthouse-cup" : world.venue.ready.markets[0]!.slug;
      }
      return path.startsWith("/teams") ? "2" : (samples[name] ?? "1");
    });

  const MARKET_TOKENS = new Set(["/prices-history"]);
  const FILTERED: Readonly<Record<string, readonly string[]>> = {
    "/prices": ["token_ids", "sides"],
    "/prices-history": ["interval"],
    "/rewards/user/markets": ["date"],
    "/fee-rate": ["token_id"],
    "/tick-size": ["token_id"],
    "/neg-risk": ["token_id"],
    "/last-trades-prices": ["token_ids"],
    "/balance-allowance": ["asset_type", "signature_type"],
    "/balance-allowance/update": ["asset_type", "signature_type"],
    "/rewards/user": ["date"],
    "/positions": ["user"],
    "/v2/positions": ["user"],
  };
  const queryOf = ({ path, query }: Operation): string => {
    const search = new URLSearchParams();
    for (const { name, required } of query) {
      if (!required && FILTERED[path]?.includes(name) !== true) continue;
      const market = MARKET_TOKENS.has(path) ? samples.token_id : samples.condition_id;
      search.set(name, name === "market" ? market! : (samples[name] ?? "1"));
    }
    for (const name of FILTERED[path] ?? []) search.set(name, samples[name]!);
    return search.size === 0 ? "" : `?${search}`;
  };
  const bodyOf = async (surface: Surface, key: string): Promise<unknown> => {
    const row = { token_id: samples.token_id, side: "BUY" };
    const order = (price: string) =>
      client.payload({ tokenId: samples.token_id!, side: "BUY", price, size: "60" });
    const bodies: Record<string, () => unknown> = {
      "POST /books": () => [row],
      "POST /midpoints": () => [row],
      "POST /prices": () => [row],
      "POST /spreads": () => [row],
      "POST /last-trades-prices": () => [row],
      "POST /batch-prices-history": () => ({ markets: [samples.token_id], interval: "1h" }),
      "POST /orders-scoring": () => [orderId],
      "POST /v1/heartbeats": () => ({ heartbeat_id: "" }),
      "POST /markets/live-activity": () => [samples.condition_id],
      "POST /markets/information": () => ({ id: [1], includeTags: true }),
      "POST /markets/abridged": () => ({ slug: [world.venue.ready.markets[0]!.slug] }),
      "POST /order": () => order("0.03"),
      "POST /orders": async () => [await order("0.04"), await order("0.05")],
      "DELETE /order": () => ({ orderID: orderId }),
      "DELETE /orders": () => [orderId],
      "DELETE /cancel-market-orders": () => ({ market: samples.condition_id, asset_id: samples.token_id }),
    };
    return surface === "relayer" ? undefined : bodies[key]?.();
  };

  const ask = async (surface: Surface, operation: Operation): Promise<Answer> => {
    const path = `${pathOf(operation)}${queryOf(operation)}`;
    const body = await bodyOf(surface, `${operation.method} ${operation.path}`);
    if (surface === "clob") return client.send(operation.method, path, body);
    return request(`${world.venue.ready[surface]}${path}`, {
      method: operation.method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };

  /** Asked for with other credentials than an order's, elsewhere: in the relayer's and the keys' own tests. */
  const elsewhere = (surface: Surface, { path }: Operation): boolean =>
    surface === "relayer" || path.includes("/auth/");

  const documents: readonly Surface[] = ["clob", "gamma", "data"];
  for (const surface of documents) {
    it(`${surface}: is served, with the status and the shape that it documents`, async () => {
      const problems: string[] = [];
      const operations = operationsOf(surface).filter((one) => !elsewhere(surface, one));
      // Cancelling everything comes last, or nothing would be left to read.
      operations.sort((a, b) => Number(a.method === "DELETE") - Number(b.method === "DELETE"));
      for (const operation of operations) {
        const name = `${surface} ${operation.method} ${operation.path}`;
        const { status, body } = await ask(surface, operation);
        if (name in REFUSED) {
          expect([name, status]).toEqual([name, 404]);
          continue;
        }
        const found = status === 200 ? operation.problems(body) : [` ${status} ${JSON.stringify(body)}`];
        problems.push(...found.map((one) => `${name} ${one}`));
      }
      expect(operations.length).toBeGreaterThan(15);
      const unexplained = problems.filter(
        (one) => !Object.keys(EXPLAINED).some((start) => one.startsWith(start)),
      );
      expect(unexplained).toEqual([]);
    });

    it(`${surface}: answers nonsense with a status that it documents`, async () => {
      const problems: string[] = [];
      for (const operation of operationsOf(surface).filter((one) => !elsewhere(surface, one))) {
        const path = operation.path.replace(/\{\w+\}/g, "@");
        const search = operation.query.map(({ name }) => `${name}=%40`).join("&");
        const url = `${path}?${search}`;
        const answer =
          surface === "clob"
            ? await client.send(operation.method, url, operation.method === "GET" ? undefined : "{")
            : await request(`${world.venue.ready[surface]}${url}`, { method: operation.method });
        if (answer.status >= 500) problems.push(`${operation.method} ${operation.path} ${answer.status}`);
        if (answer.status >= 400 && typeof (answer.body as { error?: unknown }).error !== "string") {
          problems.push(`${operation.method} ${operation.path} ${JSON.stringify(answer.body)}`);
        }
      }
      expect(problems).toEqual([]);
    });
  }
});
