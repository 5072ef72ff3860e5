import { type Decimal, decimal, type OrderId, sleep } from "@pm/polymarket";
import type { Stage } from "../stage.ts";
import { until } from "../until.ts";
import type { WatchedBook } from "../watch-book.ts";

const ROUNDS = 6;
const ROUND_MS = 250;

/** Ada rests an order inside the spread; Cleo quotes around it in batches while the book is drawn. */
export async function quote(stage: Stage, book: WatchedBook): Promise<{ order: OrderId; price: Decimal }> {
  const { story, checks, latencies, venue, ada, cleo } = stage;
  story.chapter("A live book: one resting order, then quotes in batches");
  await until("A live book", book.isLive, stage);
  const snapshot = await stage.pm.books.fetchOrderBook(stage.yes);
  const bid = snapshot.bids[0]!.price;
  const price = bid.plus(stage.rules.tickSize);

  const resting = await latencies.time("place one order", () =>
    ada.wallet.orders.placeLimit({ tokenId: stage.yes, side: "BUY", price, size: "100", postOnly: true }),
  );
  ada.landed.add(resting.id);
  const row = venue.ledger().orders.find((order) => order.id === resting.id);
  checks.expect(
    "ada's order rests",
    resting.status === "live" && row?.status === "LIVE",
    `BUY 100 YES @ ${price.toFixed()}, order ${resting.id.slice(0, 10)}…, the hash known before it was sent`,
  );

  book.draw();
  book.setDrawing(true);
  for (let round = 0; round < ROUNDS; round++) await requote(stage, bid, round);
  book.setDrawing(false);
  if (!story.moves) story.line(`the book moved ${book.updates()} times while cleo quoted`);

  const batches = venue
    .ledger()
    .requests.filter(({ route, wallet }) => route === "POST /orders" && wallet === cleo.wallet.owner);
  checks.expect(
    "cleo quotes in batches",
    batches.length === ROUNDS && batches.every(({ orderHashes }) => orderHashes.length === 4),
    `${cleo.landed.size} orders in ${batches.length} requests`,
  );
  const open = await cleo.wallet.orders.listOpen().collect();
  checks.expect(
    "cleo's quotes are cancelled",
    open.complete && open.items.length === 0,
    `${open.items.length} left open`,
  );
  return { order: resting.id, price };
}

async function requote(stage: Stage, bid: Decimal, round: number): Promise<void> {
  const { cleo, latencies } = stage;
  const tick = decimal(stage.rules.tickSize);
  const legs = await latencies.time("place a batch of 4", () =>
    cleo.wallet.orders.placeMany(
      [1, 2, 3, 4].map((depth) => ({
        tokenId: stage.yes,
        side: "BUY" as const,
        price: bid.minus(tick.times(String(depth))),
        size: String(40 + 60 * ((round + depth) % 4)),
        postOnly: true,
      })),
    ),
  );
  const ids = legs.flatMap((leg) => {
    if (leg.order === undefined) throw leg.error;
    return leg.order.outcome === "accepted" ? [leg.order.id] : [];
  });
  for (const id of ids) cleo.landed.add(id);
  await sleep(stage.clock, ROUND_MS, stage.signal);
  await latencies.time("cancel a batch of 4", () => cleo.wallet.orders.cancelMany(ids));
}
