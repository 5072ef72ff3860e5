import { createVirtualClock } from "@pm/core-types/virtual";
import { createVenue, DEFAULT_EVENTS, type Venue } from "../index.ts";
import { testClient } from "./client.ts";
import { openSocket } from "./socket.ts";

/** A JSON object of the wire. */
export type Row = Record<string, unknown>;

/** A venue in which everything that a capture could show has happened once, and what its sockets sent meanwhile. */
export type World = {
  readonly venue: Venue;
  readonly market: readonly Row[];
  readonly user: readonly Row[];
  readonly rtds: readonly Row[];
};

/** One value, or the values of an array. */
export const rows = (value: unknown): Row[] => (Array.isArray(value) ? value : [value]) as Row[];

const FEES = { rate: "0.05", exponent: 1, takerOnly: true, rebateRate: "0.25" };

/** Makes it: trades of all sorts, a tick that changes, a market that comes late and one that resolves. */
export async function makeWorld(): Promise<World> {
  const clock = createVirtualClock(1_800_000_000_000);
  const venue = await createVenue({
    clock,
    seedBooks: true,
    events: DEFAULT_EVENTS.map((event) => ({
      ...event,
      markets: event.markets.map((market) => ({ fees: FEES, ...market })),
    })),
  });
  const maker = await testClient(venue, venue.ready.accounts[0]!);
  const taker = await testClient(venue, venue.ready.accounts[1]!);
  const tokens = venue.ready.markets[1]!.tokens.map((token) => token.tokenId);
  const [market, user, rtds] = [
    await openSocket(venue.ready.market),
    await openSocket(venue.ready.user),
    await openSocket(venue.ready.rtds),
  ];
  const { key, secret, passphrase } = taker.credentials;
  user.send({
    auth: { apiKey: key, secret: secret.reveal(), passphrase: passphrase.reveal() },
    type: "user",
  });
  user.send("PING");
  await user.next();
  market.send({ assets_ids: tokens, type: "market", custom_feature_enabled: true });
  await market.next();
  rtds.send({
    action: "subscribe",
    subscriptions: [
      { topic: "activity", type: "*" },
      { topic: "comments", type: "*" },
      { topic: "crypto_prices", type: "*", filters: '{"symbol":"btcusdt"}' },
      { topic: "crypto_prices_chainlink", type: "*", filters: '{"symbol":"btc/usd"}' },
      { topic: "equity_prices", type: "*", filters: '{"symbol":"aapl"}' },
    ],
  });
  await rtds.next();
  for (const price of ["0.01", "0.02"]) {
    await maker.place({ tokenId: tokens[0]!, side: "BUY", price, size: "100" });
  }
  await taker.place({ tokenId: tokens[0]!, side: "BUY", price: "0.9", size: "50" });
  await clock.advance(10_000);
  await taker.place({ tokenId: tokens[0]!, side: "SELL", price: "0.01", size: "40" });
  await clock.advance(10_000);
  venue.setTickSize(venue.ready.markets[1]!.conditionId, "0.001");
  venue.engine.addEvent({
    slug: "late",
    title: "Late?",
    negRisk: false,
    markets: [{ slug: "late", question: "Late?", fees: FEES }],
  });
  venue.comment({
    body: "Fog again",
    author: taker.account.funder,
    entityType: "Event",
    entityId: 1,
  });
  const last = venue.ready.markets[4]!;
  await taker.place({ tokenId: last.tokens[0]!.tokenId, side: "BUY", price: "0.99", size: "50" });
  await taker.place({ tokenId: last.tokens[0]!.tokenId, side: "SELL", price: "0.001", size: "10" });
  await clock.advance(10_000);
  venue.resolve(last.conditionId, [0, 1]);
  venue.engine.redeem(taker.account.funder, last.conditionId);
  await settle();
  const framesOf = (texts: readonly string[]): Row[] =>
    texts
      .filter((text) => text.startsWith("{") || text.startsWith("["))
      .flatMap((text) => rows(JSON.parse(text)));
  const world = { venue, market: framesOf(market.raw), user: framesOf(user.raw), rtds: framesOf(rtds.raw) };
  for (const socket of [market, user, rtds]) socket.close();
  return world;
}

/** Lets frames that are under way arrive. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}
