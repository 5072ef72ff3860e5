import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import { createL2Headers } from "@pm/signing";
import { WebSocket } from "ws";
import { buildContext } from "./build-context.ts";
import { clobRoutes } from "./clob/routes.ts";
import type { VenueContext } from "./context.ts";
import { dataRoutes } from "./data/routes.ts";
import { gammaRoutes } from "./gamma/routes.ts";
import { createExchange, type Exchange } from "./http/exchange.ts";
import type { Reply } from "./http/reply.ts";
import type { Surface } from "./http/request.ts";
import { createRouter, type Routes } from "./http/router.ts";
import { createVenue, DEFAULT_EVENTS, type Venue } from "./index.ts";
import { relayerRoutes } from "./relayer/routes.ts";
import { type TestClient, testClient } from "./testing/client.ts";
import { createFuzzer, type Fuzzer } from "./testing/fuzz.ts";

/** The whole of it: FUZZ=200000, and FUZZ_SEED for another one. */
const ROUNDS = Number(process.env.FUZZ ?? 1_500);
const SEED = Number(process.env.FUZZ_SEED ?? 99);
const PATIENCE_MS = 600_000;
/** The only statuses of 500 and above that a route may choose by itself. */
const DOCUMENTED = /could not revoke the builder api key|could not create builder api key/;

