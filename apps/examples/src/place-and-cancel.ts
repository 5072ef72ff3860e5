// Places a limit order far from the market, looks at it, and cancels it.
import { connect, privateKey } from "@pm/polymarket";
import { localVenue } from "./venue.ts";

const venue = localVenue();
const pm = await connect({ environment: "local" });
const wallet = await pm.wallets.add({ id: "main", signer: privateKey(venue.accounts[0]?.privateKey ?? "") });

const order = await wallet.orders.placeLimit({
  tokenId: venue.markets[0]?.tokens[0]?.tokenId ?? "",
  side: "BUY",
  price: "0.05",
  size: "20",
  idempotencyKey: "example-1",
});
console.log(order.outcome, order.status, order.id);

const { size, status } = await wallet.orders.fetch(order.id).then((found) => ({
  size: found.originalSize.toFixed(),
  status: found.status,
}));
console.log(`the venue has ${size} shares, ${status}`);

const { canceled } = await wallet.orders.cancel(order.id);
console.log(`canceled ${canceled.length}`);
await pm.close();
