// The venue takes the order and its answer never arrives. The order is found by its hash; nothing is ordered twice.
import { connect, privateKey } from "@pm/polymarket";
import { localVenue } from "./venue.ts";

const venue = localVenue();
const pm = await connect({ environment: "local" });
const account = venue.accounts[1];
const wallet = await pm.wallets.add({ id: "main", signer: privateKey(account?.privateKey ?? "") });
await wallet.account.credentials();

await fetch(`${venue.control}/fault`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({
    kind: "lost-answer",
    route: "POST /order",
    wallet: account?.address,
    times: 1,
    ms: 200,
  }),
});

const order = await wallet.orders.placeLimit({
  tokenId: venue.markets[0]?.tokens[0]?.tokenId ?? "",
  side: "BUY",
  price: "0.05",
  size: "20",
});
console.log(`first: ${order.outcome} (${order.error?.code})`);

const decided = await order.decided();
console.log(`then: ${decided.outcome}, because of the ${decided.evidence}`);

const open = await wallet.orders.listOpen().collect();
console.log(`orders at the venue: ${open.items.length}`);
await wallet.orders.cancelAll();
await pm.close();
