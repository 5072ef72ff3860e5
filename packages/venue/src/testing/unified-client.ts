// What `@polymarket/client` does against a venue: it needs Node 24, so it runs in a process of its own. Everything the
// client answers has passed its own schemas.
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
type SecureClient = Awaited<ReturnType<typeof createSecureClient>>;

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

async function discovery() {
  const client = createPublicClient({ environment });
  const markets: string[] = [];
  for await (const page of client.listMarkets({ closed: false, pageSize: 2 })) {
    markets.push(...page.items.map((market) => market.slug ?? ""));
  }
  const event = (await client.listEvents({ pageSize: 1 }).firstPage()).items[0];
  const found = await client.search({ q: "bitcoin" }).firstPage();
  const tokenId = ready.markets[0]!.tokens[0]!.tokenId;
  const book = await client.fetchOrderBook({ tokenId });
  return {
    markets: markets.sort(),
    event: (await client.fetchEvent({ slug: event?.slug ?? "" })).id === event?.id,
    found: found.items.events.length,
    tags: (await client.listTags().firstPage()).items.length,
    bids: book.bids.length,
    midpoint: await client.fetchMidpoint({ tokenId }),
    estimate: await client.estimateMarketPrice({ tokenId, side: OrderSide.BUY, amount: 10 }),
  };
}

async function connect(index: number): Promise<SecureClient> {
  const account = ready.accounts[index]!;
  return createSecureClient({
    environment,
    wallet: account.funder,
    signer: privateKey(account.privateKey, {
      chain: { ...polygon, blockTime: 100 },
      transport: http(ready.rpc),
    }),
    apiKey: relayerApiKey({ address: account.address, key: relayerKeys[index]! }),
  });
}

async function trading(client: SecureClient) {
  const market = ready.markets[0]!;
  const [yes, no] = market.tokens.map((token) => token.tokenId) as [string, string];
  await client.setupTradingApprovals();
  const resting = await client.placeLimitOrder({ tokenId: yes, side: OrderSide.BUY, price: 0.3, size: 10 });
  if (!resting.ok) throw new Error(resting.message);
  const batch = await client.postOrders([
    await client.createLimitOrder({
      tokenId: yes,
      side: OrderSide.BUY,
      price: 0.2,
      size: 10,
      postOnly: true,
    }),
    await client.createLimitOrder({ tokenId: no, side: OrderSide.BUY, price: 0.2, size: 10 }),
  ]);
  const bought = await client.placeMarketOrder({ tokenId: no, side: OrderSide.BUY, amount: 5 });
  if (!bought.ok) throw new Error(bought.message);
  const hashes = await client.waitForOrderFillSettlement(bought);
  const open = (await client.listOpenOrders().firstPage()).items.length;
  const read = await client.fetchOrder({ orderId: resting.orderId });
  const cancelled = await client.cancelOrder({ orderId: resting.orderId });
  await (await client.splitPosition({ conditionId: market.conditionId, amount: 5_000_000n })).wait();
  await (await client.mergePositions({ conditionId: market.conditionId, amount: 5_000_000n })).wait();
  const rest = await client.cancelAll();
  const position = (await client.listPositions().firstPage()).items[0];
  const activity = (await client.listActivity().firstPage()).items.map((one) => one.type);
  return {
    wallet: client.account.wallet.toLowerCase(),
    posted: batch.map((one) => one.ok),
    settled: hashes.length,
    open,
    price: read.price,
    cancelled: [cancelled.canceled.length, rest.canceled.length],
    trades: (await client.listAccountTrades().firstPage()).items.length,
    position: { tokenId: position?.tokenId, size: position?.size },
    bought: bought.takingAmount,
    activity: activity.sort(),
    closedOnly: await client.fetchClosedOnlyMode(),
  };
}

async function streams(client: SecureClient) {
  const yes = ready.markets[0]!.tokens[0]!.tokenId;
  const handle = await client.subscribe([
    { topic: "market", tokenIds: [yes], customFeatureEnabled: true },
    { topic: "user" },
    { topic: "sports" },
    { topic: "comments" },
    { topic: "prices.crypto.binance", symbols: ["btcusdt"] },
  ]);
  const wanted = new Set([
    "market/book",
    "market/price_change",
    "market/last_trade_price",
    "user/order",
    "user/trade",
    "prices.crypto.binance/update",
    "comments/comment_created",
    "sports/sport_result",
  ]);
  await client.placeLimitOrder({ tokenId: yes, side: OrderSide.BUY, price: 0.3, size: 10 });
  await client.placeMarketOrder({ tokenId: yes, side: OrderSide.BUY, amount: 5 });
  const seen = new Set<string>();
  for await (const event of handle) {
    // Prices come last on the socket they share with comments: from now on nothing is missed.
    if (event.topic === "prices.crypto.binance") process.send?.("streaming");
    seen.add(`${event.topic}/${event.type}`);
    wanted.delete(`${event.topic}/${event.type}`);
    if (wanted.size === 0) break;
  }
  await client.cancelAll();
  await client.closeSubscriptions();
  return [...seen].sort();
}

async function run() {
  const told: Record<string, unknown> = { discovery: await discovery() };
  const clients: SecureClient[] = [];
  const trades: unknown[] = [];
  for (const index of ready.accounts.keys()) {
    const client = await connect(index);
    clients.push(client);
    trades.push(await trading(client));
  }
  told.trading = trades;
  told.streams = await streams(clients[0]!);
  for (const client of clients) await client.endAuthentication();
  return told;
}

try {
  process.send?.({ told: await run() });
} catch (error) {
  console.error(error instanceof Error ? error.stack : error);
}
process.disconnect?.();
