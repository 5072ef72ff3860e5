import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  AssetType,
  Chain,
  ClobClient,
  OrderType,
  Side,
  type SignatureTypeV2,
} from "@polymarket/clob-client-v2";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import { createVenue, type Venue } from "./index.ts";

type Row = Readonly<Record<string, unknown>>;

/** The client's own business: it asks nobody, or is asked by the methods below. */
const INTERNAL = [
  "constructor",
  "canL1Auth",
  "canL2Auth",
  "isBuilderOrder",
  "getBuilderTakerFeeRate",
  "adjustBuyAmountForBalance",
  "_ensureMarketInfoCached",
  "ensureBuilderFeeRateCached",
  "_resolveTickSize",
  "_resolveFeeRateBps",
  "resolveVersion",
  "_retryOnVersionUpdate",
  "_isOrderVersionMismatch",
  "throwIfError",
  "get",
  "post",
  "del",
  "postHeartbeat",
];

describe("every method of @polymarket/clob-client-v2", () => {
  let venue: Venue;
  let client: ClobClient;
  let calls: Record<string, () => unknown>;
  const answers = new Map<string, unknown>();
  const answer = <T>(name: string): T => answers.get(name) as T;

  beforeAll(async () => {
    venue = await createVenue({
      accounts: 2,
      seedBooks: true,
      settlement: { minedAfterMs: 0, confirmedAfterMs: 0 },
    });
    const { ready } = venue;
    const account = ready.accounts[0]!;
    const options = {
      host: ready.clob,
      chain: Chain.POLYGON,
      signer: createWalletClient({
        account: privateKeyToAccount(account.privateKey as `0x${string}`),
        chain: polygon,
        transport: http("http://127.0.0.1:1"),
      }),
      signatureType: account.signatureType as unknown as SignatureTypeV2,
      funderAddress: account.funder,
      throwOnError: true,
    };
    const creds = await new ClobClient(options).createApiKey();
    client = new ClobClient({ ...options, creds });
    const [market] = ready.markets;
    const { conditionId } = market!;
    const [tokenID, no] = market!.tokens.map((token) => token.tokenId) as [string, string];
    const day = new Date(venue.now()).toISOString().slice(0, 10);
    const limit = (price: number) => ({ tokenID, price, size: 10, side: Side.BUY });
    const resting = await client.createAndPostOrder(limit(0.3), {}, OrderType.GTC);
    const bought = await client.createAndPostMarketOrder(
      { tokenID: no, amount: 5, side: Side.BUY },
      {},
      OrderType.FAK,
    );
    const orderID = resting.orderID as string;
    const builderCode = `0x${"1".padStart(64, "0")}`;
    const params = [{ token_id: tokenID, side: Side.BUY }];
    calls = {
      getOk: () => client.getOk(),
      getVersion: () => client.getVersion(),
      getServerTime: () => client.getServerTime(),
      getSamplingSimplifiedMarkets: () => client.getSamplingSimplifiedMarkets(),
      getSamplingMarkets: () => client.getSamplingMarkets(),
      getSimplifiedMarkets: () => client.getSimplifiedMarkets(),
      getMarkets: () => client.getMarkets(),
      getMarket: () => client.getMarket(conditionId),
      getClobMarketInfo: () => client.getClobMarketInfo(conditionId),
      getOrderBook: () => client.getOrderBook(tokenID),
      getOrderBooks: () => client.getOrderBooks(params),
      getTickSize: () => client.getTickSize(tokenID),
      getNegRisk: () => client.getNegRisk(tokenID),
      getFeeRateBps: () => client.getFeeRateBps(tokenID),
      getFeeExponent: () => client.getFeeExponent(tokenID),
      getOrderBookHash: async () => {
        const book = await client.getOrderBook(tokenID);
        return { told: book.hash, computed: await client.getOrderBookHash({ ...book }) };
      },
      getMidpoint: () => client.getMidpoint(tokenID),
      getMidpoints: () => client.getMidpoints(params),
      getPrice: () => client.getPrice(tokenID, Side.BUY),
      getPrices: () => client.getPrices(params),
      getSpread: () => client.getSpread(tokenID),
      getSpreads: () => client.getSpreads(params),
      getLastTradePrice: () => client.getLastTradePrice(tokenID),
      getLastTradesPrices: () => client.getLastTradesPrices(params),
      getPricesHistory: () => client.getPricesHistory({ market: tokenID, interval: "1h" as never }),
      deriveApiKey: () => client.deriveApiKey(),
      createOrDeriveApiKey: () => client.createOrDeriveApiKey(2),
      createApiKey: () => client.createApiKey(1),
      getApiKeys: () => client.getApiKeys(),
      getClosedOnlyMode: () => client.getClosedOnlyMode(),
      createReadonlyApiKey: () => client.createReadonlyApiKey(),
      getReadonlyApiKeys: () => client.getReadonlyApiKeys(),
      deleteReadonlyApiKey: async () =>
        client.deleteReadonlyApiKey((answer<Row>("createReadonlyApiKey").apiKey ?? "") as string),
      getOrder: () => client.getOrder(orderID),
      getTrades: () => client.getTrades(),
      getTradesPaginated: () => client.getTradesPaginated(),
      getBuilderTrades: () => client.getBuilderTrades({ builder_code: builderCode }),
      getNotifications: () => client.getNotifications(),
      dropNotifications: () => client.dropNotifications({ ids: ["1"] }),
      getBalanceAllowance: () => client.getBalanceAllowance({ asset_type: AssetType.COLLATERAL }),
      updateBalanceAllowance: () => client.updateBalanceAllowance({ asset_type: AssetType.COLLATERAL }),
      createOrder: () => client.createOrder(limit(0.29)),
      createMarketOrder: () => client.createMarketOrder({ tokenID: no, amount: 5, side: Side.BUY }),
      createExchangeV3OrderFromAmounts: () =>
        client.createExchangeV3OrderFromAmounts({
          tokenID,
          makerAmount: "3000000",
          takerAmount: "10000000",
          side: Side.BUY,
        } as never),
      createAndPostOrder: () => client.createAndPostOrder(limit(0.28), {}, OrderType.GTC),
      createAndPostMarketOrder: () => bought,
      getOpenOrders: () => client.getOpenOrders(),
      getPreMigrationOrders: () => client.getPreMigrationOrders(),
      postOrder: async () => client.postOrder(await client.createOrder(limit(0.27)), OrderType.GTC),
      postOrders: async () =>
        client.postOrders([{ order: await client.createOrder(limit(0.26)), orderType: OrderType.GTC }]),
      waitForResolvedTrades: () => (client as never as Waiting).waitForResolvedTrades(bought.tradeIDs),
      resolveTransactionsHashes: () => (client as never as Waiting).resolveTransactionsHashes(bought),
      isOrderScoring: () => client.isOrderScoring({ order_id: orderID }),
      areOrdersScoring: () => client.areOrdersScoring({ orderIds: [orderID] }),
      getEarningsForUserForDay: () => client.getEarningsForUserForDay(day),
      getTotalEarningsForUserForDay: () => client.getTotalEarningsForUserForDay(day),
      getUserEarningsAndMarketsConfig: () => client.getUserEarningsAndMarketsConfig(day),
      getRewardPercentages: () => client.getRewardPercentages(),
      getCurrentRewards: () => client.getCurrentRewards(),
      getRawRewardsForMarket: () => client.getRawRewardsForMarket(conditionId),
      calculateMarketPrice: () => client.calculateMarketPrice(tokenID, Side.BUY, 10, OrderType.FAK),
      createBuilderApiKey: () => client.createBuilderApiKey(),
      getBuilderApiKeys: () => client.getBuilderApiKeys(),
      revokeBuilderApiKey: () => client.revokeBuilderApiKey(),
      getMarketTradesEvents: () => client.getMarketTradesEvents(conditionId),
      cancelOrder: () => client.cancelOrder({ orderID }),
      cancelOrders: () => client.cancelOrders([orderID]),
      cancelMarketOrders: () => client.cancelMarketOrders({ market: conditionId }),
      cancelAll: () => client.cancelAll(),
      deleteApiKey: () => client.deleteApiKey(),
    };
    for (const [name, call] of Object.entries(calls)) {
      answers.set(
        name,
        await Promise.resolve()
          .then(call)
          .catch((error: unknown) => ({ failed: String(error) })),
      );
    }
  }, 60_000);
  afterAll(() => venue?.close());

  it("is called here, or is the client's own business", () => {
    const names = Object.getOwnPropertyNames(ClobClient.prototype);
    expect(names.filter((name) => !(name in calls) && !INTERNAL.includes(name))).toEqual([]);
  });

  it("is answered", () => {
    const failed = [...answers].filter(([, told]) => (told as Row | null)?.failed !== undefined);
    expect(failed).toEqual([]);
    expect(venue.ledger().requests.filter((request) => request.route === undefined)).toEqual([]);
  });

  it("agrees with the ledger", () => {
    const { orders, trades } = venue.ledger();
    const mine = venue.ready.accounts[0]!.funder.toLowerCase();
    expect(
      orders.filter((order) => order.maker.toLowerCase() === mine && order.status === "CANCELED"),
    ).toHaveLength(4);
    expect(answer<Row[]>("getTrades")).toMatchObject([{ id: trades[0]!.id, status: "CONFIRMED" }]);
    expect(answer<Row[]>("getOpenOrders")).toHaveLength(2);
    const { told, computed } = answer<{ told: string; computed: string }>("getOrderBookHash");
    expect(computed).toBe(told);
    const spent = Number(answer<Row>("createAndPostMarketOrder").makingAmount);
    expect(answer<Row>("getBalanceAllowance").balance).toBe(String(Math.round((10_000 - spent) * 1e6)));
    expect(answer<Row[]>("getNotifications")).toHaveLength(1);
    expect(answer<Row>("getApiKeys").apiKeys).toHaveLength(3);
    expect(answer("getReadonlyApiKeys")).toHaveLength(1);
    expect(answer("deleteReadonlyApiKey")).toBe(true);
    expect(answer<{ canceled: string[] }>("cancelMarketOrders").canceled).toHaveLength(3);
    expect(answer<{ canceled: string[] }>("cancelAll").canceled).toEqual([]);
  });
});

/** Two methods that the client's types keep private. */
type Waiting = {
  readonly waitForResolvedTrades: (ids: unknown) => unknown;
  readonly resolveTransactionsHashes: (answer: unknown) => unknown;
};
