import type { OrderRequest } from "@pm/clob";
import type { Random } from "@pm/core-types";
import type { ReadyMarket } from "@pm/venue";
import { pick } from "./pick.ts";

/** One order a job means to place, under a key of its own. */
export type Step = OrderRequest & { readonly idempotencyKey: string };

/** Up to `most` orders of every kind in one market. `now` is venue time, Unix milliseconds. */
export function makePlan(
  market: ReadyMarket,
  random: Random,
  { index, most, now }: { readonly index: number; readonly most: number; readonly now: number },
): readonly Step[] {
  const least = Math.ceil(most / 3);
  return Array.from({ length: least + Math.floor(random.next() * (most - least + 1)) }, (_, step) => {
    const common = {
      tokenId: pick(random, market.tokens).tokenId,
      // A SELL goes out only where earlier fills brought the shares; elsewhere it is refused here.
      side: random.next() < 0.25 ? ("SELL" as const) : ("BUY" as const),
      idempotencyKey: `${index}-${step}`,
    };
    const price = `0.${40 + Math.floor(random.next() * 21)}`;
    const size = String(5 + Math.floor(random.next() * 60));
    const roll = random.next();
    if (roll < 0.04) return { ...common, kind: "market" as const, amount: size, timeInForce: "FAK" as const };
    if (roll < 0.1) {
      return {
        ...common,
        kind: "market" as const,
        amount: size,
        worstPrice: price,
        timeInForce: "FAK" as const,
      };
    }
    const limit = { ...common, price, size };
    if (roll < 0.2) return { ...limit, timeInForce: "FOK" as const };
    if (roll < 0.35) return { ...limit, timeInForce: "FAK" as const };
    if (roll < 0.42)
      return { ...limit, timeInForce: "GTD" as const, expiration: Math.floor(now / 1_000) + 900 };
    return { ...limit, timeInForce: "GTC" as const, ...(roll < 0.5 ? { postOnly: true } : {}) };
  });
}
