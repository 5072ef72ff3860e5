import { describe, expect, it } from "@jest/globals";
import { type Exchange, exchange, type Intent, orderNumber, trader, u } from "./testing/exchange.ts";

const [alice, bob] = [trader(0), trader(1)];
const ID = orderNumber(0xabc);
const poor = trader(9);

/** One rule: how the exchange is prepared, the order that breaks it, and the venue's words. */
type Rule = {
  readonly rule: string;
  readonly given?: (at: Exchange) => void;
  readonly order: Omit<Intent, "by"> & { readonly by?: Intent["by"] };
  readonly says: string;
  readonly status?: number;
};

const seller = (at: Exchange): void => {
  at.engine.split(bob.address, at.market.conditionId, u("100"));
  at.accept({ by: bob, side: "SELL", price: "0.5", size: "10" });
};
const soon = (at: Exchange, seconds: number): number => Math.floor(at.clock.now() / 1000) + seconds;
const NOW = 1_750_000_000;

const RULES: readonly Rule[] = [
  {
    rule: "the engine restarts",
    given: ({ engine }) => engine.restart(90_000),
    order: { side: "BUY" },
    says: "service not ready",
    status: 425,
  },
  {
    rule: "post-only after a restart",
    given: ({ engine }) => engine.setMode("post-only", 1_750_000_079_000),
    order: { side: "BUY" },
    says: "post-only mode: only post-only orders and cancels are allowed",
    status: 503,
  },
  {
    rule: "cancel-only",
    given: ({ engine }) => engine.setMode("cancel-only"),
    order: { side: "BUY" },
    says: "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.",
    status: 503,
  },
  {
    rule: "disabled",
    given: ({ engine }) => engine.setMode("disabled"),
    order: { side: "BUY" },
    says: "Trading is currently disabled. Check polymarket.com for updates",
    status: 503,
  },
  {
    rule: "the same hash twice",
    given: ({ accept }) => void accept({ by: alice, side: "BUY", id: ID }),
    order: { side: "BUY" },
    says: `order ${ID} is invalid. Duplicated.`,
  },
  {
    rule: "the same hash after it was cancelled and the market closed",
    given: ({ accept, engine, market }) => {
      accept({ by: alice, side: "BUY", id: ID });
      engine.cancelAll(alice.key);
      engine.setMarketState(market.conditionId, "closed");
    },
    order: { side: "BUY" },
    says: `order ${ID} is invalid. Duplicated.`,
  },
  {
    rule: "the same hash after it was killed",
    given: ({ refuse }) => void refuse({ by: alice, side: "BUY", type: "FOK", id: ID }),
    order: { side: "BUY", type: "FOK" },
    says: `order ${ID} is invalid. Duplicated.`,
  },
  {
    rule: "a banned address",
    given: ({ engine }) => engine.setBanned(alice.address, true),
    order: { side: "BUY" },
    says: `'${alice.address}' address banned`,
  },
  {
    rule: "a closed-only address that buys",
    given: ({ engine }) => engine.setClosedOnly(alice.address, true),
    order: { side: "BUY" },
    says: `'${alice.address}' address in closed only mode`,
  },
  {
    rule: "a closed market",
    given: ({ engine, market }) => engine.setMarketState(market.conditionId, "closed"),
    order: { side: "BUY" },
    says: "the market is not yet ready to process new orders",
  },
  {
    rule: "a resolved market",
    given: ({ engine, market }) => engine.resolve(market.conditionId, [1, 0]),
    order: { side: "BUY" },
    says: "the market is not yet ready to process new orders",
  },
  {
    rule: "GTD closer than three minutes",
    order: { side: "BUY", type: "GTD", expiration: NOW + 179 },
    says: "invalid expiration",
  },
  { rule: "GTD without an expiration", order: { side: "BUY", type: "GTD" }, says: "invalid expiration" },
  {
    rule: "an expiration on GTC",
    order: { side: "BUY", expiration: NOW + 600 },
    says: "invalid expiration",
  },
  {
    rule: "an expiration on a market order",
    order: { side: "BUY", type: "FAK", expiration: NOW + 600 },
    says: "invalid expiration",
  },
  {
    rule: "post-only on a market order",
    order: { side: "BUY", type: "FOK", postOnly: true },
    says: "invalid post-only order: only GTC and GTD orders can be post-only",
  },
  {
    rule: "no shares asked",
    order: { side: "BUY", amounts: [u("10"), 0n] },
    says: "Invalid order payload",
  },
  {
    rule: "more than the venue can count",
    order: { side: "BUY", amounts: [u("10"), 10n ** 16n] },
    says: "Invalid order payload",
  },
  {
    rule: "price zero",
    order: { side: "BUY", amounts: [0n, u("10")] },
    says: "invalid price, price must be greater than 0 and less than 1",
  },
  {
    rule: "price one",
    order: { side: "BUY", price: "1" },
    says: "invalid price, price must be greater than 0 and less than 1",
  },
  {
    rule: "price above one",
    order: { side: "SELL", price: "1.2" },
    says: "invalid price, price must be greater than 0 and less than 1",
  },
  {
    rule: "a price between two ticks",
    order: { side: "BUY", price: "0.525" },
    says: `order ${ID} is invalid. Price (0.525) breaks minimum tick size rule: 0.01`,
  },
  {
    rule: "a price below one tick",
    order: { side: "BUY", price: "0.005", size: "1000" },
    says: `order ${ID} is invalid. Price (0.005) breaks minimum tick size rule: 0.01`,
  },
  {
    rule: "a price above 1 − tick",
    order: { side: "BUY", price: "0.995", size: "1000" },
    says: `order ${ID} is invalid. Price (0.995) breaks minimum tick size rule: 0.01`,
  },
  {
    rule: "amounts that say no price exactly",
    order: { side: "BUY", amounts: [u("3.333333"), u("10")] },
    says: `order ${ID} is invalid. Price (0.3333333) breaks minimum tick size rule: 0.01`,
  },
  {
    rule: "a market order whose amounts are far off the grid",
    order: { side: "BUY", type: "FAK", amounts: [u("5.25"), u("10")] },
    says: `order ${ID} is invalid. Price (0.525) breaks minimum tick size rule: 0.01`,
  },
  {
    rule: "a third decimal in the size",
    order: { side: "BUY", size: "10.125", price: "0.4" },
    says: "Size 10.125 has 3 decimal places. Maximum lot size is 2",
  },
  {
    rule: "a market BUY that spends parts of a cent",
    order: { side: "BUY", type: "FAK", amounts: [u("5.255"), u("10.51")] },
    says: "invalid amounts, the market buy orders maker amount supports a max accuracy of 2 decimals, taker amount a max of 4 decimals",
  },
  {
    rule: "a market BUY that asks a fifth decimal",
    order: { side: "BUY", type: "FOK", amounts: [u("5"), u("10.00001")] },
    says: "invalid amounts, the market buy orders maker amount supports a max accuracy of 2 decimals, taker amount a max of 4 decimals",
  },
  {
    rule: "a market SELL of parts of a hundredth",
    order: { side: "SELL", type: "FAK", amounts: [u("10.001"), u("5")] },
    says: "invalid amounts, the market sell orders maker amount supports a max accuracy of 2 decimals, taker amount a max of 4 decimals",
  },
  {
    rule: "fewer shares than the minimum",
    order: { side: "BUY", size: "4.99" },
    says: `order ${ID} is invalid. Size (4.99) lower than the minimum: 5`,
  },
  {
    rule: "a marketable BUY below one pUSD",
    given: (at) => {
      at.engine.split(bob.address, at.market.conditionId, u("100"));
      at.accept({ by: bob, side: "SELL", price: "0.1", size: "10" });
    },
    order: { side: "BUY", price: "0.1", size: "9.9" },
    says: "invalid amount for a marketable BUY order ($0.99), min size: $1",
  },
  {
    rule: "a market BUY below one pUSD",
    order: { side: "BUY", type: "FAK", amounts: [u("0.5"), u("1")] },
    says: "invalid amount for a marketable BUY order ($0.5), min size: $1",
  },
  { rule: "no pUSD", order: { by: poor, side: "BUY" }, says: "not enough balance / allowance" },
  { rule: "no shares to sell", order: { side: "SELL" }, says: "not enough balance / allowance" },
  {
    rule: "no allowance for the exchange",
    given: ({ engine }) => engine.fund(poor.address, u("100")),
    order: { by: poor, side: "BUY" },
    says: "not enough balance / allowance",
  },
  {
    rule: "no approval of outcome tokens",
    given: ({ engine, market }) => {
      engine.fund(poor.address, u("100"));
      engine.split(poor.address, market.conditionId, u("50"));
    },
    order: { by: poor, side: "SELL" },
    says: "not enough balance / allowance",
  },
  {
    rule: "pUSD that open orders promise already",
    given: ({ accept }) => void accept({ by: alice, side: "BUY", price: "0.5", size: "19990.01" }),
    order: { side: "BUY", price: "0.5", size: "10" },
    says: "not enough balance / allowance",
  },
  {
    rule: "an allowance that open orders promise already",
    given: ({ engine, accept, market }) => {
      engine.approve(alice.address, market.exchange, u("9"));
      accept({ by: alice, side: "BUY", price: "0.5", size: "10" });
    },
    order: { side: "BUY", price: "0.5", size: "10" },
    says: "not enough balance / allowance",
  },
  {
    rule: "post-only that crosses",
    given: seller,
    order: { side: "BUY", price: "0.5", postOnly: true },
    says: "invalid post-only order: order crosses book",
  },
  {
    rule: "FOK without the depth",
    given: seller,
    order: { side: "BUY", type: "FOK", amounts: [u("10"), u("20")] },
    says: "order couldn't be fully filled. FOK orders are fully filled or killed.",
  },
  {
    rule: "FAK without a counterpart",
    given: seller,
    order: { side: "BUY", type: "FAK", amounts: [u("4.9"), u("10")] },
    says: "no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.",
  },
];

