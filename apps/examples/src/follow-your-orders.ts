// Listens to a wallet's own orders and trades while another wallet trades with it.
import { connect, privateKey } from "@pm/polymarket";
import { localVenue } from "./venue.ts";

const venue = localVenue();
const [yes, no] = venue.markets[0]?.tokens ?? [];
const pm = await connect({ environment: "local" });
const [maker, taker] = await Promise.all(
  ["maker", "taker"].map((id, at) =>
    pm.wallets.add({ id, signer: privateKey(venue.accounts[at + 2]?.privateKey ?? "") }),
  ),
);
if (maker === undefined || taker === undefined) throw new Error("two wallets are needed");

const stream = await maker.watch();
const events = stream.events();
await stream.ready();

await maker.orders.placeLimit({ tokenId: yes?.tokenId ?? "", side: "BUY", price: "0.5", size: "10" });
// The two sides together pay 1.00: the venue mints a pair of shares for them.
await taker.orders.placeLimit({ tokenId: no?.tokenId ?? "", side: "BUY", price: "0.5", size: "10" });

for await (const event of events) {
  if (event.type === "order")
    console.log(`order ${event.action} ${event.status} ${event.sizeMatched} matched`);
  if (event.type !== "trade") continue;
  console.log(`trade ${event.status}: ${event.size} at ${event.price}`);
  if (event.status === "CONFIRMED" || event.status === "FAILED") break;
}
await pm.close();
