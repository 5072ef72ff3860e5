import { createHash } from "node:crypto";
import { type ApiKey, type OrderId, type Side, type TokenId, toBaseUnits } from "@pm/core-types";
import type { Venue } from "@pm/venue";

const ZERO = `0x${"0".repeat(64)}` as const;
const OWNER = "00000000-0000-4000-8000-00000000000a" as ApiKey;
let counter = 0;

/** Puts an order of a funded account straight into the venue's engine: what the sockets then say is the venue's own. */
export function submitOrder(
  venue: Venue,
  order: {
    readonly tokenId: string;
    readonly side: Side;
    readonly price: string;
    readonly size: string;
    readonly account?: number;
  },
): void {
  const account = venue.ready.accounts[order.account ?? 0];
  if (account === undefined) throw new Error("the venue has no such account");
  const shares = toBaseUnits(order.size);
  const quote = (shares * toBaseUnits(order.price)) / 1_000_000n;
  counter++;
  venue.engine.submit(
    {
      order: {
        id: `0x${createHash("sha256").update(`order ${counter}`).digest("hex")}` as OrderId,
        maker: account.funder,
        signer: account.address,
        tokenId: order.tokenId as TokenId,
        side: order.side,
        makerAmount: order.side === "BUY" ? quote : shares,
        takerAmount: order.side === "BUY" ? shares : quote,
        signatureType: account.signatureType,
        timestamp: BigInt(1_750_000_000_000 + counter),
        builder: ZERO,
      },
      owner: OWNER,
      orderType: "GTC",
      expiration: 0,
    },
    () => {},
  );
}
