import {
  ClosedError,
  tokenId as checkTokenId,
  noopLogger,
  noopTelemetry,
  systemClock,
  type TokenId,
  ValidationError,
} from "@pm/core-types";
import type { LivenessOptions, StreamPorts } from "../connection/options.ts";
import type { FeedStats } from "../evidence/feed-stats.ts";
import type { HashPolicy } from "../evidence/hash-policy.ts";
import type { Anomaly } from "../frames/anomaly.ts";
import type { MarketEvent } from "../frames/market-events.ts";
import { createQueue, type QueuePolicy } from "../queue/bounded-queue.ts";
import { createLatestByKey } from "../queue/latest-by-key.ts";
import { type BookView, viewOf } from "./book-view.ts";
import { Listeners } from "./listeners.ts";
import { MarketFeed } from "./market-feed.ts";
import { Shards } from "./shards.ts";
import { type RecoveryOptions, Supervisor } from "./supervisor.ts";

/** Settings of {@link createMarketStream}; only `url` has no default. */
export type MarketStreamOptions = StreamPorts &
  LivenessOptions &
  RecoveryOptions & {
    /** The market channel, such as `environment.hosts.marketSocket`. */
    readonly url: string;
    /** How often books are compared with the venue's hash; default every 32nd change. */
    readonly hashes?: HashPolicy | undefined;
    /** Also `best_bid_ask`, `new_market` and `market_resolved`; default false. */
    readonly customFeatures?: boolean | undefined;
    /** Tokens on one socket; default 200. */
    readonly assetsPerSocket?: number | undefined;
    /** Sockets that carry the same tokens: the first frame wins, and one may fail unnoticed. Default 1. */
    readonly redundancy?: number | undefined;
    /** Least time between two subscription frames on one socket; default 100 ms. */
    readonly frameIntervalMs?: number | undefined;
    /** Frames, or parts of them, that could not be read. */
    readonly onAnomaly?: ((anomaly: Anomaly) => void) | undefined;
    /** What a handler threw; it is logged anyway, and the stream goes on. */
    readonly onHandlerError?: ((error: unknown) => void) | undefined;
  };

/** Something that was asked for and can be given up. */
export type Subscription = { readonly close: () => void };

/** The market channel: events and books of any number of tokens. */
export type MarketStream = {
  /**
   * Calls `handler` with each event of these tokens, and of new and resolved markets when asked for.
   *
   * @throws {InvalidIdError | ClosedError}
   */
  readonly subscribe: (tokenIds: readonly TokenId[], handler: (event: MarketEvent) => void) => Subscription;
  /** The same as an iteration over a bounded queue (default 10,000, dropping the oldest). */
  readonly events: (
    tokenIds: readonly TokenId[],
    options?: { readonly capacity?: number; readonly policy?: QueuePolicy },
  ) => AsyncIterableIterator<MarketEvent> & { readonly dropped: () => number };
  /**
   * Books as they change, each with its level and the reason for it. A slow consumer skips states and always gets
   * the latest one of each token.
   */
  readonly watchBook: (tokenIds: readonly TokenId[]) => AsyncIterableIterator<BookView>;
  /** The book of a token that is being watched or subscribed to. */
  readonly book: (tokenId: TokenId) => BookView | undefined;
  readonly stats: () => Readonly<FeedStats> & { readonly books: number; readonly sockets: number };
  /** Ends every iteration and closes every socket; nothing is left behind. */
  readonly close: () => Promise<void>;
};

