import {
  type Clock,
  isPolymarketError,
  type Logger,
  noopLogger,
  noopTelemetry,
  systemClock,
  type Telemetry,
  type TokenId,
} from "@pm/core-types";
import { emptyStats, type FeedStats } from "../evidence/feed-stats.ts";
import { HashLearning } from "../evidence/hash-evidence.ts";
import { DEFAULT_HASH_POLICY, type HashPolicy } from "../evidence/hash-policy.ts";
import { TrackedBook } from "../evidence/tracked-book.ts";
import { type Anomaly, sampleOf } from "../frames/anomaly.ts";
import { FrameBytes } from "../frames/frame-bytes.ts";
import type { MarketEvent } from "../frames/market-events.ts";
import { readMarketFrame } from "../frames/read-market-frame.ts";
import { BookScanner } from "../frames/scan-book.ts";
import { PriceChangeScanner } from "../frames/scan-price-change.ts";
import { type KnownMarket, MarketIndex } from "./market-index.ts";
import { RecentEvents } from "./recent-events.ts";
import { TokenIndex } from "./token-index.ts";

/** Settings of {@link MarketFeed}. */
export type MarketFeedOptions = {
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  readonly telemetry?: Telemetry | undefined;
  readonly hashes?: HashPolicy | undefined;
  /** Track every token a `book` arrives for, instead of only those asked for with `track`. */
  readonly trackAll?: boolean | undefined;
  /** The same events come through several sockets: the first of each counts, the others are dropped. */
  readonly redundant?: boolean | undefined;
  /** Each event in order, after the books have taken it. */
  readonly onEvent?: ((event: MarketEvent) => void) | undefined;
  /** False for tokens whose events nobody wants: their books are then updated without making events. Default: all. */
  readonly wantsEvents?: ((tokenId: TokenId) => boolean) | undefined;
  /** False reads every frame the general way. Default true. */
  readonly scan?: boolean | undefined;
  /** A tracked book changed in content or level. */
  readonly onBook?: ((tracked: TrackedBook) => void) | undefined;
  /** Frames, or parts of them, that could not be read. */
  readonly onAnomaly?: ((anomaly: Anomaly) => void) | undefined;
};

/** One anomaly in this many is logged after the first few. */
const LOG_EVERY = 1_000;

