import { type Decimal, decimal, type OrderId } from "@pm/polymarket";
import type { Stage } from "../stage.ts";
import { until } from "../until.ts";

/** Ben buys NO against Ada's bid for YES: the two prices add up to one, and the exchange mints both tokens. */
export async function trade(stage: Stage, resting: { order: OrderId; price: Decimal }): Promise<void> {
  const { story, checks, latencies, venue, ada, ben } = stage;
  story.chapter("A crossing order, its fill, and a cancel");
  const price = decimal("1").minus(resting.price);
  const crossing = await latencies.time("place one order", () =>
    ben.wallet.orders.placeLimit({ tokenId: stage.no, side: "BUY", price, size: "60" }),
  );
  ben.landed.add(crossing.id);
  story.line(`ben: BUY 60 NO @ ${price.toFixed()} against ada's YES @ ${resting.price.toFixed()}`);

  const confirmed = (actor: typeof ada) =>
    [...actor.trades.values()].some(({ status }) => status === "CONFIRMED");
  const start = stage.clock.monotonic();
  await until("The fill on both user channels, confirmed", () => confirmed(ada) && confirmed(ben), stage);
  latencies.add("settle on chain", stage.clock.monotonic() - start);
  const match = venue.ledger().trades.find(({ takerOrderId }) => takerOrderId === crossing.id);
  const part = match?.makers.find(({ orderId }) => orderId === resting.order);
  checks.expect(
    "the order filled",
    crossing.status === "matched" && match?.status === "CONFIRMED" && part?.size === "60",
    `60 shares, ${part?.matchType.toLowerCase() ?? "no"} match, trade ${match?.status ?? "missing"} on both user channels`,
  );

  const canceled = await latencies.time("cancel one order", () => ada.wallet.orders.cancel(resting.order));
  const row = venue.ledger().orders.find((order) => order.id === resting.order);
  checks.expect(
    "ada cancels the rest",
    canceled.canceled.includes(resting.order) && row?.status === "CANCELED" && row.matched === "60",
    "40 of 100 shares taken off the book, 60 stay filled",
  );
}
