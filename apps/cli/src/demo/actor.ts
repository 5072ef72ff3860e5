import type { Polymarket, Wallet } from "@pm/polymarket";
import { type Fill, type MarketRules, type OrderId, privateKey } from "@pm/polymarket";
import type { TradeEvent } from "@pm/realtime";
import type { VenueReadyLine } from "@pm/venue";
import { fillsOf } from "./fills.ts";

/** One wallet of the demo, with everything it was told about itself. */
export type Actor = {
  readonly name: string;
  readonly wallet: Wallet;
  /** Orders this wallet meant to place and knows to have landed. */
  readonly landed: Set<OrderId>;
  /** The latest word on each of its trades, from the user channel. */
  readonly trades: ReadonlyMap<string, TradeEvent>;
  /** Its own executions, as its user channel told them. */
  readonly fills: () => Fill[];
  /** Events its user channel delivered. */
  readonly heard: () => number;
};

/** Adds a wallet for a funded account of the venue and listens to its user channel. */
export async function createActor(
  pm: Polymarket,
  name: string,
  account: VenueReadyLine["accounts"][number],
  rules: MarketRules,
): Promise<Actor> {
  const wallet = await pm.wallets.add({ id: name, signer: privateKey(account.privateKey) });
  const landed = new Set<OrderId>();
  const trades = new Map<string, TradeEvent>();
  let heard = 0;
  const stream = await wallet.watch();
  stream.subscribe((event) => {
    if (event.type === "trade") trades.set(event.tradeId, event);
    if (event.type === "trade" || event.type === "order") heard += 1;
  });
  await stream.ready();
  return {
    name,
    wallet,
    landed,
    trades,
    fills: () => [...trades.values()].flatMap((trade) => fillsOf(trade, landed, rules)),
    heard: () => heard,
  };
}
