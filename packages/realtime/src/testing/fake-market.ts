import { createHash } from "node:crypto";
import { canonicalBook } from "@pm/core-types";
import { type FakeSocket, fakeSockets } from "./fake-sockets.ts";

type Level = readonly [price: string, size: string];
type State = { bids: Map<string, string>; asks: Map<string, string>; lastTradePrice: string };

/** A tiny venue for tests: true books, real hashes, and the power to lie about them. */
export function fakeMarket(options: { readonly silent?: boolean } = {}) {
  const books = new Map<string, State>();
  const subscribers = new Map<FakeSocket, Set<string>>();
  let time = 1_750_000_000_000;
  const switches = { answerSubscriptions: options.silent !== true, answerPings: true };

  const network = fakeSockets(
    (socket, text) => {
      if (text === "PING") {
        if (switches.answerPings) socket.deliver("PONG");
        return;
      }
      const frame = JSON.parse(text) as { assets_ids: string[]; operation?: string };
      const mine = subscribers.get(socket) ?? new Set();
      subscribers.set(socket, mine);
      if (frame.operation === "unsubscribe") {
        for (const token of frame.assets_ids) mine.delete(token);
        return;
      }
      for (const token of frame.assets_ids) mine.add(token);
      if (!switches.answerSubscriptions) return;
      const known = frame.assets_ids.filter((token) => books.has(token));
      if (known.length > 0) socket.deliver(JSON.stringify(known.map((token) => bookOf(token, true))));
    },
    (socket) => socket.open(),
  );

  const sorted = (side: Map<string, string>, ascending: boolean) =>
    [...side]
      .map(([price, size]) => ({ price, size }))
      .sort((a, b) => (ascending ? 1 : -1) * (Number(a.price) - Number(b.price)));
  const hashable = (token: string) => {
    const state = books.get(token) as State;
    return {
      market: "0xm",
      asset_id: token,
      timestamp: String(time),
      bids: sorted(state.bids, true),
      asks: sorted(state.asks, false),
      min_order_size: "5",
      tick_size: "0.01",
      neg_risk: true,
      last_trade_price: state.lastTradePrice,
    };
  };
  const hashOf = (token: string) =>
    createHash("sha1")
      .update(canonicalBook(hashable(token)))
      .digest("hex");
  const bookOf = (token: string, first: boolean) => {
    const { min_order_size, neg_risk, tick_size, last_trade_price, ...rest } = hashable(token);
    return {
      ...rest,
      hash: hashOf(token),
      event_type: "book",
      ...(first ? { tick_size, last_trade_price } : {}),
    };
  };
  const best = (side: Map<string, string>, ascending: boolean, empty: string) =>
    sorted(side, ascending).at(-1)?.price ?? empty;
  const broadcast = (token: string, frame: string) => {
    for (const [socket, tokens] of subscribers) if (tokens.has(token)) socket.deliver(frame);
  };

  return {
    network,
    switches,
    /** Creates or replaces a book without telling anybody. */
    set: (token: string, bids: Level[], asks: Level[]) => {
      books.set(token, { bids: new Map(bids), asks: new Map(asks), lastTradePrice: "" });
    },
    /** Changes one level and tells the subscribers, or keeps it to itself. */
    change: (token: string, side: "BUY" | "SELL", price: string, size: string, tell = true) => {
      const state = books.get(token) as State;
      time += 10;
      const levels = side === "BUY" ? state.bids : state.asks;
      if (size === "0") levels.delete(price);
      else levels.set(price, size);
      if (!tell) return;
      broadcast(
        token,
        JSON.stringify({
          event_type: "price_change",
          market: "0xm",
          timestamp: String(time),
          price_changes: [
            {
              asset_id: token,
              price,
              size,
              side,
              hash: hashOf(token),
              best_bid: best(state.bids, true, "0"),
              best_ask: best(state.asks, false, "1"),
            },
          ],
        }),
      );
    },
    /** Sends the whole book as it is. */
    snapshot: (token: string) => broadcast(token, JSON.stringify(bookOf(token, false))),
    tell: broadcast,
    now: () => time,
    /** Bids and asks, worst first, as `price size` texts. */
    levels: (token: string) => {
      const { bids, asks } = hashable(token);
      return { bids, asks };
    },
  };
}
