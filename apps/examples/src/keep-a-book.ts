// Keeps one order book and prints its best prices whenever they change. Needs nothing but @pm/realtime.
import { createMarketStream } from "@pm/realtime";
import { localVenue } from "./venue.ts";

const venue = localVenue();
const token = venue.markets[0]?.tokens[0]?.tokenId as never;
const stream = createMarketStream({ url: venue.market });

let shown = 0;
for await (const { book, level, reason } of stream.watchBook([token])) {
  const best = `${book.bestBid?.price.toFixed() ?? "–"} / ${book.bestAsk?.price.toFixed() ?? "–"}`;
  console.log(`${level} (${reason})  ${best}`);
  // A real program would go on for ever; an example ends.
  if (level === "live" && ++shown === 1) break;
}
await stream.close();
