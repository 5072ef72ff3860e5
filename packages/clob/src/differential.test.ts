import { describe, expect, it } from "@jest/globals";
import { createSeededRandom } from "@pm/core-types/virtual";
import { createVenue, type LedgerDump, type Venue } from "@pm/venue";
import { createOfficialPlayer } from "./testing/official-player.ts";
import { createOurPlayer } from "./testing/our-player.ts";
import type { Player, Step } from "./testing/session.ts";

/** The ledger without what two runs cannot share: salts make other order ids, clocks other times. */
function comparable({ balances, orders, trades, feesCollected }: LedgerDump) {
  const names = new Map(orders.map((order, index) => [order.id, `order-${index}`]));
  const name = (id: string) => names.get(id) ?? id;
  return {
    balances,
    feesCollected,
    orders: orders.map(
      ({ maker, signer, tokenId, side, price, size, matched, orderType, status }, index) => ({
        id: `order-${index}`,
        maker,
        signer,
        tokenId,
        side,
        price,
        size,
        matched,
        orderType,
        status,
      }),
    ),
    trades: trades.map(({ tokenId, side, size, price, fee, takerOrderId, taker, makers }) => ({
      tokenId,
      side,
      size,
      price,
      fee,
      taker,
      takerOrderId: name(takerOrderId),
      makers: makers.map((maker) => ({ ...maker, orderId: name(maker.orderId) })),
    })),
  };
}

async function run(steps: readonly Step[], createPlayer: (venue: Venue) => Player) {
  const venue = await createVenue({ seed: 11, settlement: { minedAfterMs: 0, confirmedAfterMs: 0 } });
  const player = createPlayer(venue);
  try {
    for (const step of steps) await player.play(step);
    // The last trade settles by a timer; one client is quicker to ask than the other.
    venue.advance(1_000);
    expect(venue.checkConservation()).toMatchObject({ ok: true });
    return comparable(venue.ledger());
  } finally {
    await player.close();
    await venue.close();
  }
}

async function markets(): Promise<Venue["ready"]["markets"]> {
  const venue = await createVenue({ seed: 11 });
  await venue.close();
  return venue.ready.markets;
}

describe("the same session with the official client and with ours", () => {
  it("leaves the same ledger: a told story", async () => {
    const listed = await markets();
    const [yes, no] = listed[0]!.tokens.map((token) => token.tokenId) as [string, string];
    const negRisk = listed.find((market) => market.negRisk)!.tokens[0]!.tokenId;
    const fine = listed.find((market) => market.tickSize === "0.001")!.tokens[0]!.tokenId;
    const steps: readonly Step[] = [
      { do: "limit", wallet: 0, token: yes, side: "BUY", price: "0.4", size: "100", ref: "a" },
      { do: "limit", wallet: 1, token: no, side: "BUY", price: "0.6", size: "40" },
      { do: "limit", wallet: 1, token: no, side: "SELL", price: "0.7", size: "20.5", ref: "b" },
      { do: "limit", wallet: 2, token: negRisk, side: "BUY", price: "0.21", size: "33.33", ref: "c" },
      { do: "limit", wallet: 7, token: yes, side: "BUY", price: "0.39", size: "10" },
      { do: "limit", wallet: 8, token: yes, side: "BUY", price: "0.38", size: "11" },
      { do: "limit", wallet: 9, token: yes, side: "BUY", price: "0.37", size: "12" },
      { do: "market", wallet: 3, token: no, side: "BUY", amount: "10", type: "FOK" },
      { do: "market", wallet: 0, token: yes, side: "SELL", amount: "12.5", type: "FAK" },
      { do: "market", wallet: 3, token: no, side: "BUY", amount: "7.77", worstPrice: "0.65", type: "FAK" },
      {
        do: "batch",
        wallet: 4,
        legs: [
          { token: fine, side: "BUY", price: "0.111", size: "9", type: "GTC", ref: "d" },
          { token: fine, side: "BUY", price: "0.112", size: "19.99", type: "GTC", ref: "e" },
          { token: yes, side: "SELL", price: "0.5", size: "10", type: "GTC" },
        ],
      },
      { do: "limit", wallet: 5, token: fine, side: "BUY", price: "0.5", size: "10", type: "FOK" },
      { do: "limit", wallet: 5, token: no, side: "BUY", price: "0.61", size: "10", postOnly: true },
      { do: "cancel", wallet: 4, refs: ["d", "d"] },
      { do: "cancel", wallet: 0, refs: ["c"] },
      { do: "cancel-market", wallet: 2, token: negRisk },
      { do: "cancel-all", wallet: 1 },
    ];
    const ours = await run(steps, createOurPlayer);
    const theirs = await run(steps, createOfficialPlayer);
    expect(ours.trades.length).toBeGreaterThanOrEqual(4);
    expect(ours).toEqual(theirs);
  });

  it.each([1, 2, 3])("leaves the same ledger: sixty random steps, seed %i", async (seed) => {
    const steps = randomSteps(seed, await markets(), 60);
    const ours = await run(steps, createOurPlayer);
    expect(ours).toEqual(await run(steps, createOfficialPlayer));
    expect(ours.orders.length).toBeGreaterThan(20);
  });
});

function randomSteps(seed: number, listed: Venue["ready"]["markets"], count: number): readonly Step[] {
  const random = createSeededRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random.next() * items.length)]!;
  const below = (limit: number) => Math.floor(random.next() * limit);
  const refs: string[] = [];
  const order = () => {
    const market = pick(listed.slice(0, 2));
    // Prices near the middle meet often; whole shares keep FOK and FAK amounts in whole cents.
    const price = `0.${45 + below(11)}`;
    return { token: pick(market.tokens).tokenId, side: "BUY" as const, price, size: String(5 + below(60)) };
  };
  return Array.from({ length: count }, (_, index): Step => {
    const wallet = pick([0, 1, 7, 8, 9]);
    const roll = random.next();
    const ref = `${wallet}:${index}`;
    if (roll < 0.6) {
      refs.push(ref);
      return {
        do: "limit",
        wallet,
        ...order(),
        type: pick(["GTC", "GTC", "GTC", "FAK", "FOK"] as const),
        ref,
      };
    }
    if (roll < 0.7) {
      const { token } = order();
      return {
        do: "market",
        wallet,
        token,
        side: pick(["BUY", "SELL"] as const),
        amount: `${5 + below(40)}`,
        worstPrice: pick(["0.4", "0.6"]),
        type: "FAK",
      };
    }
    if (roll < 0.85) {
      const legs = Array.from({ length: 1 + below(6) }, () => ({ ...order(), type: "GTC" as const }));
      return { do: "batch", wallet, legs };
    }
    const mine = refs.filter((each) => each.startsWith(`${wallet}:`));
    if (mine.length > 0 && roll < 0.97) return { do: "cancel", wallet, refs: [pick(mine)] };
    return { do: "cancel-all", wallet };
  });
}
