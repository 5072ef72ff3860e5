import { createHash } from "node:crypto";
import { type ApiKey, type OrderId, type Side, tickRule, toBaseUnits } from "@pm/core-types";
import type { VenueContext } from "../context.ts";
import type { MarketView } from "../engine/index.ts";

const HOUSE_FUNDS = 1_000_000_000_000n;
const HOUSE_SHARES = 100_000_000_000n;
const LEVELS = 8;
/** API key of the house: it owns opening books, and no client can use it. */
export const HOUSE_KEY = "00000000-0000-4000-8000-000000000000" as ApiKey;
const ZERO = `0x${"0".repeat(64)}` as const;

/** Gives every open market an opening book from the house account: eight levels a side around a seeded price. */
export function seedBooks(context: VenueContext): void {
  const { engine, house } = context;
  engine.fund(house.funder, HOUSE_FUNDS);
  engine.approveAll(house.funder);
  for (const market of engine.markets()) {
    if (!market.acceptingOrders) continue;
    engine.split(house.funder, market.conditionId, HOUSE_SHARES);
    seedBook(context, market);
  }
}

function seedBook(context: VenueContext, market: MarketView): void {
  const { tick } = tickRule(market.tickSize);
  const ticks = Number(1_000_000n / tick);
  // Away from the ends, so that every level fits and no tick change is near.
  const middle = Math.floor(ticks * (0.25 + context.random.next() * 0.5));
  for (let level = 1; level <= LEVELS; level++) {
    const size = String(50 + Math.floor(context.random.next() * 450));
    place(context, market, "BUY", BigInt(middle - level) * tick, size);
    place(context, market, "SELL", BigInt(middle + level) * tick, size);
  }
}

/** Puts one order of the house on the book. The house needs no signature: it is the venue. */
function place(context: VenueContext, market: MarketView, side: Side, price: bigint, size: string): void {
  const { engine, house, clock } = context;
  const shares = toBaseUnits(size);
  const quote = (shares * price) / 1_000_000n;
  const tokenId = market.outcomes[0].tokenId;
  const label = `house|${context.seed}|${tokenId}|${side}|${price}`;
  engine.submit(
    {
      order: {
        id: `0x${createHash("sha256").update(label).digest("hex")}` as OrderId,
        maker: house.funder,
        signer: house.address,
        tokenId,
        side,
        makerAmount: side === "BUY" ? quote : shares,
        takerAmount: side === "BUY" ? shares : quote,
        signatureType: 0,
        timestamp: BigInt(clock.now()),
        builder: ZERO,
      },
      owner: HOUSE_KEY,
      orderType: "GTC",
      expiration: 0,
    },
    () => {},
  );
}
