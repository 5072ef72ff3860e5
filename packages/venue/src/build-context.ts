import { type Clock, customEnvironment, noopLogger, PRODUCTION, systemClock } from "@pm/core-types";
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
import { createVenueClock } from "./clock/venue-clock.ts";
import type { VenueContext } from "./context.ts";
import { createEngine, DEFAULT_SETTLEMENT, STANDARD_ORACLE } from "./engine/index.ts";
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
import { createApprovals } from "./relayer/approvals.ts";
import { marketWire } from "./wire/markets.ts";

const DEFAULT_TOLERANCE_SECONDS = 300;
const DEFAULT_ACCOUNTS = 10;
/** How long the edge holds a request back before it refuses; not published. */
const DEFAULT_MAX_DELAY_MS = 5_000;

/** Everything of a venue except its servers. */
export async function buildContext(options: VenueOptions): Promise<VenueContext> {
  const seed = options.seed ?? 1;
  const hostClock: Clock = options.clock ?? systemClock;
  const clock = createVenueClock(hostClock);
  const environment = customEnvironment("local", PRODUCTION, {});
  const engine = createEngine({
    clock,
    contracts: environment.contracts,
    config: {
      ...options.engine,
      seed,
      settlement: { ...DEFAULT_SETTLEMENT, ...options.engine?.settlement, ...options.settlement },
    },
  });
  const wallets = createWallets(environment.contracts);
  const knownKeys = signingEngine() === "portable" ? await createKnownKeys() : undefined;
  const keys = createApiKeys({ seed, now: clock.now });
  const sessions = createSessionSigners(clock.now);
  const tolerance =
    options.timestampTolerance ?? (options.clock === undefined ? DEFAULT_TOLERANCE_SECONDS : undefined);
  const tiers = createTierBook(engine, wallets, clock);
  const context: VenueContext = {
    seed,
    clock,
    hostClock,
    random: createSeededRandom(seed),
    logger: options.logger ?? noopLogger,
    environment,
    engine,
    wallets,
    accounts: createDevAccounts(seed, options.accounts ?? DEFAULT_ACCOUNTS, wallets),
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
    comments: createComments(clock.now),
    series: (options.series ?? DEFAULT_SERIES).map((one, index) => ({ ...one, number: index + 1 })),
    pnl: createPnlHistory(engine, clock.now),
    approvals: createApprovals(engine, environment.contracts),
    volumes: createVolumes(clock.now),
    rewards: createRewards(engine, clock.now, options.rewards ?? DEFAULT_REWARDS),
    groupOf: (market) => engine.events().find((event) => event.slug === market.eventSlug),
    isClosedOnly: (account) => {
      const { proxy, safe, deposit } = wallets.of(account);
      return [account, proxy, safe, ...deposit].some((wallet) => engine.isClosedOnly(wallet));
    },
  };
  return context;
}
