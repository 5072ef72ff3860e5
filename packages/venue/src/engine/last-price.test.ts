import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createVenue, type Venue } from "../index.ts";
import { request, testClient } from "../testing/client.ts";

describe("last trade price in books", () => {
  let venue: Venue;
  afterEach(() => venue.close());

  const afterMint = async (options: Parameters<typeof createVenue>[0]) => {
    venue = await createVenue({ accounts: 2, ...options });
    const [maker, taker] = await Promise.all(
      venue.ready.accounts.map((account) => testClient(venue, account)),
    );
    const [yes, no] = venue.ready.markets[0]!.tokens.map((token) => token.tokenId) as [string, string];
    await maker!.place({ tokenId: no, side: "BUY", price: "0.7", size: "10" });
    await taker!.place({ tokenId: yes, side: "BUY", price: "0.3", size: "10" });
    const read = async (token: string) => {
      const book = (await request(`${venue.ready.clob}/book?token_id=${token}`)).body as Record<
        string,
        unknown
      >;
      const last = (await request(`${venue.ready.clob}/last-trade-price?token_id=${token}`)).body;
      const {
        market,
        asset_id,
        timestamp,
        hash,
        bids,
        asks,
        min_order_size,
        tick_size,
        neg_risk,
        last_trade_price,
      } = book;
      const canonical = {
        market,
        asset_id,
        timestamp,
        hash: "",
        bids,
        asks,
        min_order_size,
        tick_size,
        neg_risk,
        last_trade_price,
      };
      expect(hash).toBe(createHash("sha1").update(JSON.stringify(canonical)).digest("hex"));
      return [last_trade_price, (last as { price: string }).price];
    };
    return [await read(yes), await read(no)];
  };

  it("is the complement after a mint, as in production's captures", async () => {
    expect(await afterMint({})).toEqual([
      ["0.700", "0.3"],
      ["0.300", "0.7"],
    ]);
  });

  it("is the price when told so", async () => {
    expect(await afterMint({ engine: { flipLastPrice: false } })).toEqual([
      ["0.300", "0.3"],
      ["0.700", "0.7"],
    ]);
  });
});