/** Opens the market channel. Sockets are opened when the first token is asked for. */
export function createMarketStream(options: MarketStreamOptions): MarketStream {
  const { clock = systemClock, logger = noopLogger, telemetry = noopTelemetry } = options;
  if (!/^wss?:\/\//.test(options.url)) {
    throw new ValidationError({
      message: `url of a market stream must be a ws(s) URL, not ${JSON.stringify(options.url)}.`,
      context: { field: "url" },
    });
  }
  const reportError = (error: unknown) => {
    telemetry.count("pm_handler_errors_total", { channel: "market" });
    logger.log("error", "a market handler threw", { error: String(error) });
    options.onHandlerError?.(error);
  };
  const events = new Listeners<MarketEvent>(reportError);
  const changes = new Listeners<TokenId>(reportError);
  const wanted = new Map<TokenId, number>();
  const endings = new Set<() => void>();
  let closed = false;

  const notify = (tracked: { readonly book: { readonly tokenId: TokenId } }) =>
    changes.emit(tracked.book.tokenId, tracked.book.tokenId);
  const feed = new MarketFeed({
    clock,
    logger,
    telemetry,
    hashes: options.hashes,
    redundant: (options.redundancy ?? 1) > 1,
    onAnomaly: options.onAnomaly,
    onBook: notify,
    wantsEvents: (token) => events.has(token),
    onEvent: (event) => {
      if ("tokenId" in event) events.emit(event.tokenId, event);
      else if (event.type === "new_market") events.emitAll(event);
      else events.emitAny(event.tokenIds, event);
    },
  });
  const shards = new Shards(
    {
      ...options,
      clock,
      customFeatures: options.customFeatures ?? false,
      assetsPerSocket: options.assetsPerSocket ?? 200,
      frameIntervalMs: options.frameIntervalMs ?? 100,
      redundancy: options.redundancy ?? 1,
    },
    {
      onText: (frame) => feed.ingest(frame),
      onBinary: (bytes) =>
        feed.anomaly({ kind: "binary", reason: `a binary frame of ${bytes.length} bytes`, sample: "" }),
      onAsking: (tokens, epoch) => {
        for (const token of tokens) {
          const tracked = feed.books.get(token);
          tracked?.asked(epoch, clock.monotonic());
          if (tracked !== undefined) notify(tracked);
        }
      },
      onDown: (tokens) => {
        for (const token of tokens) {
          const tracked = feed.books.get(token);
          tracked?.disconnected(clock.monotonic());
          if (tracked !== undefined) notify(tracked);
        }
      },
    },
  );
  const supervisor = new Supervisor({ feed, remedies: shards, clock, logger, telemetry, notify }, options);

  const want = (tokenIds: readonly TokenId[]): (() => void) => {
    if (closed) throw new ClosedError({ message: "The market stream is closed." });
    const ids = [...new Set(tokenIds.map(checkTokenId))];
    for (const id of ids) {
      wanted.set(id, (wanted.get(id) ?? 0) + 1);
      feed.track(id);
      shards.add(id);
    }
    supervisor.start();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      for (const id of ids) {
        const left = (wanted.get(id) ?? 1) - 1;
        if (left > 0) wanted.set(id, left);
        else {
          wanted.delete(id);
          shards.remove(id);
          feed.untrack(id);
        }
      }
    };
  };

  return {
    subscribe: (tokenIds, handler) => {
      const release = want(tokenIds);
      const remove = events.add(tokenIds, handler);
      return {
        close: () => {
          remove();
          release();
        },
      };
    },
    events: (tokenIds, queueOptions = {}) => {
      const release = want(tokenIds);
      const queue = createQueue<MarketEvent>({
        capacity: queueOptions.capacity ?? 10_000,
        policy: queueOptions.policy ?? "drop-oldest",
        onReturn: () => {
          endings.delete(queue.end);
          remove();
          release();
        },
      });
      const remove = events.add(tokenIds, (event) => {
        if (!queue.push(event)) telemetry.count("pm_queue_dropped_total", { channel: "market" });
      });
      endings.add(queue.end);
      return queue;
    },
    watchBook: (tokenIds) => {
      const release = want(tokenIds);
      const queue = createLatestByKey<TokenId, BookView>(
        (token) => {
          const tracked = feed.books.get(token);
          return tracked === undefined ? undefined : viewOf(tracked);
        },
        () => {
          endings.delete(queue.end);
          remove();
          release();
        },
      );
      const remove = changes.add(tokenIds, queue.mark);
      endings.add(queue.end);
      for (const token of tokenIds) queue.mark(token);
      return queue;
    },
    book: (token) => {
      const tracked = feed.books.get(token);
      return tracked === undefined ? undefined : viewOf(tracked);
    },
    stats: () => ({ ...feed.stats, books: feed.books.size, sockets: shards.count }),
    close: async () => {
      closed = true;
      supervisor.stop();
      for (const end of [...endings]) end();
      events.clear();
      await shards.close();
    },
  };
}
