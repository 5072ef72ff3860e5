import type { Stage } from "../stage.ts";
import { until } from "../until.ts";

/** The venue takes Cleo's order and fills it, but its answer never arrives. */
export async function lostAnswer(stage: Stage): Promise<void> {
  const { story, checks, latencies, venue, cleo } = stage;
  story.chapter("The answer is lost after the venue accepted the order");
  const book = await stage.pm.books.fetchOrderBook(stage.yes);
  const price = book.asks[0]!.price;
  venue.inject({ kind: "lost-answer", route: "POST /order", wallet: cleo.wallet.owner, ms: 500 });

  const { order, asSeen, decision } = await latencies.time("order with a lost answer", async () => {
    const order = await cleo.wallet.orders.placeLimit({
      tokenId: stage.yes,
      side: "BUY",
      price,
      size: "20",
      idempotencyKey: "demo-entry",
    });
    return { order, asSeen: order.outcome, decision: await order.decided() };
  });
  story.line(`cleo: BUY 20 YES @ ${price.toFixed()}, and no answer within half a second`);
  story.line(
    asSeen === "unknown"
      ? `its outcome is "unknown", not "failed": it is asked for by its hash`
      : `its outcome is "${asSeen}" already: the user channel spoke of its hash meanwhile`,
  );
  if (decision.outcome === "accepted") cleo.landed.add(order.id);
  story.line(`decided: "${decision.outcome}" (evidence: ${decision.evidence}, sent ${decision.sends}×)`);
  await until(
    "The fill whose answer was lost",
    () => cleo.fills().some((fill) => fill.orderId === order.id && fill.status === "CONFIRMED"),
    stage,
  );

  const ledger = venue.ledger();
  const bought = ledger.orders.filter(
    ({ maker, side, status }) => maker === cleo.wallet.address && side === "BUY" && status === "MATCHED",
  );
  const sent = ledger.requests.filter(({ orderHashes }) => orderHashes.includes(order.id));
  const held = ledger.balances.find(({ address }) => address === cleo.wallet.address)?.tokens[stage.yes];
  checks.expect(
    "resolved by hash, not ordered twice",
    asSeen !== "rejected" &&
      decision.outcome === "accepted" &&
      sent[0]?.faults.includes("lost-answer") === true &&
      bought.length === 1 &&
      held === "20",
    `answer lost, ${bought.length} filled order at the venue, cleo holds ${held ?? "0"} YES`,
  );
}
