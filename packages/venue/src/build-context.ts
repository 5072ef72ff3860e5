import {
  type Clock,
  customEnvironment,
  type Logger,
  noopLogger,
  PRODUCTION,
  systemClock,
} from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import { signingEngine } from "@pm/signing";
import { createDevAccounts, devAccount } from "./accounts/dev-accounts.ts";
import { createNotifications } from "./accounts/notifications.ts";
import { createWallets } from "./accounts/wallets.ts";
import { createApiKeys } from "./auth/api-keys.ts";
import { createAuthenticator } from "./auth/authenticate.ts";
import { createKnownKeys } from "./auth/known-keys.ts";
import { createOrderIdentity } from "./auth/order-identity.ts";
import { createSessionSigners } from "./auth/session-signers.ts";
import { aheadOf, CLOCK, createVenueClock } from "./clock/venue-clock.ts";
import type { VenueContext } from "./context.ts";
import { createEngine, DEFAULT_SETTLEMENT, type JournalEntry, STANDARD_ORACLE } from "./engine/index.ts";
import { createFaults } from "./faults/faults.ts";
import { createComments } from "./gamma/comments.ts";
import { createRequestLog } from "./http/request-log.ts";
import { createIpLimits } from "./limits/ip-limits.ts";
import { createSignerLimits } from "./limits/signer-limits.ts";
import { createTierBook } from "./limits/tier-of.ts";
import { DEFAULT_REWARDS, DEFAULT_SERIES } from "./markets/default-markets.ts";
import { createPnlHistory } from "./markets/pnl-history.ts";
import { createPriceHistory } from "./markets/price-history.ts";
import { createRewards } from "./markets/rewards.ts";
import { createVolumes } from "./markets/volumes.ts";
import type { VenueOptions } from "./options.ts";
import type { PaperMarket } from "./paper/feed.ts";
import { paperIds } from "./paper/markets.ts";
import { ENGINE, enginePart, restoring } from "./persistence/engine-part.ts";
import { createKeeper, type Keeper } from "./persistence/keeper.ts";
import { createPastClock } from "./persistence/past-clock.ts";
import { createApprovals } from "./relayer/approvals.ts";
import { createWalletState } from "./relayer/wallet-state.ts";
import { marketWire } from "./wire/markets.ts";

const DEFAULT_TOLERANCE_SECONDS = 300;
/** How long the edge holds a request back before it refuses; not published. */
const DEFAULT_MAX_DELAY_MS = 5_000;

/** Everything of a venue except its servers. */
export async function buildContext(
  options: VenueOptions,
  paper: readonly PaperMarket[] = [],
): Promise<VenueContext> {
  const hostClock: Clock = options.clock ?? systemClock;
  const logger = options.logger ?? noopLogger;
  const keeper = createKeeper({
    wanted: options,
    folder: options.data,
    durability: options.durability,
    snapshot: options.snapshot,
    clock: hostClock,
    logger,
  });
  try {
    return await continueContext(options, keeper, hostClock, logger, paper);
  } catch (error) {
    keeper.close();
    throw error;
  }
}

