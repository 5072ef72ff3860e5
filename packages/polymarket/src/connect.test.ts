import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createVenue, type Venue } from "@pm/venue";
import { connect } from "./connect.ts";
import { resolveEnvironment } from "./environment.ts";
import { decimal, type Polymarket, PRODUCTION, privateKey, type Wallet } from "./index.ts";

describe("connect", () => {
  let venue: Venue;
  let pm: Polymarket;
  let maker: Wallet;
  let taker: Wallet;
  let yes: string;
  let no: string;

  const add = (index: number): Promise<Wallet> => {
    const account = venue.ready.accounts[index]!;
    return pm.wallets.add({
      id: `wallet-${index}`,
      signer: privateKey(account.privateKey),
      signatureType: account.signatureType,
      funder: account.funder,
    });
  };

  beforeAll(async () => {
    venue = await createVenue({ settlement: { minedAfterMs: 0, confirmedAfterMs: 0 } });
    pm = await connect({ environment: "local", venue: venue.ready });
    maker = await add(0);
    taker = await add(1);
    [yes = "", no = ""] = venue.ready.markets[0]!.tokens.map((token) => token.tokenId);
  });

  afterAll(async () => {
    await pm.close();
    await venue.close();
  });

  it("trades, hears its own fill, sees it in the positions and counts its P&L", async () => {
    const stream = await taker.watch();
    await stream.ready();
    const events = stream.events();
    const resting = await maker.orders.placeLimit({ tokenId: yes, side: "BUY", price: "0.4", size: "100" });
    expect(resting.outcome).toBe("accepted");
    const crossing = await taker.orders.placeLimit({ tokenId: no, side: "BUY", price: "0.6", size: "40" });
    expect(crossing.status).toBe("matched");
    for await (const event of events) {
      if (event.type === "trade") {
        expect(event).toMatchObject({ takerOrderId: crossing.id, size: "40" });
        break;
      }
    }
    venue.advance(1_000);
    // The feed alone tells the order that it is settled: no read is needed.
    await expect(crossing.settled({ signal: AbortSignal.timeout(5_000) })).resolves.toMatchObject({
      end: "filled",
    });
    expect(resting.state.phase).toBe("open");
    const { items } = await taker.listPositions().collect();
    expect(items).toHaveLength(1);
    expect((await taker.fetchBalance(no)).balance.toFixed()).toBe("40");
    const pnl = pm.analytics.walletPnl({
      fills: await taker.fetchFills(),
      marks: new Map([[items[0]!.tokenId, decimal("0.7")]]),
    });
    expect(pnl.unrealized.toFixed()).toBe("4");
  });

  it("shows a live book, and where the order rests in it", async () => {
    for await (const view of pm.books.watch([yes])) {
      if (view.level !== "live") continue;
      expect(String(view.book.bestBid?.price ?? view.book.bestBid)).toBe("0.4");
      break;
    }
    expect((await pm.markets.fetchPrice(yes, "BUY")).toFixed()).toBe("0.4");
  });

  it("a tick that changes at the venue changes the rules orders are checked against", async () => {
    const tokenId = venue.ready.markets.find((market) => market.tickSize === "0.001")!.tokens[0]!.tokenId;
    const condition = (await pm.markets.fetchMarketRules(tokenId)).conditionId;
    const views = pm.books.watch([tokenId]);
    for await (const view of views) {
      if (view.level === "live") {
        venue.setTickSize(condition, "0.01");
        break;
      }
    }
    // The watch ended with the loop, so the next order learns of the tick from the venue's refusal.
    await expect(
      maker.orders.placeLimit({ tokenId, side: "BUY", price: "0.111", size: "10" }),
    ).rejects.toMatchObject({ name: "TickSizeError" });
  });

  it("knows its wallets by id", async () => {
    expect(pm.wallets.list().map((wallet) => wallet.id)).toEqual(["wallet-0", "wallet-1"]);
    expect(() => pm.wallets.get("nobody")).toThrow('There is no wallet "nobody".');
    await expect(add(0)).rejects.toThrow('There is a wallet "wallet-0" already.');
    const third = await add(7);
    expect(third.address).not.toBe(third.owner);
    await pm.wallets.remove("wallet-7");
    await expect(
      third.orders.placeLimit({ tokenId: yes, side: "BUY", price: "0.1", size: "10" }),
    ).rejects.toMatchObject({
      code: "signing-failed",
    });
  });

  it("acts on all wallets at once, each with its own result", async () => {
    await add(2);
    const legs = await pm.wallets.placeMany([
      { wallet: "wallet-2", request: { tokenId: yes, side: "BUY", price: "0.1", size: "10" } },
      { wallet: "nobody", request: { tokenId: yes, side: "BUY", price: "0.1", size: "10" } },
    ]);
    expect(legs.map((leg) => leg.order?.outcome ?? leg.error?.name)).toEqual([
      "accepted",
      "WalletNotFoundError",
    ]);
    const balances = await pm.wallets.each((wallet) => wallet.fetchBalance());
    expect(balances.map((result) => result.ok)).toEqual([true, true, true]);
    const reports = await pm.wallets.kill({ wallets: ["wallet-2"] });
    expect(reports).toMatchObject([{ wallet: "wallet-2", verified: true, canceled: [legs[0]!.order!.id] }]);
    await pm.wallets.remove("wallet-2");
  });

  it("looks at an address without a key", async () => {
    const watched = pm.wallets.watchOnly({ id: "whale", address: taker.address });
    expect((await watched.listPositions().collect()).items).toHaveLength(1);
  });

  it("refuses a funder that cannot belong to the signer, and says what would fit", async () => {
    const account = venue.ready.accounts[8]!;
    const signer = privateKey(account.privateKey);
    await expect(
      pm.wallets.add({ id: "odd", signer, signatureType: 1, funder: account.funder }),
    ).rejects.toMatchObject({
      name: "SignerMismatchError",
      action: expect.stringContaining("signature type 2"),
      context: { actual: account.funder, signer: account.address },
    });
  });
});

describe("resolveEnvironment", () => {
  it("knows names, takes objects, and says how to get a local venue", () => {
    expect(resolveEnvironment("production")).toBe(PRODUCTION);
    expect(resolveEnvironment(PRODUCTION)).toBe(PRODUCTION);
    expect(() => resolveEnvironment("local")).toThrow("There is no local venue");
    expect(() => resolveEnvironment("mainnet" as "local")).toThrow('not "mainnet"');
  });
});
