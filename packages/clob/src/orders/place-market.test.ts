import { describe, expect, it } from "@jest/globals";
import { accepts, createScriptedAccount, marketInfo, TOKEN } from "../testing/scripted-account.ts";
import type { MarketOrderRequest } from "./request.ts";

describe("placeMarket", () => {
  const book = {
    market: marketInfo.c,
    asset_id: TOKEN,
    timestamp: "1750000000000",
    hash: "",
    bids: [{ price: "0.5", size: "100" }],
    asks: [
      { price: "0.52", size: "10" },
      { price: "0.6", size: "100" },
    ],
    tick_size: "0.01",
  };

  it("signs at the level that covers the amount", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("GET /book", { body: book });
    transport.on("POST /order", accepts("matched"));
    const placed = await account.placeMarket({ tokenId: TOKEN, side: "BUY", amount: "10" });
    expect(placed).toMatchObject({ outcome: "accepted", status: "matched", timeInForce: "FOK" });
    expect(JSON.parse(sent("POST /order")[0]!.body!)).toMatchObject({
      orderType: "FOK",
      order: { makerAmount: "10000000", takerAmount: "16666600" },
    });
  });

  it("a protection price needs no book", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("POST /order", accepts("matched"));
    await account.placeMarket({
      tokenId: TOKEN,
      side: "BUY",
      amount: "10",
      worstPrice: "0.52",
      timeInForce: "FAK",
    });
    expect(sent("GET /book")).toHaveLength(0);
    expect(JSON.parse(sent("POST /order")[0]!.body!)).toMatchObject({
      orderType: "FAK",
      order: { makerAmount: "10000000", takerAmount: "19230700" },
    });
  });

  it("shares to buy cost what the book asks for them, rounded up to a cent", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("GET /book", { body: book });
    transport.on("POST /order", accepts("matched"));
    await account.placeMarket({ tokenId: TOKEN, side: "BUY", shares: "15.01" });
    // 10 × 0.52 + 5.01 × 0.6 = 8.206
    expect(JSON.parse(sent("POST /order")[0]!.body!).order).toMatchObject({
      makerAmount: "8210000",
      takerAmount: "13683300",
    });
    await expect(account.placeMarket({ tokenId: TOKEN, side: "BUY", shares: "111" })).rejects.toMatchObject({
      name: "InsufficientLiquidityError",
      message: expect.stringContaining("offers 110 of 111 shares"),
    });
    await expect(
      account.placeMarket({ tokenId: TOKEN, side: "BUY", shares: "11", worstPrice: "0.52" }),
    ).rejects.toMatchObject({ message: expect.stringContaining("10 of 11 shares up to 0.52") });
  });

  it("a budget includes every fee", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("GET /book", { body: book });
    transport.on("POST /order", accepts("matched"));
    await account.placeMarket({ tokenId: TOKEN, side: "BUY", maxSpend: "20" });
    const spent = BigInt(JSON.parse(sent("POST /order")[0]!.body!).order.makerAmount);
    // At 0.52 the fee is 4 % × 0.48 of what is spent: 19.62 + 0.3767 = 19.9967.
    expect(spent).toBe(19_620_000n);
    const reserved = (await account.fetchBalance()).reserved;
    expect(reserved.lte("20")).toBe(true);
  });

  it.each([
    ["nothing", {}],
    ["two amounts", { amount: "1", shares: "2" }],
    ["a budget to sell", { side: "SELL", maxSpend: "5" }],
  ])("refuses %s", async (_name, part) => {
    const { account, transport } = createScriptedAccount();
    transport.on("GET /book", { body: book });
    const request = { tokenId: TOKEN, side: "BUY", ...part } as unknown as MarketOrderRequest;
    await expect(account.placeMarket(request)).rejects.toMatchObject({
      name: "InvalidOrderError",
      outcome: "not-sent",
    });
  });

  it("FOK over a thin book is refused before it is sent", async () => {
    const { account, transport, sent } = createScriptedAccount();
    transport.on("GET /book", { body: book });
    await expect(account.placeMarket({ tokenId: TOKEN, side: "BUY", amount: "900" })).rejects.toMatchObject({
      name: "InsufficientLiquidityError",
      outcome: "not-sent",
    });
    expect(sent("POST /order")).toHaveLength(0);
  });
});