async function continueContext(
  options: VenueOptions,
  keeper: Keeper,
  hostClock: Clock,
  logger: Logger,
  paper: readonly PaperMarket[],
): Promise<VenueContext> {
  const { seed } = keeper.identity;
  const engineSaved = keeper.savedPart(ENGINE);
  const calls = keeper.changes(ENGINE) as readonly JournalEntry[];
  const clock = createVenueClock(
    hostClock,
    aheadOf(hostClock, keeper.savedPart(CLOCK), keeper.changes(CLOCK), calls.at(-1)?.at ?? 0),
    keeper.recorder(CLOCK),
  );
  const environment = customEnvironment("local", PRODUCTION, {});
  const past = createPastClock(clock, calls[0]?.at);
  const engine = restoring(() =>
    createEngine({
      clock: past.clock,
      ...(engineSaved === undefined ? {} : { snapshot: engineSaved }),
      journal: keeper.recorder(ENGINE),
      ...(paper.length === 0 ? {} : { marketIds: paperIds(paper) }),
      contracts: environment.contracts,
      config: {
        ...options.engine,
        seed,
        settlement: { ...DEFAULT_SETTLEMENT, ...options.engine?.settlement, ...options.settlement },
      },
    }),
  );
  const wallets = createWallets(environment.contracts);
  const knownKeys = signingEngine() === "portable" ? await createKnownKeys() : undefined;
  const keys = createApiKeys({ seed, now: clock.now, record: keeper.recorder("keys") });
  const sessions = createSessionSigners(clock.now, keeper.recorder("sessions"));
  const tolerance =
    options.timestampTolerance ?? (options.clock === undefined ? DEFAULT_TOLERANCE_SECONDS : undefined);
  const tiers = createTierBook(engine, wallets, clock);
  const accounts = createDevAccounts(seed, keeper.identity.accounts, wallets);
  const approvals = createApprovals(engine, environment.contracts, keeper.recorder("approvals"));
  const comments = createComments(clock.now, keeper.recorder("comments"));
  const walletState = createWalletState(
    accounts.map((account) => account.funder),
    keeper.recorder("wallets"),
  );
  const machine = enginePart(engine, past.moveTo, logger);
  const continued = keeper.replay([clock, machine, keys, sessions, approvals, walletState, comments]);
  past.release();
  // Brings the engine up to the present: what fell due while nobody ran it happens now.
  if (continued) engine.setSettlement({});
  const context: VenueContext = {
    keeper,
    continued,
    walletState,
    seed,
    clock,
    hostClock,
    random: createSeededRandom(seed),
    logger,
    environment,
    engine,
    wallets,
    accounts,
    house: devAccount(seed, "house", 0, wallets),
    oracle: STANDARD_ORACLE,
    keys,
    sessions,
    auth: createAuthenticator({
      keys,
      chainId: environment.chainId,
      clock,
      hostClock,
      toleranceSeconds: tolerance,
    }),
    identity: createOrderIdentity({ environment, wallets, sessions, knownKeys }),
    faults: createFaults({ clock, random: createSeededRandom(seed ^ 0xfa_17) }),
    staleBooks: new Map(),
    log: createRequestLog(),
    notifications: createNotifications(engine, (market) => marketWire(context, market)),
    history: createPriceHistory(engine),
    tiers,
    signerLimits: createSignerLimits({ clock, tierOf: tiers.of, mode: options.limits?.signer ?? "off" }),
    ipLimits: createIpLimits({
      clock,
      enabled: options.limits?.ip ?? false,
      maxDelayMs: options.limits?.maxDelayMs ?? DEFAULT_MAX_DELAY_MS,
    }),
    comments,
    series: (options.series ?? DEFAULT_SERIES).map((one, index) => ({ ...one, number: index + 1 })),
    pnl: createPnlHistory(engine, clock.now),
    approvals,
    volumes: createVolumes(clock.now),
    rewards: createRewards(engine, clock.now, options.rewards ?? DEFAULT_REWARDS),
    groupOf: (market) => engine.events().find((event) => event.slug === market.eventSlug),
    isClosedOnly: (account) => {
      const { proxy, safe, deposit } = wallets.of(account);
      return [account, proxy, safe, ...deposit].some((wallet) => engine.isClosedOnly(wallet));
    },
  };
  if (continued) rememberTrades(context);
  return context;
}

/**
 * Volumes and profits are counted as trades happen; a continued venue counts those it kept. What wallets were worth
 * hour by hour is not kept, so their profit starts from what it is now.
 */
function rememberTrades({ engine, clock, volumes, pnl }: VenueContext): void {
  for (const trade of [...engine.trades()].reverse()) {
    const event = { type: "trade", timestamp: clock.now(), trade, previous: undefined } as const;
    volumes.observe(event);
    pnl.observe(event);
  }
}
