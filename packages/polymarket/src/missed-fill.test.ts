import { describe, expect, it } from "@jest/globals";
import { createVenue } from "@pm/venue";
import { connect } from "./connect.ts";
import { privateKey } from "./index.ts";

describe("a fill that happens while the user channel is away", () => {
  it("is delivered once, before live is said again", async () => {
    const venue = await createVenue({ settlement: { minedAfterMs: 0, confirmedAfterMs: 0 } });
    const pm = await connect({ environment: "local", venue: venue.ready });
    const [maker, taker] = await Promise.all(
      [0, 1].map((index) => {
        const account = venue.ready.accounts[index]!;
        return pm.wallets.add({
          id: `wallet-${index}`,
          signer: privateKey(account.privateKey),
          signatureType: account.signatureType,
          funder: account.funder,
        });
      }),
    );
    const [yes = "", no = ""] = venue.ready.markets[0]!.tokens.map((token) => token.tokenId);
    const stream = await maker!.watch();
    await stream.ready();
    const resting = await maker!.orders.placeLimit({ tokenId: yes, side: "BUY", price: "0.4", size: "100" });
    const heard: string[] = [];
    const events = stream.events();
    // The frame that would tell of the fill takes the socket with it.
    venue.inject({ kind: "close", route: "/ws/user", wallet: venue.ready.accounts[0]!.address });
    await taker!.orders.placeLimit({ tokenId: no, side: "BUY", price: "0.6", size: "40" });
    venue.advance(1_000);
    for await (const event of events) {
      heard.push(event.type === "trade" ? `trade ${event.status}` : event.type);
      if (event.type === "live") break;
    }
    const trades = heard.filter((one) => one.startsWith("trade"));
    expect(trades.length).toBeGreaterThan(0);
    expect(new Set(trades).size).toBe(trades.length);
    expect([heard.includes("gap"), heard.at(-1)]).toEqual([true, "live"]);
    expect(resting.state).toMatchObject({ phase: "open" });
    expect(resting.state.matched?.toFixed()).toBe("40");
    expect(await maker!.fetchFills()).toHaveLength(1);
    await pm.close();
    await venue.close();
  });
});
