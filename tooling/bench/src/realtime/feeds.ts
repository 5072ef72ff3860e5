import type { TokenId } from "@pm/core-types";
import { MarketFeed, type MarketFeedOptions } from "@pm/realtime";
import type { MarketFrames } from "./frames.ts";

/** A feed that keeps all books of the frames, each with its snapshot. */
export function feedOf(frames: MarketFrames, options: MarketFeedOptions = {}): MarketFeed {
  const feed = new MarketFeed({ hashes: { every: 0 }, ...options });
  for (const token of frames.tokens) feed.track(token as TokenId).asked(1, 0);
  for (const book of frames.books) feed.ingest(book);
  return feed;
}

/**
 * Feeds one frame a call, for ever. Time cannot run backwards in a book, so after the last frame the books begin anew;
 * what that takes counts as ours.
 */
export function endless(frames: MarketFrames, options: MarketFeedOptions = {}): () => unknown {
  let feed = feedOf(frames, options);
  let next = 0;
  return () => {
    if (next === frames.changes.length) {
      expectLive(feed);
      feed = feedOf(frames, options);
      next = 0;
    }
    feed.ingest(frames.changes[next++] as string);
    return feed;
  };
}

/** A measurement of books that were not kept would measure nothing. @throws when a book was doubted or unreadable */
function expectLive(feed: MarketFeed): void {
  const { malformed, unknown, topChecked } = feed.stats;
  if (malformed + unknown > 0 || topChecked === 0) throw new Error("The frames could not be read.");
  for (const { level, reason } of feed.books.values()) {
    if (level !== "live" && reason !== "hash-mismatch" && reason !== "top-mismatch") {
      throw new Error(`A book is ${level} because of ${reason}.`);
    }
  }
}

/** Hands out the frames in turn, for ever. */
export function inTurn(list: readonly string[]): () => string {
  let next = 0;
  return () => {
    if (next === list.length) next = 0;
    return list[next++] as string;
  };
}