describe("fuzz", () => {
  let venue: Venue;
  let client: TestClient;
  let context: VenueContext;
  let exchange: Exchange;
  let surfaces: Record<Surface, { routes: Routes; find: ReturnType<typeof createRouter>["find"] }>;
  let fuzz: Fuzzer;
  const errors: unknown[] = [];

  beforeAll(async () => {
    venue = await createVenue({ accounts: 2, clock: createVirtualClock() });
    client = await testClient(venue, venue.ready.accounts[0]!);
    // The same seed gives the same keys, so that what the client signs is good inside, too.
    context = await buildContext({ accounts: 2, clock: createVirtualClock() });
    for (const event of DEFAULT_EVENTS) context.engine.addEvent(event);
    for (const account of context.accounts) {
      context.engine.fund(account.funder, 1_000_000_000n);
      context.approvals.approveAll(account.funder);
      context.keys.create(account.address, "0");
    }
    exchange = createExchange({
      clock: context.clock,
      logger: { log: (_level, _message, fields) => void errors.push(fields) },
      faults: context.faults,
      log: context.log,
      gate: () => ({ pass: true }),
      prepare: () => {},
    });
    const routes: Record<Surface, Routes> = {
      clob: clobRoutes(context),
      gamma: gammaRoutes(context),
      data: dataRoutes(context),
      relayer: relayerRoutes(context),
    };
    surfaces = Object.fromEntries(
      Object.entries(routes).map(([surface, own]) => [
        surface,
        { routes: own, find: createRouter(own).find },
      ]),
    ) as typeof surfaces;
    const ready = venue.ready;
    fuzz = createFuzzer(createSeededRandom(SEED), [
      ...ready.markets.flatMap((market) => [
        market.conditionId,
        market.slug,
        ...market.tokens.map((one) => one.tokenId),
      ]),
      ...ready.accounts.flatMap((account) => [account.address, account.funder]),
      client.credentials.key,
      "BUY",
      "SELL",
      "GTC",
      "FOK",
      "COLLATERAL",
      "CONDITIONAL",
      "1",
      "2",
      "0",
      "3",
      "0.5",
      "1h",
      "max",
      "day",
      "true",
      "WALLET",
      "SAFE",
      "PROXY",
    ]);
  });
  afterAll(async () => {
    context.engine.close();
    context.clock.close();
    await venue.close();
  });

  it(
    `no route crashes or answers 500 of its own (${ROUNDS} requests)`,
    async () => {
      const names = Object.entries(surfaces).flatMap(([surface, { routes }]) =>
        Object.keys(routes).map((route) => [surface as Surface, route] as const),
      );
      const order = await client.payload({
        tokenId: venue.ready.markets[0]!.tokens[0]!.tokenId,
        side: "BUY",
        price: "0.4",
        size: "10",
      });
      const statuses = new Map<number, number>();
      for (let round = 0; round < ROUNDS; round++) {
        const [surface, route] = fuzz.pick(names);
        const [method = "", template = ""] = route.split(" ");
        const path = template.replace(/\{[^}]+\}/g, () => encodeURIComponent(fuzz.text()) || "x");
        const search = Array.from(
          { length: fuzz.chance(0.7) ? 3 : 0 },
          () => `${fuzz.pick(PARAMETERS)}=${encodeURIComponent(fuzz.text())}`,
        ).join("&");
        const body = method === "GET" ? "" : bodyFor(template, order);
        const headers = fuzz.chance(0.85)
          ? signed(method, path, body)
          : { poly_address: fuzz.text(), poly_api_key: fuzz.text(), poly_timestamp: fuzz.text() };
        const reply = await ask(surface, method, path, search, headers, body);
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
        if (reply.status >= 500 && !DOCUMENTED.test(reply.body)) {
          throw new Error(
            `${surface} ${method} ${path}?${search} ${body.slice(0, 500)} → ${reply.status} ${reply.body} ${String((errors.at(-1) as { error?: Error } | undefined)?.error?.stack)}`,
          );
        }
      }
      expect(statuses.get(200) ?? 0).toBeGreaterThan(ROUNDS / 10);
      expect(context.engine.checkConservation()).toMatchObject({ ok: true });
      expect(context.log.entries().length).toBeLessThanOrEqual(100_000);
    },
    PATIENCE_MS,
  );

  it(
    `no control action crashes or breaks the books (${Math.ceil(ROUNDS / 5)} actions)`,
    async () => {
      const other = await createVenue({ accounts: 2, seedBooks: true, clock: createVirtualClock() });
      const answers = new Map<number, number>();
      for (let round = 0; round < ROUNDS / 5; round++) {
        const [method, name] = fuzz.pick(CONTROL).split(" ") as [string, string];
        const body: Record<string, unknown> = Object.fromEntries(
          Array.from({ length: 4 }, () => [fuzz.pick(CONTROL_FIELDS), fuzz.value(2)]),
        );
        // A leap of years is allowed, and takes years of settlements.
        if (name === "advance" && typeof body.ms === "number") body.ms %= 10_000;
        const text = fuzz.chance(0.05) ? fuzz.text() : JSON.stringify(body);
        const answer = await fetch(`${other.ready.control}/${name}`, {
          method,
          ...(method === "GET" ? {} : { body: text }),
        }).then((response) => response.status);
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
        if (answer >= 500) throw new Error(`${method} ${name} ${text} → ${answer}`);
        if (round % 50 === 0) other.clearFaults();
      }
      expect(answers.get(400)).toBeGreaterThan(0);
      expect(other.checkConservation()).toMatchObject({ ok: true });
      await other.close();
    },
    PATIENCE_MS,
  );

  it("no bytes that are no request end it", async () => {
    const { port } = new URL(venue.ready.clob);
    for (const bytes of NO_REQUESTS) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), "127.0.0.1", () => socket.end(Buffer.from(bytes, "latin1")));
        socket.on("error", () => {});
        socket.on("data", () => {});
        socket.on("close", () => resolve());
      });
    }
    expect((await fetch(`${venue.ready.clob}/ok`)).status).toBe(200);
  });

  it(
    `no frame hurts a socket's neighbours (${ROUNDS} frames)`,
    async () => {
      const { ready } = venue;
      const urls = [ready.market, ready.user, ready.rtds, ready.prices, ready.sports];
      const { key, secret, passphrase } = client.credentials;
      const auth = { apiKey: key, secret: secret.reveal(), passphrase: passphrase.reveal() };
      const templates = [
        { assets_ids: [ready.markets[0]!.tokens[0]!.tokenId], type: "market", custom_feature_enabled: true },
        { assets_ids: [ready.markets[1]!.tokens[0]!.tokenId], operation: "subscribe" },
        { assets_ids: [], operation: "unsubscribe" },
        { auth, type: "user", markets: [ready.markets[0]!.conditionId] },
        { markets: [], operation: "subscribe" },
        { action: "subscribe", subscriptions: [{ topic: "activity", type: "*", filters: "{}" }] },
        { op: "auth", rid: "1", auth },
        {
          op: "subscribe",
          rid: "2",
          subscriptions: [{ channel: "price.crypto", filter: { symbol: "btcusd" } }],
        },
      ];
      for (const url of urls) {
        let socket = await open(url);
        for (let sent = 0; sent < ROUNDS / urls.length; sent++) {
          if (socket.readyState !== socket.OPEN) {
            socket.terminate();
            socket = await open(url);
          }
          const frame = fuzz.bend(fuzz.pick(templates));
          socket.send(fuzz.chance(0.9) ? JSON.stringify(frame) : fuzz.text());
          if (sent % 200 === 199) await new Promise((resolve) => setImmediate(resolve));
        }
        socket.terminate();
      }
      const probe = await open(ready.market);
      const answer = new Promise((resolve) => probe.once("message", (data) => resolve(data.toString())));
      probe.send("PING");
      expect(await answer).toBe("PONG");
      probe.terminate();
    },
    PATIENCE_MS,
  );

  async function open(url: string): Promise<WebSocket> {
    const socket = new WebSocket(url);
    socket.on("error", () => {});
    await new Promise((resolve) => socket.once("open", resolve));
    return socket;
  }

  function signed(method: string, path: string, body: string): Record<string, string> {
    const headers = createL2Headers(client.credentials, client.account.address, {
      timestamp: 1_750_000_000,
      method,
      path,
      body,
    });
    const lower = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    return {
      ...lower,
      relayer_api_key: venue.relayerKey(client.account.address),
      relayer_api_key_address: client.account.address,
      "idempotency-key": "x",
    };
  }

  function bodyFor(template: string, order: Record<string, unknown>): string {
    if (fuzz.chance(0.05)) return fuzz.text();
    const unique = { ...order, order: { ...(order.order as object), salt: Math.floor(Math.PI * 1e9) } };
    const shapes: Record<string, unknown> = {
      "/order": fuzz.chance(0.5) ? order : unique,
      "/orders": [order, unique],
      "/books": [{ token_id: fuzz.text(), side: "BUY" }],
      "/cancel-market-orders": { market: fuzz.text(), asset_id: fuzz.text() },
      "/v1/heartbeats": { heartbeat_id: "" },
      "/batch-prices-history": { markets: [fuzz.text()], interval: "1h" },
      "/submit": {
        type: fuzz.pick(["WALLET", "SAFE", "PROXY", "WALLET-CREATE", "SAFE-CREATE"]),
        from: client.account.address,
        to: client.account.address,
        proxyWallet: fuzz.text(),
        nonce: "0",
        data: "0x8d80ff0a",
        signature: `0x${"11".repeat(65)}`,
        signatureParams: { operation: "1", gasPrice: "0", gasLimit: "1", relayerFee: "0" },
        depositWalletParams: { depositWallet: fuzz.text(), deadline: "1999999999", calls: [{}] },
      },
    };
    return (
      JSON.stringify(
        fuzz.bend(shapes[template] ?? [fuzz.text(), { token_id: fuzz.text(), key: fuzz.text() }]),
      ) ?? ""
    );
  }

  async function ask(
    surface: Surface,
    method: string,
    path: string,
    search: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<Reply> {
    let answered: Reply | undefined;
    await exchange(
      {
        surface,
        method,
        path,
        search,
        headers,
        body,
        ip: "127.0.0.1",
        wire: {
          answer: (reply) => {
            answered = reply;
          },
          answerHalf: () => {},
          reset: () => {},
        },
      },
      surfaces[surface].find(method, path),
    );
    if (answered === undefined) throw new Error(`${method} ${path} was not answered`);
    return answered;
  }
});