describe("rules", () => {
  it.each(RULES)("refuse: $rule", ({ given, order, says, status }) => {
    const at = exchange({ market: { tickSize: "0.01" } });
    given?.(at);
    const before = at.engine.ledger();
    const refused = at.refuse({ by: alice, id: ID, ...order });
    expect(refused).toMatchObject({ success: false, errorMsg: says, httpStatus: status ?? 400 });
    expect(at.engine.ledger().accounts).toEqual(before.accounts);
    expect(at.engine.checkConservation().problems).toEqual([]);
  });

  it("refuse an unknown token as a payload", () => {
    const { engine, request } = exchange();
    const asked = request({ by: alice, side: "BUY" });
    const answers: unknown[] = [];
    const unknown = { ...asked, order: { ...asked.order, tokenId: "12345" as typeof asked.order.tokenId } };
    engine.submit(unknown, (result) => answers.push(result));
    expect(answers).toMatchObject([{ code: "invalid_payload", errorMsg: "Invalid order payload" }]);
  });

  it("refuse a market until it accepts orders", async () => {
    const { clock, place } = exchange({ market: { acceptingOrdersFrom: 1_750_000_005_000 } });
    expect(place({ by: alice, side: "BUY" })).toMatchObject({ code: "market_not_ready" });
    await clock.advance(5_000);
    expect(place({ by: alice, side: "BUY" })).toMatchObject({ success: true, status: "live" });
  });

  it("say in post-only mode how long it lasts, and take post-only orders", () => {
    const { engine, clock, place, refuse } = exchange();
    engine.setMode("post-only", clock.now() + 79_000);
    expect(refuse({ by: alice, side: "BUY" })).toMatchObject({ retryAfterSeconds: 79 });
    expect(place({ by: alice, side: "BUY", postOnly: true })).toMatchObject({ status: "live" });
    expect(refuse({ by: alice, side: "BUY", type: "FAK" })).toMatchObject({ code: "post_only_mode" });
  });

  it("let closed-only addresses sell", () => {
    const { engine, market, place } = exchange();
    engine.split(alice.address, market.conditionId, u("50"));
    engine.setClosedOnly(alice.address, true);
    expect(place({ by: alice, side: "SELL" })).toMatchObject({ status: "live" });
  });

  it("accept GTD exactly three minutes ahead", () => {
    const at = exchange();
    const order = at.accept({ by: alice, side: "BUY", type: "GTD", expiration: soon(at, 180) });
    expect(order.status).toBe("live");
  });

  it.each([
    ["0.1", "0.3", "0.35"],
    ["0.01", "0.37", "0.375"],
    ["0.005", "0.375", "0.3725"],
    ["0.0025", "0.3725", "0.372"],
    ["0.001", "0.372", "0.3725"],
    ["0.0001", "0.3725", "0.37255"],
  ] as const)("know the grid of tick %s", (tickSize, good, bad) => {
    const { place } = exchange({ market: { tickSize } });
    expect(place({ by: alice, side: "BUY", price: good, size: "100" })).toMatchObject({ status: "live" });
    expect(place({ by: alice, side: "BUY", price: bad, size: "100" })).toMatchObject({ code: "tick_size" });
  });

  it.each([
    ["0.01", 4],
    ["0.001", 5],
    ["0.0001", 6],
  ] as const)("take market orders on tick %s with %i decimals asked", (tickSize, decimals) => {
    const { engine, market, place } = exchange({ market: { tickSize } });
    engine.split(bob.address, market.conditionId, u("100"));
    place({ by: bob, side: "SELL", price: "0.3", size: "50" });
    const asked = u("33.333333") - (u("33.333333") % 10n ** BigInt(6 - decimals));
    expect(place({ by: alice, side: "BUY", type: "FAK", amounts: [u("10"), asked] })).toMatchObject({
      success: true,
      status: "matched",
      making: 9_999_999n,
      taking: 33_333_333n,
    });
  });

  it("let a market BUY die whose rounded-up shares imply a price below the ask", () => {
    const { engine, market, place } = exchange();
    engine.split(bob.address, market.conditionId, u("100"));
    place({ by: bob, side: "SELL", price: "0.52", size: "50" });
    expect(place({ by: alice, side: "BUY", type: "FAK", amounts: [u("10"), u("19.2308")] })).toMatchObject({
      code: "fak_not_filled",
    });
    expect(place({ by: alice, side: "BUY", type: "FAK", amounts: [u("10"), u("19.2307")] })).toMatchObject({
      status: "matched",
    });
  });
});