/** Turns frames of the market channel into events and books. No sockets: streams and replays feed it alike. */
export class MarketFeed {
  readonly stats: FeedStats = emptyStats();
  readonly #books = new Map<string, TrackedBook>();
  readonly #options: MarketFeedOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #telemetry: Telemetry;
  readonly #recent: RecentEvents | undefined;
  readonly #markets = new MarketIndex();
  readonly #learning = new HashLearning();
  readonly #index = new TokenIndex<TrackedBook>();
  readonly #bytes = new FrameBytes();
  readonly #changes = new PriceChangeScanner<TrackedBook>();
  readonly #snapshots = new BookScanner<TrackedBook>();
  readonly #canScan: boolean;
  readonly #sink = {
    event: (event: MarketEvent) => this.#take(event),
    anomaly: (anomaly: Anomaly) => this.anomaly(anomaly),
  };

  constructor(options: MarketFeedOptions = {}) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? noopLogger;
    this.#telemetry = options.telemetry ?? noopTelemetry;
    this.#recent = options.redundant === true ? new RecentEvents() : undefined;
    this.#canScan =
      options.scan !== false &&
      this.#recent === undefined &&
      (options.onEvent === undefined || options.wantsEvents !== undefined);
  }

  /** The books being kept, in the order they were first seen. */
  get books(): ReadonlyMap<string, TrackedBook> {
    return this.#books;
  }

  /** Starts keeping the book of a token. */
  track(tokenId: TokenId): TrackedBook {
    let tracked = this.#books.get(tokenId);
    if (tracked === undefined) {
      tracked = new TrackedBook(
        tokenId,
        this.stats,
        this.#options.hashes ?? DEFAULT_HASH_POLICY,
        this.#clock,
        this.#learning,
      );
      this.#books.set(tokenId, tracked);
      this.#index.set(tokenId, tracked);
    }
    return tracked;
  }

  /** Forgets the book of a token. */
  untrack(tokenId: TokenId): void {
    this.#markets.leave(this.#books.get(tokenId)?.market);
    this.#books.delete(tokenId);
    this.#index.delete(tokenId);
    this.#recent?.forget(tokenId);
  }

  /** Takes one text frame. Never throws for what the frame holds. */
  ingest(frame: string): void {
    this.stats.frames++;
    // Some servers greet with an empty frame, and PONG is plain text.
    if (frame === "" || frame === "PONG") return;
    if (this.#canScan && this.#bytes.load(frame)) {
      if (this.#changes.scan(this.#bytes, frame, this.#index)) {
        if (this.#applyChanges(frame)) return;
      } else if (this.#snapshots.scan(this.#bytes, frame, this.#index) && this.#applySnapshots()) return;
    }
    readMarketFrame(frame, this.#sink);
  }

  /** Counts, samples and hands on something that could not be read; doubts the book it concerns. */
  anomaly(anomaly: Anomaly): void {
    const { stats } = this;
    // A refusal is well-formed: it says something about a request, not about the stream.
    const count =
      anomaly.kind === "refused" ? 1 : anomaly.kind === "unknown" ? ++stats.unknown : ++stats.malformed;
    this.#telemetry.count("pm_frames_anomalous_total", { channel: "market", kind: anomaly.kind });
    if (count <= 5 || count % LOG_EVERY === 0) {
      this.#logger.log("warn", "unreadable market frame", { ...anomaly, count });
    }
    this.#options.onAnomaly?.(anomaly);
    const tracked = anomaly.tokenId === undefined ? undefined : this.#books.get(anomaly.tokenId);
    if (tracked === undefined) return;
    tracked.doubt("malformed-change", this.#clock.monotonic());
    this.#options.onBook?.(tracked);
  }

  /** Applies the books that were scanned; false, and nothing done, when the general way must be gone. */
  #applySnapshots(): boolean {
    const { books } = this.#snapshots;
    const { wantsEvents } = this.#options;
    for (const { entry } of books) {
      if (entry.value === undefined || wantsEvents?.(entry.value.book.tokenId) === true) return false;
    }
    const now = this.#clock.monotonic();
    for (const book of books) {
      const tracked = book.entry.value as TrackedBook;
      this.stats.events++;
      tracked.snapshotUnits(book, book, now);
      tracked.market ??= this.#markets.join(book.conditionId);
      this.#options.onBook?.(tracked);
    }
    return true;
  }

  /** Applies the changes that were scanned; false, and nothing done, when the general way must be gone. */
  #applyChanges(frame: string): boolean {
    const scan = this.#changes;
    const { wantsEvents, onBook } = this.#options;
    const { count, entries } = scan;
    let market: KnownMarket | undefined;
    for (let n = 0; n < count; n++) {
      const tracked = entries[n]?.value;
      if (tracked === undefined) continue;
      // The books must vouch for the market's id, all for the same one.
      if (tracked.market === undefined) return false;
      if (market === undefined) market = tracked.market;
      else if (tracked.market !== market) return false;
      if (!tracked.book.isOnGrid(scan.prices[n] as number)) return false;
      if (wantsEvents?.(tracked.book.tokenId) === true) return false;
    }
    if (market === undefined || !scan.isOf(this.#bytes, market.text)) return false;
    this.stats.events += count;
    for (let n = 0; n < count; n++) {
      const tracked = entries[n]?.value;
      if (tracked === undefined) {
        this.stats.foreign++;
        continue;
      }
      tracked.changeUnits(
        scan.isBid[n] === 1,
        scan.prices[n] as number,
        scan.sizes[n] as number,
        scan.bestBids[n] as number,
        scan.bestAsks[n] as number,
        scan.timestamp,
        frame,
        scan.hashAt[n] as number,
      );
      onBook?.(tracked);
    }
    return true;
  }

  #take(event: MarketEvent): void {
    if (this.#isRepeated(event)) {
      this.stats.duplicates++;
      return;
    }
    this.stats.events++;
    if ("tokenId" in event) {
      const tracked =
        this.#books.get(event.tokenId) ??
        (event.type === "book" && this.#options.trackAll === true ? this.track(event.tokenId) : undefined);
      if (tracked !== undefined && !this.#update(tracked, event)) return;
      if (tracked === undefined) {
        this.stats.foreign++;
        if (event.type === "price_change") this.#index.set(event.tokenId, undefined);
      }
    }
    this.#options.onEvent?.(event);
  }

  #isRepeated(event: MarketEvent): boolean {
    if (this.#recent === undefined || !("tokenId" in event) || this.#recent.isNew(event)) return false;
    // A snapshot that is owed is wanted even when it says what the last one said.
    return event.type !== "book" || this.#books.get(event.tokenId)?.askedAt === undefined;
  }

  /** Applies an event to its book; false when the event turned out to be malformed. */
  #update(tracked: TrackedBook, event: MarketEvent): boolean {
    const now = this.#clock.monotonic();
    try {
      if (event.type === "price_change") tracked.change(event);
      else if (event.type === "book") {
        tracked.snapshot(event, now);
        const { conditionId } = tracked.book;
        tracked.market ??= this.#markets.join(conditionId);
      } else if (event.type === "last_trade_price") tracked.trade(event);
      else if (event.type === "tick_size_change") tracked.tickSizeChanged(event.newTickSize, now);
      else return true;
    } catch (error) {
      if (!isPolymarketError(error)) throw error;
      this.stats.events--;
      this.anomaly({
        kind: "malformed",
        reason: `${event.type}: ${error.message}`,
        sample: sampleOf(event),
        tokenId: tracked.book.tokenId,
      });
      return false;
    }
    if (event.type !== "last_trade_price") this.#options.onBook?.(tracked);
    return true;
  }
}
