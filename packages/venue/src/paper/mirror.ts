import { type CancelTimer, type Clock, isPolymarketError, type Logger, parseTickSize } from "@pm/core-types";
import type { Engine } from "../engine/index.ts";
import { parseUnits } from "../wire/decimals.ts";
import type { PaperFeed, PaperMarket, PaperUpdate } from "./feed.ts";

/** A running mirror. */
export type Mirror = {
  /** Updates applied, and updates that made no sense. */
  readonly counts: () => { readonly applied: number; readonly refused: number };
  readonly stop: () => void;
};

/**
 * A level shrinks before the trade that ate it is told (29 ms later in production). A decrease waits this long for its
 * trade, so that the trade takes from the front of the queue instead of the level shrinking from behind and then again.
 */
const TRADE_WAIT_MS = 150;

type Place = { readonly tokenId: string; readonly side: "BUY" | "SELL"; readonly price: string };

/** What the feed last said of a level; own orders are not in it. */
type Told = { size: string; waiting?: CancelTimer };

/** Copies the feed's books into the engine, where own orders queue and fill among them. */
export function startMirror(options: {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly feed: PaperFeed;
  readonly markets: readonly PaperMarket[];
}): Mirror {
  const { engine, clock, logger } = options;
  const told = new Map<string, Told>();
  let applied = 0;
  let refused = 0;

  const level = ({ tokenId, side, price }: Place): Told => {
    const id = `${tokenId}|${side}|${parseUnits(price) ?? price}`;
    const known = told.get(id);
    if (known !== undefined) return known;
    const fresh: Told = { size: "0" };
    told.set(id, fresh);
    return fresh;
  };

  const stopWaiting = (one: Told): void => {
    one.waiting?.();
    delete one.waiting;
  };

  const onLevel = (update: Extract<PaperUpdate, { kind: "level" }>): void => {
    const { tokenId, side, price, size } = update;
    const one = level(update);
    const shrinks = units(size) < units(one.size);
    stopWaiting(one);
    one.size = size;
    const set = (): void => engine.mirrorDepth(tokenId, side, price, size);
    if (!shrinks) {
      set();
      return;
    }
    one.waiting = clock.setTimer(TRADE_WAIT_MS, () => {
      delete one.waiting;
      attempt(set, update);
    });
  };

  const onTrade = (update: Extract<PaperUpdate, { kind: "trade" }>): void => {
    const { tokenId, side, price, size } = update;
    const eaten = side === "BUY" ? "SELL" : "BUY";
    engine.mirrorTrade(tokenId, side, price, size);
    // Own orders took a part of the trade in the others' stead, or the level was told again already: its size stands.
    const one = level({ tokenId, side: eaten, price });
    stopWaiting(one);
    engine.mirrorDepth(tokenId, eaten, price, one.size);
  };

  const onBook = (tokenId: string, book: Pick<Extract<PaperUpdate, { kind: "book" }>, "bids" | "asks">): void => {
    for (const [id, one] of told) {
      if (!id.startsWith(`${tokenId}|`)) continue;
      stopWaiting(one);
      told.delete(id);
    }
    for (const bid of book.bids) level({ tokenId, side: "BUY", price: bid.price }).size = bid.size;
    for (const ask of book.asks) level({ tokenId, side: "SELL", price: ask.price }).size = ask.size;
    engine.mirrorBook(tokenId, book);
  };

  const apply = (update: PaperUpdate): void => {
    switch (update.kind) {
      case "level":
        onLevel(update);
        break;
      case "trade":
        onTrade(update);
        break;
      case "book":
        onBook(update.tokenId, update);
        break;
      case "lost":
        onBook(update.tokenId, { bids: [], asks: [] });
        break;
      default: {
        const market = engine.marketOfToken(update.tokenId);
        if (market !== undefined) engine.setTickSize(market.conditionId, parseTickSize(update.tickSize));
      }
    }
  };

  const attempt = (act: () => void, update: PaperUpdate): void => {
    try {
      act();
      applied += 1;
    } catch (error) {
      // A feed is somebody else's data: what makes no sense is counted and told, and the rest goes on.
      if (!isPolymarketError(error)) throw error;
      refused += 1;
      logger.log("warn", "paper: an update of the feed was refused", { update, reason: error.message });
    }
  };

  const stop = options.feed.watch(
    options.markets.map((market) => market.tokens[0].tokenId),
    (update) => attempt(() => apply(update), update),
  );
  return {
    counts: () => ({ applied, refused }),
    stop: () => {
      stop();
      for (const one of told.values()) stopWaiting(one);
    },
  };
}

function units(size: string): bigint {
  return parseUnits(size) ?? 0n;
}
