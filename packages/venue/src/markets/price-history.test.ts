import { describe, expect, it } from "@jest/globals";
import { exchange, trader } from "../engine/testing/exchange.ts";
import { createPriceHistory } from "./price-history.ts";

function recorded() {
  const at = exchange();
  const history = createPriceHistory(at.engine);
  at.engine.onEvent(history.observe);
  return { ...at, history, token: at.market.outcomes[0].tokenId };
}

describe("price history", () => {
  it("keeps one book a minute, however often it is read meanwhile", async () => {
    const { clock, engine, accept, history, token } = recorded();
    accept({ by: trader(0), side: "BUY", price: "0.4" });
    expect(history.books(token).map((book) => book.bids.length)).toEqual([1]);
    accept({ by: trader(0), side: "BUY", price: "0.3" });
    expect(history.books(token).map((book) => book.bids.length)).toEqual([2]);
    await clock.advance(60_000);
    accept({ by: trader(1), side: "BUY", outcome: 1, price: "0.4" });
    expect(history.books(token)).toHaveLength(2);
    expect(history.books(token).at(-1)).toEqual(engine.book(token));
    expect(history.books(token)[0]?.bids).toEqual(engine.book(token)?.bids);
  });

  it("keeps two hours of books", async () => {
    const { clock, accept, history, token } = recorded();
    for (let minute = 0; minute < 125; minute++) {
      accept({ by: trader(0), side: "BUY", price: "0.1", size: "5" });
      await clock.advance(60_000);
    }
    expect(history.books(token)).toHaveLength(120);
  });

  it("tells the price at the end of each minute in which it moved", async () => {
    const { clock, accept, history, token } = recorded();
    accept({ by: trader(0), side: "BUY", price: "0.4" });
    accept({ by: trader(1), side: "BUY", outcome: 1, price: "0.58" });
    const start = Math.floor(clock.now() / 1000);
    await clock.advance(180_000);
    accept({ by: trader(0), side: "BUY", price: "0.41" });
    const points = history.read(token, start - 60, start + 600, 1);
    expect(points.map((point) => point.p)).toEqual([0.41, 0.415]);
    expect((points[1]?.t ?? 0) - (points[0]?.t ?? 0)).toBe(180);
  });
});
