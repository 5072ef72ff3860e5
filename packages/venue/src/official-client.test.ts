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
import type { DevAccount } from "./accounts/dev-accounts.ts";
import { createVenue, type Venue } from "./index.ts";

/** The official client, unmodified, whose host is the venue. */
async function connect(venue: Venue, account: DevAccount): Promise<ClobClient> {
  const signer = createWalletClient({
    account: privateKeyToAccount(account.privateKey as `0x${string}`),
    chain: polygon,
    transport: http("http://127.0.0.1:1"),
  });
  const options = {
    host: venue.ready.clob,
    chain: Chain.POLYGON,
    signer,
    signatureType: account.signatureType as unknown as SignatureTypeV2,
    funderAddress: account.funder,
    throwOnError: true,
  };
  const creds = await new ClobClient(options).createOrDeriveApiKey();
  return new ClobClient({ ...options, creds });
}

describe("the official CLOB client", () => {
  let venue: Venue;
  let alice: ClobClient;
  let bob: ClobClient;
  let token: string;
  let market: string;

  beforeAll(async () => {
    venue = await createVenue({ settlement: { minedAfterMs: 0, confirmedAfterMs: 0 } });
    const [first, second] = venue.ready.accounts;
    if (first === undefined || second === undefined) throw new Error("no accounts");
    alice = await connect(venue, first);
    bob = await connect(venue, second);
    market = venue.ready.markets[0]?.conditionId ?? "";
    token = venue.ready.markets[0]?.tokens[0]?.tokenId ?? "";
  });

  afterAll(async () => {
    await venue.close();
  });

  it("reads the server, markets and a book", async () => {
    expect(await alice.getOk()).toBe("OK");
    expect(await alice.getVersion()).toBe(2);
    expect((await alice.getMarkets()).data).toHaveLength(venue.ready.markets.length);
    expect((await alice.getClobMarketInfo(market)).mts).toBe(0.01);
    const book = await alice.getOrderBook(token);
    expect(book).toMatchObject({
      asset_id: token,
      bids: [],
      asks: [],
      tick_size: "0.01",
      min_order_size: "5",
    });
  });

  it("derives the key it created, and lists it", async () => {
    const again = await alice.deriveApiKey();
    expect((await alice.getApiKeys()).apiKeys).toEqual([again.key]);
    await expect(alice.createApiKey()).rejects.toThrow("Could not create api key");
  });

  it("rests an order, reads it, cancels it", async () => {
    const posted = await alice.createAndPostOrder(
      { tokenID: token, price: 0.4, size: 10, side: Side.BUY },
      undefined,
      OrderType.GTC,
    );
    expect(posted).toMatchObject({ success: true, status: "live", errorMsg: "" });
    const open = await alice.getOpenOrders();
    expect(open).toHaveLength(1);
    expect(open[0]).toMatchObject({
      id: posted.orderID,
      price: "0.4",
      original_size: "10",
      size_matched: "0",
      side: "BUY",
      status: "LIVE",
    });
    expect(await alice.getOrder(posted.orderID)).toMatchObject({ id: posted.orderID, outcome: "Yes" });
    await expect(bob.getOrder(posted.orderID)).rejects.toThrow("Order not found");
    expect(await alice.cancelOrder({ orderID: posted.orderID })).toEqual({
      canceled: [posted.orderID],
      not_canceled: {},
    });
    expect(await alice.getOpenOrders()).toHaveLength(0);
  });

  it("fills a crossing order by minting, and both sides see the trade", async () => {
    const no = venue.ready.markets[0]?.tokens[1]?.tokenId ?? "";
    const resting = await alice.createAndPostOrder(
      { tokenID: token, price: 0.4, size: 20, side: Side.BUY },
      undefined,
      OrderType.GTC,
    );
    const crossing = await bob.createAndPostOrder(
      { tokenID: no, price: 0.6, size: 20, side: Side.BUY },
      undefined,
      OrderType.GTC,
    );
    expect(crossing).toMatchObject({ success: true, status: "matched" });
    expect(crossing.transactionsHashes).toHaveLength(1);
    const [trade] = await bob.getTrades({ id: crossing.tradeIDs?.[0] ?? "" });
    expect(trade).toMatchObject({
      size: "20",
      price: "0.6",
      side: "BUY",
      trader_side: "TAKER",
      asset_id: no,
    });
    const [mirror] = await alice.getTrades();
    expect(mirror).toMatchObject({ id: trade?.id, trader_side: "MAKER" });
    expect(mirror?.maker_orders[0]).toMatchObject({
      order_id: resting.orderID,
      matched_amount: "20",
      price: "0.4",
      asset_id: token,
    });
    const held = await alice.getBalanceAllowance({ asset_type: AssetType.CONDITIONAL, token_id: token });
    expect(held.balance).toBe("20000000");
  });

  it("posts a batch; FOK and FAK fill or fail with the documented texts", async () => {
    const sell = await alice.createOrder({ tokenID: token, price: 0.5, size: 10, side: Side.SELL });
    const buy = await alice.createOrder({ tokenID: token, price: 0.3, size: 10, side: Side.BUY });
    const both = await alice.postOrders([
      { order: sell, orderType: OrderType.GTC },
      { order: buy, orderType: OrderType.GTC },
    ]);
    expect(both).toMatchObject([
      { success: true, status: "live" },
      { success: true, status: "live" },
    ]);
    const filled = await bob.createAndPostMarketOrder(
      { tokenID: token, amount: 5, side: Side.BUY, orderType: OrderType.FOK },
      undefined,
      OrderType.FOK,
    );
    expect(filled).toMatchObject({ success: true, status: "matched", makingAmount: "5", takingAmount: "10" });
    await expect(
      bob.createAndPostMarketOrder(
        { tokenID: token, amount: 5, price: 0.5, side: Side.BUY, orderType: OrderType.FOK },
        undefined,
        OrderType.FOK,
      ),
    ).rejects.toThrow("order couldn't be fully filled. FOK orders are fully filled or killed.");
    await expect(
      bob.createAndPostMarketOrder(
        { tokenID: token, amount: 5, price: 0.5, side: Side.BUY, orderType: OrderType.FAK },
        undefined,
        OrderType.FAK,
      ),
    ).rejects.toThrow(
      "no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.",
    );
    expect((await alice.cancelAll()).canceled).toHaveLength(1);
  });

  it("trades for proxy wallets, Safes and deposit wallets", async () => {
    for (const account of venue.ready.accounts.slice(-3)) {
      const client = await connect(venue, account);
      const posted = await client.createAndPostOrder(
        { tokenID: token, price: 0.2, size: 10, side: Side.BUY },
        undefined,
        OrderType.GTC,
      );
      expect(posted).toMatchObject({ success: true, status: "live" });
      expect(await client.getOpenOrders()).toMatchObject([{ maker_address: account.funder }]);
      await client.cancelAll();
    }
  });

  it("leaves a ledger that balances and names every order request", async () => {
    const ledger = venue.ledger();
    expect(venue.checkConservation()).toMatchObject({ ok: true, problems: [] });
    const orders = ledger.requests.filter((request) => request.route === "POST /order");
    expect(orders.length).toBeGreaterThan(3);
    for (const request of orders) expect(request.orderHashes).toHaveLength(1);
  });
});
