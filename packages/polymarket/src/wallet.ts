import type {
  Balance,
  CallOptions,
  CancelResult,
  ClobAccount,
  Listing,
  TradeFilter,
  Trading,
  VenueTrade,
} from "@pm/clob";
import type { Address, Environment, SignatureType } from "@pm/core-types";
import type { DataApi } from "@pm/data-api";
import { createUserStream, type StreamPorts, type TradeEvent, type UserStream } from "@pm/realtime";
import { recoverOrders } from "./recover.ts";

/** Orders of one wallet. */
export type WalletOrders = Trading & {
  /** Cancels one order; waits first until it is known to have landed, if that is not known yet. */
  readonly cancel: ClobAccount["cancelOrder"];
  readonly cancelMany: ClobAccount["cancelOrders"];
  readonly cancelMarket: ClobAccount["cancelMarket"];
  readonly cancelAll: (options?: CallOptions) => Promise<CancelResult>;
  /** Cancels an order, waits for proof that it is gone, and places its successor: never both on the book. */
  readonly replace: ClobAccount["replaceOrder"];
  /** What an order would cost, and what every check says of it; nothing is signed, held or sent. */
  readonly dryRun: ClobAccount["dryRun"];
  /** @throws {OrderNotFoundError} */
  readonly fetch: ClobAccount["fetchOrder"];
  /** Open orders as the venue lists them. */
  readonly listOpen: ClobAccount["listOpenOrders"];
  /** Orders of this process that are not settled yet. */
  readonly list: ClobAccount["listOrders"];
  /** Calls `listener` with every change of every order until the result is called. */
  readonly onChange: ClobAccount["onOrder"];
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
  readonly listTrades: (filter?: TradeFilter, options?: CallOptions) => Listing<VenueTrade>;
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
  /** Places nothing any more, cancels everything, and asks the venue until it lists no open order. Never throws. */
  readonly kill: ClobAccount["kill"];
  /** Places orders again after `kill`. */
  readonly revive: ClobAccount["revive"];
  /** From now on the venue cancels every order of this wallet when this process falls silent. */
  readonly startHeartbeat: ClobAccount["startHeartbeat"];
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
      prepareOrder: account.prepareOrder,
      signOrder: account.signOrder,
      attachSignature: account.attachSignature,
      postOrder: account.postOrder,
      cancel: account.cancelOrder,
      cancelMany: account.cancelOrders,
      cancelMarket: account.cancelMarket,
      cancelAll: account.cancelAll,
      replace: account.replaceOrder,
      dryRun: account.dryRun,
      fetch: account.fetchOrder,
      listOpen: account.listOpenOrders,
      list: account.listOrders,
      onChange: account.onOrder,
    },
    kill: account.kill,
    revive: account.revive,
    startHeartbeat: account.startHeartbeat,
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