const CONTROL = [
  "ledger|ready|snapshot|mode|conservation|faults".split("|").map((name) => `GET ${name}`),
  "fault|faults|advance|fund|approve|mode|restart|resolve|tick-size|market-state|event|split|merge|redeem|builder-rates|comment|sport|relayer-key|settlement|tier|limits|closed-only|ban|nonsense"
    .split("|")
    .map((name) => `POST ${name}`),
  ["DELETE fault"],
].flat();

const CONTROL_FIELDS =
  "kind|route|times|probability|status|text|body|address|amount|tokenId|mode|until|downMs|ms|conditionId|payouts|tickSize|state|slug|title|negRisk|markets|builder|takerBps|makerBps|author|entityType|entityId|tier|signer|ip|closedOnly|banned|script|minedAfterMs|hashAt|fails|id".split(
    "|",
  );

const UPGRADE = "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n";
const KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const NO_REQUESTS = [
  "GET / HTTP/1.1\r\n\r\n",
  "GET /book?token_id=%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n",
  "POST /order HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\nx",
  "POST /order HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
  "\u0000\u0001\u0002\r\n\r\n",
  `GET /ws/market HTTP/1.1\r\n${UPGRADE}\r\n`,
  `GET /ws/market HTTP/1.1\r\n${UPGRADE}Sec-WebSocket-Key: x\r\n\r\n`,
  `GET /nowhere HTTP/1.1\r\n${UPGRADE}${KEY}\r\n`,
  `GET /ws/market HTTP/1.1\r\n${UPGRADE}${KEY}\r\n\u0081\u00fe\u00ff\u00ff\u0000`,
  `GET / HTTP/1.1\r\n${"A: b\r\n".repeat(5_000)}\r\n`,
  "CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n",
  "GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
] as const;

const PARAMETERS = [
  "token_id",
  "token_ids",
  "sides",
  "side",
  "next_cursor",
  "cursor",
  "after_cursor",
  "limit",
  "offset",
  "market",
  "asset_id",
  "asset_type",
  "signature_type",
  "startTs",
  "endTs",
  "interval",
  "fidelity",
  "id",
  "ids",
  "slug",
  "closed",
  "order",
  "ascending",
  "tag_id",
  "volume_num_min",
  "start_date_min",
  "user",
  "condition",
  "event_id",
  "status",
  "sort_by",
  "start",
  "end",
  "window",
  "q",
  "page",
  "address",
  "type",
  "date",
  "maker_address",
  "builder_code",
  "before",
  "after",
  "order_id",
  "clob_token_ids",
] as const;
