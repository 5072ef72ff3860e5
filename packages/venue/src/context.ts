import type { Address, Clock, Environment, Logger, Random } from "@pm/core-types";
import type { DevAccount } from "./accounts/dev-accounts.ts";
import type { Notifications } from "./accounts/notifications.ts";
import type { Wallets } from "./accounts/wallets.ts";
import type { ApiKeys } from "./auth/api-keys.ts";
import type { Authenticator } from "./auth/authenticate.ts";
import type { OrderIdentity } from "./auth/order-identity.ts";
import type { SessionSigners } from "./auth/session-signers.ts";
import type { VenueClock } from "./clock/venue-clock.ts";
import type { BookView, Engine, EventView, MarketView } from "./engine/index.ts";
import type { Faults } from "./faults/faults.ts";
import type { Comments } from "./gamma/comments.ts";
import type { NumberedSeries } from "./gamma/series.ts";
import type { RequestLog } from "./http/request-log.ts";
import type { IpLimits } from "./limits/ip-limits.ts";
import type { SignerLimits } from "./limits/signer-limits.ts";
import type { TierBook } from "./limits/tier-of.ts";
import type { PnlHistory } from "./markets/pnl-history.ts";
import type { PriceHistory } from "./markets/price-history.ts";
import type { Rewards } from "./markets/rewards.ts";
import type { VolumeTracker } from "./markets/volumes.ts";
import type { Keeper } from "./persistence/keeper.ts";
import type { Approvals } from "./relayer/approvals.ts";
import type { WalletState } from "./relayer/wallet-state.ts";

/** What every part of one venue shares. */
export type VenueContext = {
  readonly seed: number;
  readonly clock: VenueClock;
  /** The clock the venue was given, never pushed forward. */
  readonly hostClock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly environment: Environment;
  readonly engine: Engine;
  readonly wallets: Wallets;
  readonly accounts: readonly DevAccount[];
  /** The house: it owns opening books. */
  readonly house: DevAccount;
  /** Who resolves plain markets. */
  readonly oracle: Address;
  readonly keys: ApiKeys;
  readonly sessions: SessionSigners;
  readonly auth: Authenticator;
  readonly identity: OrderIdentity;
  readonly faults: Faults;
  /** Books as they were when a stale-snapshot fault was injected, by fault id. */
  readonly staleBooks: Map<string, ReadonlyMap<string, BookView>>;
  readonly log: RequestLog;
  readonly notifications: Notifications;
  readonly history: PriceHistory;
  readonly volumes: VolumeTracker;
  readonly pnl: PnlHistory;
  readonly approvals: Approvals;
  readonly walletState: WalletState;
  readonly keeper: Keeper;
  /** True when this venue continues a saved one. */
  readonly continued: boolean;
  readonly rewards: Rewards;
  readonly comments: Comments;
  readonly series: readonly NumberedSeries[];
  readonly signerLimits: SignerLimits;
  readonly ipLimits: IpLimits;
  readonly tiers: TierBook;
  /** The event a market belongs to. */
  readonly groupOf: (market: MarketView) => EventView | undefined;
  /** True when any wallet of the account may only reduce positions. */
  readonly isClosedOnly: (account: Address) => boolean;
};
