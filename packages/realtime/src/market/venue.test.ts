import { afterEach, describe, expect, it } from "@jest/globals";
import { systemClock, type TokenId } from "@pm/core-types";
import { createVenue, type Venue } from "@pm/venue";
import { submitOrder } from "../testing/venue-orders.ts";
import { createUserStream } from "../user/user-stream.ts";
import type { BookView } from "./book-view.ts";
import { createMarketStream, type MarketStream } from "./market-stream.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(): Promise<{ venue: Venue; stream: MarketStream; tokens: TokenId[] }> {
  const venue = await createVenue({ seed: 3, seedBooks: true });
  closing.push(venue.close);
  const stream = createMarketStream({
    url: venue.ready.market,
    hashes: { every: 1 },
    backoffBaseMs: 5,
    backoffCapMs: 20,
  });
  closing.push(stream.close);
  const tokens = venue.ready.markets.flatMap((market) =>
    market.tokens.map((token) => token.tokenId as TokenId),
  );
  return { venue, stream, tokens };
}

/** Follows the stream until every token's latest view fits. */
async function until(
  stream: MarketStream,
  tokens: readonly TokenId[],
  fits: (view: BookView) => boolean,
): Promise<void> {
  const done = new Set<TokenId>();
  const deadline = systemClock.setTimer(10_000, () => void views.return?.());
  const views = stream.watchBook(tokens);
  for await (const view of views) {
    if (fits(view)) done.add(view.tokenId);
    else done.delete(view.tokenId);
    if (done.size === tokens.length) break;
  }
  deadline();
  expect([...done].sort()).toEqual([...tokens].sort());
}

/** The book of the stream equals the venue's own. */
function expectTrue(venue: Venue, stream: MarketStream, token: TokenId): void {
  const theirs = venue.engine.book(token);
  const ours = stream.book(token)?.book.snapshot();
  const show = (side: "bids" | "asks") =>
    ours?.[side].map((level) => [level.price.toFixed(), level.size.toFixed()].join(" ")).reverse();
  const text = (levels: readonly { price: string; size: string }[] | undefined) =>
    levels?.map((level) => `${level.price} ${level.size}`);
  expect({ bids: show("bids"), asks: show("asks") }).toEqual({
    bids: text(theirs?.bids),
    asks: text(theirs?.asks),
  });
}

describe("a market stream at the venue", () => {
  it("keeps every book equal to the venue's, and gets it back after the socket is lost", async () => {
    const { venue, stream, tokens } = await start();
    stream.subscribe(tokens, () => {});
    await until(stream, tokens, (view) => view.level === "live");
    for (const token of tokens) expectTrue(venue, stream, token);

    // Strikes with the next frame, which a new price grid brings about.
    venue.inject({ kind: "close", route: "/ws/market" });
    const [market] = venue.ready.markets;
    venue.setTickSize(market?.conditionId ?? "", "0.001");
    await until(stream, tokens, (view) => view.level === "live" && view.epoch === 2);
    for (const token of tokens) expectTrue(venue, stream, token);
    expect(stream.book(tokens[0] as TokenId)?.book.tickSize).toBe("0.001");
    expect(stream.stats()).toMatchObject({ malformed: 0, unknown: 0, crossed: 0 });
  });
});

describe("a market stream at a venue with faults", () => {
  it.each(["drop", "duplicate", "reorder", "mute", "close"] as const)(
    "ends with every book equal to the venue's: %s",
    async (kind) => {
      const venue = await createVenue({ seed: 11, seedBooks: true });
      closing.push(venue.close);
      const stream = createMarketStream({
        url: venue.ready.market,
        hashes: { every: 1 },
        backoffBaseMs: 5,
        backoffCapMs: 50,
        doubtMs: 50,
        muteMs: 400,
        quietMs: 800,
        snapshotDeadlineMs: 300,
        frameIntervalMs: 5,
      });
      closing.push(stream.close);
      const tokens = venue.ready.markets.flatMap((market) =>
        market.tokens.map((token) => token.tokenId as TokenId),
      );
      stream.subscribe(tokens, () => {});
      await until(stream, tokens, (view) => view.level === "live");
      venue.inject({
        kind,
        route: "/ws/market",
        probability: kind === "mute" || kind === "close" ? 0.05 : 0.3,
        ms: 500,
      });
      for (let n = 0; n < 60; n++) {
        const token = tokens[(n * 7) % tokens.length] as TokenId;
        submitOrder(venue, {
          tokenId: token,
          side: "BUY",
          price: `0.0${1 + (n % 9)}`,
          size: "50",
          account: n % 5,
        });
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      venue.clearFaults();
      const isTrue = (token: TokenId) => {
        const theirs = venue.engine.book(token);
        const ours = stream.book(token);
        const side = (name: "bids" | "asks") =>
          (name === "bids" ? ours?.book.bids() : ours?.book.asks())
            ?.reverse()
            .map((level) => `${level.price.toFixed()} ${level.size.toFixed()}`)
            .join();
        const text = (name: "bids" | "asks") =>
          theirs?.[name].map((level) => `${level.price} ${level.size}`).join();
        return ours?.level === "live" && side("bids") === text("bids") && side("asks") === text("asks");
      };
      const deadline = Date.now() + 20_000;
      while (!tokens.every(isTrue) && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 50));
      expect(tokens.filter((token) => !isTrue(token))).toEqual([]);
      expect(stream.stats()).toMatchObject({ malformed: 0, unknown: 0 });
    },
    30_000,
  );
});

describe("a user stream at the venue", () => {
  it("is told that its credentials are wrong", async () => {
    const { venue } = await start();
    const stream = createUserStream({
      url: venue.ready.user,
      credentials: { key: "00000000-0000-4000-8000-000000000001", secret: "c2VjcmV0", passphrase: "x" },
    });
    closing.push(stream.close);
    await expect(stream.ready()).rejects.toMatchObject({ code: "unauthorized" });
    expect(stream.state()).toBe("failed");
  });
});
