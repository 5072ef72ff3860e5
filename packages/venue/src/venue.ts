import { address, parseTickSize, toBaseUnits } from "@pm/core-types";
import { startAgents } from "./agents/agents.ts";
import { buildContext } from "./build-context.ts";
import { clobRoutes } from "./clob/routes.ts";
import type { VenueContext } from "./context.ts";
import { controlReply } from "./control/control-routes.ts";
import { dumpLedger } from "./control/ledger-dump.ts";
import { dataRoutes } from "./data/routes.ts";
import type { BookView, EventSpec } from "./engine/index.ts";
import { VenueUsageError } from "./errors.ts";
import { parseFault, parseFaultScript } from "./faults/script.ts";
import { gammaRoutes } from "./gamma/routes.ts";
import { createExchange } from "./http/exchange.ts";
import type { Surface } from "./http/request.ts";
import { createRouter, type Match, type Routes } from "./http/router.ts";
import { type SurfaceServer, startServer } from "./http/server.ts";
import { DEFAULT_EVENTS } from "./markets/default-markets.ts";
import { seedBooks } from "./markets/seed-books.ts";
import { VENUE_MODES, type Venue, type VenueDoors, type VenueOptions } from "./options.ts";
import type { PaperMarket } from "./paper/feed.ts";
import { paperEvents } from "./paper/markets.ts";
import { startMirror } from "./paper/mirror.ts";
import { readyLine } from "./ready.ts";
import { relayerKey } from "./relayer/authorize.ts";
import { relayerRoutes } from "./relayer/routes.ts";
import { createSockets } from "./sockets/sockets.ts";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);

/**
 * Starts a local Polymarket: CLOB, Gamma, Data and relayer over HTTP, the market, user and live-data sockets,
 * with funded accounts and listed markets. Deterministic under `seed` and `clock`.
 *
 * @throws {PortInUseError} when a port is taken. @throws {VenueUsageError} for options that make no sense.
 * @throws {VenueDataError} when the folder `data` cannot be written or continued.
 */
export async function createVenue(options: VenueOptions = {}): Promise<Venue> {
  check(options);
  const faults = parseFaultScript(options.faults ?? []);
  const feed = options.mode === "paper" ? options.feed : undefined;
  const paper = await feed?.markets();
  const context = await buildContext(options, paper);
  try {
    if (!context.continued) list(context, options, paper === undefined ? options.events : paperEvents(paper));
    else if (paper !== undefined) listMissing(context, paper);
    context.keeper.record();
  } catch (error) {
    context.keeper.close();
    throw error;
  }
  const agents = options.mode === "market" ? startAgents(context, options.agents) : undefined;
  const sockets = createSockets(context, options.quirks);
  const mirror =
    paper === undefined || feed === undefined ? undefined : startMirror({ ...context, feed, markets: paper });
  const host = options.host ?? "127.0.0.1";
  const control = LOOPBACK.has(host);
  if (!control) {
    context.logger.log(
      "warn",
      "venue: not on loopback, so anybody who reaches it can trade; control API is off",
      {
        host,
      },
    );
  }
  const exchange = createExchange({
    clock: context.clock,
    logger: context.logger,
    faults: context.faults,
    log: context.log,
    gate: context.ipLimits.gate,
    prepare: (fault, note) => {
      if (fault.kind === "clock-skew") note.skewMs = fault.ms ?? 0;
      const books = context.staleBooks.get(fault.id);
      if (books !== undefined) note.staleBooks = books;
    },
  });

  const servers: SurfaceServer[] = [];
  const finders = new Map<Surface, (method: string, path: string) => Match | undefined>();
  const doors: VenueDoors = {
    exchange: (incoming) =>
      exchange(incoming, finders.get(incoming.surface)?.(incoming.method, incoming.path)),
    upgrade: sockets.accept,
  };
  const start = async (surface: Surface, index: number, routes: Routes): Promise<SurfaceServer> => {
    const { find } = createRouter(routes);
    finders.set(surface, find);
    const server = await startServer({
      surface,
      host,
      port: options.port === undefined || options.port === 0 ? 0 : options.port + index,
      clock: context.clock,
      exchange,
      find,
      onDefect: (error) => context.logger.log("error", "venue: a request failed", { surface, error }),
      ...(surface === "clob"
        ? {
            onUpgrade: sockets.accept,
            ...(control
              ? { sideDoor: ({ method, path, body }) => controlReply(venue, method, path, body) }
              : {}),
          }
        : {}),
    });
    servers.push(server);
    return server;
  };

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      agents?.stop();
      mirror?.stop();
      sockets.close();
      await Promise.all(servers.map((server) => server.close()));
      context.engine.close();
      context.clock.close();
      context.keeper.close();
    })();
    return closing;
  };

  const venue: Venue = {
    ...handle(context),
    sport: sockets.publishSport,
    doors,
    ready: undefined as never,
    close,
  };
  for (const fault of faults) venue.inject(fault);
  try {
    const clob = await start("clob", 0, clobRoutes(context));
    const gamma = await start("gamma", 1, gammaRoutes(context));
    const data = await start("data", 2, dataRoutes(context));
    const relayer = await start("relayer", 3, relayerRoutes(context));
    Object.assign(venue, { ready: readyLine(context, { clob, gamma, data, relayer }) });
    return venue;
  } catch (error) {
    await close();
    throw error;
  }
}

