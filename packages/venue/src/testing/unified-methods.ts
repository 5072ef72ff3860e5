// Every method that `@polymarket/client` has for what a venue serves, called once. It needs Node 24, so it runs in a
// process of its own; whatever a method answers has passed the client's own schemas.

import { once } from "node:events";
import { PRODUCTION } from "@pm/core-types";
import {
  createPublicClient,
  createSecureClient,
  forkEnvironmentConfig,
  OrderSide,
  relayerApiKey,
} from "@polymarket/client";
import { privateKey } from "@polymarket/client/viem";
import { http } from "viem";
import { polygon } from "viem/chains";
import type { VenueReadyLine } from "../options.ts";

type Asked = { readonly ready: VenueReadyLine; readonly relayerKeys: readonly string[] };
type Call = () => unknown;

const NOWHERE = { rest: "http://127.0.0.1:9", ws: "ws://127.0.0.1:9" };
const { ready, relayerKeys } = JSON.parse(process.env.PM_ASKED ?? "") as Asked;
const environment = forkEnvironmentConfig({
  name: "venue",
  rpc: ready.rpc,
  clob: { rest: ready.clob, market: { ws: ready.market }, user: { ws: ready.user } },
  relayer: { rest: ready.relayer },
  gamma: { rest: ready.gamma },
  data: { rest: ready.data },
  rtds: { ws: ready.rtds },
  sports: { ws: ready.sports },
  combos: NOWHERE,
  perps: NOWHERE,
  relayerPollFrequencyMs: 50,
});
const account = ready.accounts[0]!;
const client = await createSecureClient({
  environment,
  wallet: account.funder,
  signer: privateKey(account.privateKey, {
    chain: { ...polygon, blockTime: 100 },
    transport: http(ready.rpc),
  }),
  apiKey: relayerApiKey({ address: account.address, key: relayerKeys[0]! }),
});
const names = new Set<string>();
for (const one of [client, createPublicClient({ environment })]) {
  for (let at: object | null = one; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at))
      if (typeof (one as never)[name] === "function") names.add(name);
  }
}
const [market] = ready.markets;
const { conditionId } = market!;
const [tokenId, no] = market!.tokens.map((token) => token.tokenId) as [string, string];
const user = account.funder;
const other = ready.accounts[1]!.funder;
const { collateral: PUSD, conditionalTokens: TOKENS } = PRODUCTION.contracts;
const today = new Date().toISOString().slice(0, 10);

/** The first page of a listing. */
type Listing = { readonly firstPage: () => Promise<{ readonly items: unknown }> };
const first = async (listing: Listing): Promise<unknown> => (await listing.firstPage()).items;

await client.setupTradingApprovals();
const resting = await client.placeLimitOrder({ tokenId, side: OrderSide.BUY, price: 0.3, size: 10 });
if (!resting.ok) throw new Error(resting.message);
const { orderId } = resting;
const bought = await client.placeMarketOrder({ tokenId: no, side: OrderSide.BUY, amount: 5 });
if (!bought.ok) throw new Error(bought.message);
const event = (await client.listEvents({ pageSize: 1 }).firstPage()).items[0]!;
const listed = (await client.listMarkets({ pageSize: 1 }).firstPage()).items[0]!;

