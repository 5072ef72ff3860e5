import type {
  Balance,
  CallOptions,
  CancelResult,
  ClobAccount,
  Listing as ClobListing,
  OrderFilter,
  TradeFilter,
  Trading,
  VenueOrder,
  VenueTrade,
} from "@pm/clob";
import type { Address, Environment, SignatureType } from "@pm/core-types";
import type { DataApi } from "@pm/data-api";
import { createUserStream, type StreamPorts, type TradeEvent, type UserStream } from "@pm/realtime";
import { recoverOrders } from "./recover.ts";

/** Orders of one wallet. */
export type WalletOrders = Trading & {
  /** Cancels one order; waits first until it is known to have landed, if that is not known yet. */
  readonly cancel: (id: string, options?: CallOptions) => Promise<CancelResult>;
  readonly cancelMany: (ids: readonly string[], options?: CallOptions) => Promise<CancelResult>;
  readonly cancelMarket: (market: OrderFilter, options?: CallOptions) => Promise<CancelResult>;
  readonly cancelAll: (options?: CallOptions) => Promise<CancelResult>;
  /** @throws {OrderNotFoundError} */
  readonly fetch: (id: string, options?: CallOptions) => Promise<VenueOrder>;
  readonly listOpen: (filter?: OrderFilter, options?: CallOptions) => ClobListing<VenueOrder>;
};

/** One wallet: what it holds, orders and hears. */
export type Wallet = {
  readonly id: string;
  /** Whose funds are traded: order.maker. */
  readonly address: Address;
  /** The key that signs. */
  readonly owner: Address;
  readonly signatureType: SignatureType;
  readonly orders: WalletOrders;
  readonly listTrades: (filter?: TradeFilter, options?: CallOptions) => ClobListing<VenueTrade>;
  /** Executions of this wallet's own orders: what `pm.analytics.walletPnl` counts. */
  readonly fetchFills: ClobAccount["fetchFills"];
  /** pUSD, or shares of a token. */
  readonly fetchBalance: (asset?: string, options?: CallOptions) => Promise<Balance>;
  /** Positions as the Data API lists them. */
  readonly listPositions: (
    query?: Parameters<DataApi["listPositions"]>[1],
  ) => ReturnType<DataApi["listPositions"]>;
  /** Own orders and trades as they happen; opened once, closed with the wallet. It also feeds `order.state`. */
  readonly watch: () => Promise<UserStream>;
  /** The whole account: credentials, closed-only flag, clock. */
  readonly account: ClobAccount;
};

/** When the venue last changed a trade, Unix milliseconds; frames carry it in seconds beside their own time. */
function updatedAt(event: TradeEvent): number {
  const seconds = Number(event.raw.last_update);
  return Number.isSafeInteger(seconds) && seconds > 0 && seconds < 100_000_000_000
    ? seconds * 1000
    : event.timestamp;
}

/** A wallet and the way to put it away. */
export type OpenWallet = { readonly wallet: Wallet; readonly close: () => Promise<void> };

/** The wallet over its account, the Data API and the user channel. */
export function openWallet(
  account: ClobAccount,
  data: DataApi,
  environment: Environment,
  ports: StreamPorts,
): OpenWallet {
  let stream: Promise<UserStream> | undefined;

  const open = async (): Promise<UserStream> => {
    const opened = createUserStream({
      ...ports,
      url: environment.hosts.userSocket,
      credentials: await account.credentials(),
      recover: (gap) => recoverOrders(account, gap),
    });
    opened.subscribe((event) => {
      if (event.type === "gap") account.setFeedLive(false);
      else if (event.type === "live") account.setFeedLive(true);
      else account.ingest(event.type === "trade" ? { ...event, updatedAt: updatedAt(event) } : event);
    });
    return opened;
  };

  const wallet: Wallet = {
    id: account.id,
    address: account.funder,
    owner: account.owner,
    signatureType: account.signatureType,
    orders: {
      placeLimit: account.placeLimit,
      placeMarket: account.placeMarket,
      placeMany: account.placeMany,
      cancel: account.cancelOrder,
      cancelMany: account.cancelOrders,
      cancelMarket: account.cancelMarket,
      cancelAll: account.cancelAll,
      fetch: account.fetchOrder,
      listOpen: account.listOpenOrders,
    },
    listTrades: account.listTrades,
    fetchFills: account.fetchFills,
    fetchBalance: account.fetchBalance,
    listPositions: (query) => data.listPositions(account.funder, query),
    watch: () => {
      stream ??= open().catch((error) => {
        stream = undefined;
        throw error;
      });
      return stream;
    },
    account,
  };

  return {
    wallet,
    close: async () => {
      account.close();
      await (await stream?.catch(() => undefined))?.close();
    },
  };
}