function check(options: VenueOptions): void {
  const { seed = 1, accounts = 10, port = 0, mode = "scripted" } = options;
  const bad =
    !Number.isSafeInteger(seed) || seed < 0
      ? `seed must be a whole number, not ${seed}`
      : !Number.isSafeInteger(accounts) || accounts < 0 || accounts > 10_000
        ? `accounts must be from 0 to 10000, not ${accounts}`
        : !Number.isSafeInteger(port) || port < 0 || port > 65_532
          ? `port must be from 0 to 65532, because four are taken, not ${port}`
          : VENUE_MODES.some((known) => known === mode)
            ? mode === "paper" && options.feed === undefined
              ? "mode paper needs a feed to copy"
              : undefined
            : `mode must be one of ${VENUE_MODES.join(", ")}, not ${mode}`;
  if (bad !== undefined) throw new VenueUsageError({ message: `${bad}.` });
}

/** Lists the markets and funds the accounts. */
function list(
  context: VenueContext,
  options: VenueOptions,
  events: readonly EventSpec[] = DEFAULT_EVENTS,
): void {
  const { engine } = context;
  for (const event of events) engine.addEvent(event);
  const funds = toBaseUnits(options.funds ?? "10000", "funds");
  for (const account of context.accounts) {
    if (funds > 0n) engine.fund(account.funder, funds);
    context.approvals.approveAll(account.funder);
  }
  if (options.seedBooks === true) seedBooks(context);
}

/** Lists mirrored markets that a continued venue does not know yet. */
function listMissing({ engine }: VenueContext, markets: readonly PaperMarket[]): void {
  const missing = markets.filter((market) => engine.market(market.conditionId) === undefined);
  for (const event of paperEvents(missing)) engine.addEvent(event);
}

/** The part of the handle that needs no server. */
function handle(context: VenueContext): Omit<Venue, "ready" | "close" | "sport" | "doors"> {
  const { engine, faults } = context;
  const snapshot = (): ReadonlyMap<string, BookView> => {
    const tokens = engine.markets().flatMap((market) => market.outcomes.map((outcome) => outcome.tokenId));
    return new Map(
      tokens.flatMap((token) => {
        const book = engine.book(token);
        return book === undefined ? [] : [[token as string, book] as const];
      }),
    );
  };
  return {
    engine,
    now: context.clock.now,
    ledger: () => dumpLedger(context),
    inject: (given) => {
      const fault = parseFault(given);
      const id = faults.inject(fault);
      if (fault.kind === "stale-snapshot") context.staleBooks.set(id, snapshot());
      return id;
    },
    faults: faults.active,
    clearFaults: (id) => {
      if (id === undefined) {
        faults.clear();
        context.staleBooks.clear();
      } else {
        faults.remove(id);
        context.staleBooks.delete(id);
      }
    },
    fund: (owner, amount, tokenId) => engine.fund(address(owner), toBaseUnits(amount, "amount"), tokenId),
    approve: (owner) => context.approvals.approveAll(address(owner)),
    advance: (ms) => context.clock.advance(ms),
    setMode: engine.setMode,
    restart: engine.restart,
    resolve: engine.resolve,
    setTickSize: (conditionId, tickSize) => engine.setTickSize(conditionId, parseTickSize(tickSize)),
    setBuilderRates: (builder, takerBps, makerBps) => engine.setBuilderRates(builder, { takerBps, makerBps }),
    setClosedOnly: (owner, closedOnly) => engine.setClosedOnly(address(owner), closedOnly),
    setBanned: (owner, banned) => engine.setBanned(address(owner), banned),
    setSettlement: engine.setSettlement,
    setTier: context.tiers.set,
    setLimits: ({ signer, ip }) => {
      if (signer !== undefined) context.signerLimits.setMode(signer);
      if (ip !== undefined) context.ipLimits.setEnabled(ip);
    },
    snapshot: context.keeper.save,
    comment: context.comments.add,
    relayerKey: (owner) => relayerKey(context.seed, address(owner)),
    checkConservation: engine.checkConservation,
  };
}