const calls: Readonly<Record<string, Call>> = {
  waitForOrderFillSettlement: () => client.waitForOrderFillSettlement(bought),
  fetchMidpoint: () => client.fetchMidpoint({ tokenId }),
  fetchMidpoints: () => client.fetchMidpoints([{ tokenId }]),
  fetchPrice: () => client.fetchPrice({ tokenId, side: OrderSide.BUY }),
  fetchPrices: () => client.fetchPrices([{ tokenId, side: OrderSide.BUY }]),
  fetchOrderBook: () => client.fetchOrderBook({ tokenId }),
  fetchOrderBooks: () => client.fetchOrderBooks([{ tokenId }]),
  fetchSpread: () => client.fetchSpread({ tokenId }),
  fetchSpreads: () => client.fetchSpreads([{ tokenId }]),
  fetchLastTradePrice: () => client.fetchLastTradePrice({ tokenId }),
  fetchLastTradePrices: () => client.fetchLastTradePrices([{ tokenId }]),
  fetchPriceHistory: () => client.fetchPriceHistory({ tokenId, interval: "1h" as never }),
  estimateMarketPrice: () => client.estimateMarketPrice({ tokenId, side: OrderSide.BUY, amount: 10 }),
  listPositions: () => first(client.listPositions()),
  listClosedPositions: () => first(client.listClosedPositions()),
  listComboPositions: () => first(client.listComboPositions()),
  fetchPortfolioValue: () => client.fetchPortfolioValue(),
  fetchTradedMarketCount: () => client.fetchTradedMarketCount(),
  downloadAccountingSnapshot: async () => (await client.downloadAccountingSnapshot()) !== undefined,
  listMarketPositions: () => first(client.listMarketPositions({ market: conditionId } as never)),
  listActivity: () => first(client.listActivity()),
  listComboActivity: () => first(client.listComboActivity()),
  listAccountTrades: () => first(client.listAccountTrades()),
  fetchNotifications: () => client.fetchNotifications(),
  dropNotifications: () => client.dropNotifications({ ids: ["1"] }),
  fetchClosedOnlyMode: () => client.fetchClosedOnlyMode(),
  listBuilderTrades: () =>
    first(client.listBuilderTrades({ builderCode: `0x${"1".padStart(64, "0")}` } as never)),
  listBuilderLeaderboard: () => first(client.listBuilderLeaderboard()),
  fetchBuilderVolume: () => client.fetchBuilderVolume(),
  listTraderLeaderboard: () => first(client.listTraderLeaderboard()),
  fetchEventLiveVolume: () => client.fetchEventLiveVolume({ id: event.id } as never),
  listOpenInterest: () => client.listOpenInterest({ market: [conditionId] } as never),
  listMarketHolders: () => client.listMarketHolders({ market: [conditionId] } as never),
  listTrades: () => first(client.listTrades()),
  listEvents: () => first(client.listEvents({ pageSize: 1 })),
  fetchEvent: () => client.fetchEvent({ id: event.id }),
  fetchEventTags: () => client.fetchEventTags({ id: event.id }),
  listMarkets: () => first(client.listMarkets({ pageSize: 1 })),
  fetchMarket: () => client.fetchMarket({ id: listed.id }),
  fetchMarketTags: () => client.fetchMarketTags({ id: listed.id }),
  listSeries: () => first(client.listSeries()),
  fetchSeries: () => client.fetchSeries({ id: "1" } as never),
  listMarketClarifications: () => first(client.listMarketClarifications()),
  listTags: () => first(client.listTags()),
  fetchTag: () => client.fetchTag({ id: "1" } as never),
  fetchRelatedTags: () => client.fetchRelatedTags({ id: "1" } as never),
  fetchRelatedTagResources: () => client.fetchRelatedTagResources({ id: "1" } as never),
  search: () => first(client.search({ q: "bitcoin" })),
  listSports: () => client.listSports(),
  fetchSportsMarketTypes: () => client.fetchSportsMarketTypes(),
  listTeams: () => first(client.listTeams()),
  fetchPublicProfile: () => client.fetchPublicProfile({ address: user } as never),
  listComments: () => first(client.listComments({ parentEntityType: "Event", parentEntityId: 1 } as never)),
  fetchCommentsById: () => client.fetchCommentsById({ id: "1" } as never),
  listCommentsByUserAddress: () => first(client.listCommentsByUserAddress({ address: user } as never)),
  listCurrentRewards: () => first(client.listCurrentRewards()),
  listMarketRewards: () => first(client.listMarketRewards({ conditionId } as never)),
  fetchOrderScoring: () => client.fetchOrderScoring({ orderId }),
  fetchOrdersScoring: () => client.fetchOrdersScoring({ orderIds: [orderId] }),
  listUserEarningsForDay: () => first(client.listUserEarningsForDay({ date: today })),
  fetchTotalEarningsForUserForDay: () => client.fetchTotalEarningsForUserForDay({ date: today }),
  listUserEarningsAndMarketsConfig: () => first(client.listUserEarningsAndMarketsConfig({ date: today })),
  fetchRewardPercentages: () => client.fetchRewardPercentages(),
  listOpenOrders: () => first(client.listOpenOrders()),
  fetchOrder: () => client.fetchOrder({ orderId }),
  createMarketOrder: () => client.createMarketOrder({ tokenId: no, side: OrderSide.BUY, amount: 5 }),
  postOrder: async () =>
    client.postOrder(await client.createLimitOrder({ tokenId, side: OrderSide.BUY, price: 0.2, size: 10 })),
  postOrders: async () =>
    client.postOrders([
      await client.createLimitOrder({ tokenId, side: OrderSide.BUY, price: 0.1, size: 20 }),
    ]),
  cancelOrder: () => client.cancelOrder({ orderId }),
  cancelOrders: () => client.cancelOrders({ orderIds: [orderId] }),
  cancelMarketOrders: () => client.cancelMarketOrders({ market: conditionId } as never),
  cancelAll: () => client.cancelAll(),
  splitPosition: async () => (await client.splitPosition({ conditionId, amount: 7_000_000n })).wait(),
  mergePositions: async () => (await client.mergePositions({ conditionId, amount: 3_000_000n })).wait(),
  redeemPositions: async () => {
    process.send?.("resolve");
    await once(process, "message");
    return (await client.redeemPositions({ conditionId })).wait();
  },
  approveErc20: async () =>
    (await client.approveErc20({ tokenAddress: PUSD, spenderAddress: other, amount: 1n } as never)).wait(),
  approveErc1155ForAll: async () =>
    (
      await client.approveErc1155ForAll({
        tokenAddress: TOKENS,
        operatorAddress: other,
        approved: true,
      } as never)
    ).wait(),
  transferErc20: async () =>
    (
      await client.transferErc20({ tokenAddress: PUSD, recipientAddress: other, amount: 9_000_000n } as never)
    ).wait(),
};

const told: Record<string, unknown> = {};
for (const [name, call] of Object.entries(calls)) {
  try {
    told[name] = { answer: (await call()) ?? null };
  } catch (error) {
    told[name] = { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
process.send?.({ names: [...names], told });
process.disconnect?.();
