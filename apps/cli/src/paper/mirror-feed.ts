import { type Clock, systemClock, type TokenId, tokenId } from "@pm/core-types";
import type { BookView, MarketEvent, MarketStream } from "@pm/realtime";
import type { PaperFeed, PaperMarket, PaperUpdate } from "@pm/venue";

/** How often a book is sent whole again: the stream drops levels that its evidence proves gone. */
const REFRESH_MS = 5_000;

/** A feed for a paper venue from a market stream. Nothing is ever sent but subscriptions. */
export function createMirrorFeed(
  stream: Pick<MarketStream, "subscribe" | "watchBook" | "book">,
  markets: readonly PaperMarket[],
  clock: Clock = systemClock,
): PaperFeed {
  return {
    markets: async () => markets,
    watch: (tokenIds, onUpdate) => {
      const tokens = tokenIds.map((id) => tokenId(id));
      const lost = new Set<TokenId>(tokens);
      const events = stream.subscribe(tokens, (event) => {
        const update = updateOf(event);
        if (update !== undefined) onUpdate(update);
      });

      const judge = (view: BookView): void => {
        const believed = view.level === "live" || view.level === "suspect";
        if (!believed && !lost.has(view.tokenId)) {
          lost.add(view.tokenId);
          onUpdate({ kind: "lost", tokenId: view.tokenId });
        } else if (believed && lost.delete(view.tokenId)) onUpdate(bookOf(view));
      };
      const views = stream.watchBook(tokens);
      void (async () => {
        // The view was queued a moment ago; what counts is what the stream believes now.
        for await (const { tokenId: token } of views) {
          const view = stream.book(token);
          if (view !== undefined) judge(view);
        }
      })();

      const refresh = (): void => {
        for (const token of tokens) {
          const view = stream.book(token);
          if (view?.level === "live") onUpdate(bookOf(view));
        }
        cancel = clock.setTimer(REFRESH_MS, refresh, { background: true });
      };
      let cancel = clock.setTimer(REFRESH_MS, refresh, { background: true });
      return () => {
        cancel();
        events.close();
        void views.return?.();
      };
    },
  };
}

function bookOf({ tokenId: token, book }: BookView): PaperUpdate {
  const { bids, asks } = book.snapshot();
  const plain = (levels: typeof bids) =>
    levels.map(({ price, size }) => ({ price: price.toString(), size: size.toString() }));
  return { kind: "book", tokenId: token, bids: plain(bids), asks: plain(asks) };
}

/** What an event of the market channel means for a copy of its books; undefined when it means nothing. */
function updateOf(event: MarketEvent): PaperUpdate | undefined {
  switch (event.type) {
    case "book":
      return { kind: "book", tokenId: event.tokenId, bids: event.bids, asks: event.asks };
    case "price_change": {
      const { tokenId: token, side, price, size } = event;
      return { kind: "level", tokenId: token, side, price, size };
    }
    case "last_trade_price": {
      const { tokenId: token, side, price, size, transactionHash } = event;
      if (side === undefined || size === undefined) return undefined;
      return {
        kind: "trade",
        tokenId: token,
        side,
        price,
        size,
        ...(transactionHash === undefined || transactionHash === "" ? {} : { id: transactionHash }),
      };
    }
    case "tick_size_change":
      return { kind: "tick", tokenId: event.tokenId, tickSize: event.newTickSize };
    case "market_resolved":
      return event.winningTokenId === undefined
        ? undefined
        : { kind: "resolved", tokenId: event.winningTokenId };
    default:
      return undefined;
  }
}
