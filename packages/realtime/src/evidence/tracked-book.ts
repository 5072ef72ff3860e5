import { type Clock, OrderBookError, type TokenId } from "@pm/core-types";
import {
  CROSSED,
  type FlatLevels,
  OrderBook,
  priceUnits,
  sizeUnits,
  TOP_CHECKED,
  TOP_EQUAL,
} from "../book/order-book.ts";
import { NOT_UNITS, parseUnits } from "../book/units.ts";
import type { BookEvent, LastTradePriceEvent, PriceChangeEvent } from "../frames/market-events.ts";
import type { KnownMarket } from "../market/market-index.ts";
import type { FeedStats } from "./feed-stats.ts";
import { HashEvidence, type HashLearning } from "./hash-evidence.ts";
import type { HashPolicy } from "./hash-policy.ts";
import type { TrustLevel, TrustReason } from "./trust.ts";

/**
 * Mismatches in a row that no benign run reaches (longest measured: 5); two are enough when they lasted longer, by the
 * venue's clock, than any benign run (67 ms); and how long one alone may stay unexplained.
 */
const MISMATCHES = 8;
const LASTING_MS = 500;
const MISMATCH_MS = 2_000;
/** A book that changes is compared with a hash at least this often, however few its changes are. */
const CHECK_MS = 1_000;
/** Longer than a batch takes to arrive. */
const BATCH_MS = 200;
/** Unexplained hashes kept for the changes that may still explain them: longer than any benign run. */
const UNEXPLAINED = 6;
const HASH_LENGTH = 40;

/** A hash that the book did not have when it came, with its venue time. */
type Unmatched = { readonly hash: string; readonly timestamp: number };
const NONE: readonly Unmatched[] = [];

/** What a `book` frame says beside the levels. */
export type SnapshotInfo = Pick<
  BookEvent,
  "conditionId" | "timestamp" | "hash" | "tickSize" | "minOrderSize" | "negRisk" | "lastTradePrice"
>;

/** One book with the evidence for and against it. Times are `clock.monotonic()` milliseconds. */
export class TrackedBook {
  readonly book: OrderBook;
  /** Undefined before the first snapshot. */
  market: KnownMarket | undefined;
  level: TrustLevel = "stale";
  reason: TrustReason = "not-connected";
  /** The socket its content came through, counted over the life of the stream. */
  epoch = 0;
  /** When the present level began. */
  since = 0;
  /** When a change or an answer was last heard of the token, to the last `sweep`. */
  heardAt = 0;
  /** When a snapshot was asked for that has not come yet; undefined when none is owed. */
  askedAt: number | undefined;
  /** A snapshot came that cannot be used: ask for another at once. */
  needsAsking = false;
  /** Steps taken since the last snapshot to get another. */
  attempts = 0;

  readonly #clock: Clock;
  /** Since the last sweep: reading the clock for every change would cost as much as applying it. */
  #isHeard = false;
  readonly #stats: FeedStats;
  readonly #policy: HashPolicy;
  readonly #hashes: HashEvidence;
  /** A mismatch that may still turn out to be the middle of a batch. */
  #pending: Unmatched | undefined;
  /** Mismatches at the end of a batch: some hashes cover changes that are sent only after them. */
  #unexplained: readonly Unmatched[] = NONE;
  #mismatches = 0;
  #mismatchedAt = 0;
  /** Venue time of the first mismatch since the book was last confirmed. */
  #mismatchedFrom = 0;
  #unchecked = 0;
  /** Venue time of best prices that were not ours; 0 for none. */
  #topMismatch = 0;
  #topMismatchAt = 0;
  #checkedAt = 0;
  /** Latest venue time heard of: nothing older may follow. */
  #venueTime = 0;

  constructor(tokenId: TokenId, stats: FeedStats, policy: HashPolicy, clock: Clock, learning: HashLearning) {
    this.#hashes = new HashEvidence(learning);
    this.book = new OrderBook(tokenId);
    this.#stats = stats;
    this.#policy = policy;
    this.#clock = clock;
  }

  /** A snapshot was asked for. A live book stays live meanwhile: the question may be mere routine. */
  asked(epoch: number, now: number): void {
    this.askedAt = now;
    this.needsAsking = false;
    this.epoch = epoch;
    if (this.level !== "live")
      this.#await(this.level === "resyncing" ? this.reason : "awaiting-snapshot", now);
  }

  /** The connection is gone: what the book shows may already be wrong. */
  disconnected(now: number): void {
    if (this.level !== "stale") this.#stats.gaps++;
    this.askedAt = undefined;
    this.#forgetMismatches();
    this.#become("stale", "not-connected", now);
  }

  /** The price grid changed: nothing of the old book holds. */
  tickSizeChanged(tickSize: string, now: number): void {
    this.#isHeard = true;
    this.book.clear();
    this.book.setTickSize(tickSize);
    this.#hashes.tickSizeChanged(tickSize);
    this.#await("tick-size-changed", now);
  }

  /** A whole book from the venue. @throws {OrderBookError} when it is none; the book is then empty and awaited. */
  snapshot(event: BookEvent, now: number): void {
    if (!this.#wants(event, now)) return;
    const before = this.#isBelieved() ? this.book.copy() : undefined;
    try {
      this.book.applySnapshot(event);
    } catch (error) {
      this.#await("awaiting-snapshot", now);
      throw error;
    }
    this.#adopted(event, before?.sameLevels(this.book), now);
  }

  /** `snapshot` for levels that are integers already. @throws {InvalidTickSizeError} and nothing is changed. */
  snapshotUnits(levels: FlatLevels, info: SnapshotInfo, now: number): void {
    if (!this.#wants(info, now)) return;
    const isBelieved = this.#isBelieved();
    const isSame = this.book.loadUnits(levels, info.conditionId, info.timestamp, info.tickSize);
    this.#adopted(info, isBelieved ? isSame : undefined, now);
  }

  /** False for a snapshot that cannot be used. */
  #wants(info: SnapshotInfo, now: number): boolean {
    if (this.#isStale(info.timestamp)) return false;
    // A book that nobody asked for may have been on its way for long: it keeps no question from being asked.
    if (this.askedAt !== undefined) this.#isHeard = true;
    this.#settlePending(info.timestamp, now);
    this.#venueTime = info.timestamp;
    return true;
  }

  #isBelieved(): boolean {
    return this.level === "live" || this.level === "suspect";
  }

  /** The book is what the venue said; `isSame` tells whether it was before, if that was to be known. */
  #adopted(info: SnapshotInfo, isSame: boolean | undefined, now: number): void {
    if (isSame !== undefined) {
      this.#stats.snapshotsChecked++;
      if (isSame) this.#stats.snapshotsEqual++;
    }
    this.#forgetMismatches();
    if (this.#policy.every > 0) {
      this.#hashes.calibrate(this.book, info);
      this.#learnTick();
    }
    this.attempts = 0;
    this.askedAt = undefined;
    this.#become("live", "snapshot", now);
    if (this.book.isCrossed) this.#crossed(now);
  }

  /**
   * One changed level. Ignored until there is a snapshot to change.
   *
   * @throws {OrderBookError} when it is none, or off the book's grid.
   */
  change(event: PriceChangeEvent): void {
    const { bestBid, bestAsk } = event;
    const price = priceUnits(event.price);
    // A level that is there already may be left over from a finer grid.
    const { bids, asks } = this.book.sides;
    if (!this.book.isOnGrid(price) && (event.side === "BUY" ? bids : asks).sizeOf(price) === 0) {
      throw new OrderBookError({
        message: `Price ${event.price} is off the grid of tick size ${this.book.tickSize}.`,
        context: { tokenId: event.tokenId, price: event.price, tickSize: this.book.tickSize },
      });
    }
    this.changeUnits(
      event.side === "BUY",
      price,
      sizeUnits(event.size),
      bestBid === undefined ? NOT_UNITS : parseUnits(bestBid),
      bestAsk === undefined ? NOT_UNITS : parseUnits(bestAsk),
      event.timestamp,
      event.hash,
      0,
    );
  }

  /** `change` in integers of 10⁻⁶; the hash stands in `text` at `hashAt`, empty when there is none. */
  changeUnits(
    isBid: boolean,
    price: number,
    size: number,
    bestBid: number,
    bestAsk: number,
    timestamp: number,
    text: string,
    hashAt: number,
  ): void {
    this.#isHeard = true;
    const isLate = timestamp < this.#venueTime;
    if (!isLate) this.#venueTime = timestamp;
    if (this.level === "stale" || this.level === "resyncing") return;
    if (isLate) {
      // Events of a token never go back in time; this one belongs before changes that are already in the book.
      this.doubt("out-of-order", this.#clock.monotonic());
      return;
    }
    if (this.#pending !== undefined) this.#settlePending(timestamp, this.#clock.monotonic());
    if (this.#topMismatch !== 0 && this.#topMismatch !== timestamp)
      this.doubt("top-mismatch", this.#clock.monotonic());
    if (this.#policy.every > 0) this.#hashes.noteChange(this.book, price);
    this.book.touch(timestamp);
    const found = this.book.applyUnits(isBid, price, size, bestBid, bestAsk);
    if ((found & TOP_CHECKED) !== 0) {
      this.#stats.topChecked++;
      if ((found & TOP_EQUAL) !== 0) {
        this.#stats.topEqual++;
        this.#topMismatch = 0;
      } else this.#topDiffers(timestamp);
    }
    if ((found & CROSSED) !== 0) this.#crossed(this.#clock.monotonic());
    if (text.length > 0 && this.#isDue()) {
      const hash = text.slice(hashAt, hashAt + HASH_LENGTH);
      if (this.#canJudge(hash, timestamp)) this.#judge(hash, timestamp, this.#clock.monotonic());
    }
  }

  /** Best prices in the middle of a batch may be those of its end: the next event, or the clock, decides. */
  #topDiffers(timestamp: number): void {
    if (this.#topMismatch === 0) this.#topMismatchAt = this.#clock.monotonic();
    this.#topMismatch = timestamp;
  }

  /** A trade: the price the venue's next hashes may contain. */
  trade(event: LastTradePriceEvent): void {
    // Says nothing about the levels: a token of which only trades are heard is as good as silent.
    this.#hashes.noteTrade(event.price);
  }

  /** Evidence against the book. */
  doubt(reason: TrustReason, now: number): void {
    if (this.level === "live") this.#become("suspect", reason, now);
  }

  /** Independent proof that the book is right, such as an equal book over HTTP. */
  confirmed(now: number): void {
    this.#forgetMismatches();
    this.attempts = 0;
    if (this.level === "suspect") this.#become("live", "confirmed", now);
  }

  /** A snapshot that was asked for did not come in time. */
  unanswered(now: number): void {
    if (this.level === "resyncing" && this.reason !== "no-snapshot")
      this.#become("resyncing", "no-snapshot", now);
    else this.doubt("silent", now);
  }

  /** Looks at the clock: a mismatch that nothing explains in time becomes doubt. */
  sweep(now: number): void {
    if (this.#isHeard) {
      this.#isHeard = false;
      this.heardAt = now;
    }
    if (this.#topMismatch !== 0 && now - this.#topMismatchAt >= BATCH_MS) this.doubt("top-mismatch", now);
    if (now - this.#checkedAt >= CHECK_MS) this.#unchecked = this.#policy.every;
    if (this.#mismatchedAt !== 0 && now - this.#mismatchedAt >= MISMATCH_MS) this.#contradict(now);
  }

  #contradict(now: number): void {
    if (this.level !== "live") return;
    this.#hashes.contradicted();
    this.doubt("hash-mismatch", now);
  }

  /**
   * True for a snapshot that is older than what was already heard. A believed book does not need it, and it answers no
   * question; an awaited one would be wrong with it, so another is asked for. A venue that insists is right: its clock
   * was set back.
   */
  #isStale(timestamp: number): boolean {
    if (timestamp >= this.#venueTime || timestamp === 0) return false;
    if (this.level === "live") return true;
    if (this.attempts >= 2) return false;
    this.attempts++;
    this.needsAsking = true;
    return true;
  }

  #crossed(now: number): void {
    this.#stats.crossed++;
    this.doubt("crossed", now);
  }

  /** True when this change is to be compared with the venue's hash. */
  #isDue(): boolean {
    const { every } = this.#policy;
    if (every <= 0) return false;
    if (!this.#hashes.isCalibrated) return true;
    const suspicious = this.#mismatchedAt !== 0 || this.level === "suspect";
    if (!suspicious && ++this.#unchecked < every) return false;
    this.#unchecked = 0;
    return true;
  }

  /** True when hashes mean something for this book; learns what is still unknown from this one, if it can. */
  #canJudge(hash: string, timestamp: number): boolean {
    if (this.#hashes.isCalibrated) return true;
    if (!this.#hashes.learn(this.book, timestamp, hash)) return false;
    this.#learnTick();
    return true;
  }

  #learnTick(): void {
    const { tickSize } = this.#hashes;
    if (this.book.tickSize === undefined && tickSize !== undefined) this.book.setTickSize(tickSize);
  }

  #judge(hash: string, timestamp: number, now: number): void {
    this.#stats.hashChecked++;
    this.#checkedAt = now;
    const isLate = this.level === "live" && this.#unexplained.length > 0 && this.#explainLate();
    const isConfirmed = this.#hashes.confirms(this.book, timestamp, hash);
    if (isConfirmed) this.#stats.hashEqual++;
    if ((isConfirmed || isLate) && !this.book.isCrossed) this.confirmed(now);
    if (isConfirmed) return;
    this.#pending = { hash, timestamp };
    if (this.#mismatchedAt === 0) {
      this.#mismatchedAt = now;
      this.#mismatchedFrom = timestamp;
    }
  }

  /** True when this book has a hash that was sent before the changes that it covers. */
  #explainLate(): boolean {
    const left = this.#unexplained.filter(
      ({ hash, timestamp }) => !this.#hashes.confirms(this.book, timestamp, hash),
    );
    const explained = this.#unexplained.length - left.length;
    this.#unexplained = left;
    this.#stats.hashEqual += explained;
    return explained > 0;
  }

  /** The next event decides whether a mismatch was the middle of a batch (same venue time) or its end. */
  #settlePending(timestamp: number, now: number): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    if (pending.timestamp === timestamp) this.#stats.hashMidBatch++;
    else {
      this.#unexplained = [...this.#unexplained.slice(1 - UNEXPLAINED), pending];
      const hasLasted = timestamp - this.#mismatchedFrom >= LASTING_MS;
      if (++this.#mismatches >= (hasLasted ? 2 : MISMATCHES)) this.#contradict(now);
    }
  }

  #forgetMismatches(): void {
    this.#pending = undefined;
    this.#topMismatch = 0;
    this.#unexplained = NONE;
    this.#mismatches = 0;
    this.#mismatchedAt = 0;
  }

  #await(reason: TrustReason, now: number): void {
    this.#forgetMismatches();
    this.askedAt = now;
    this.#become("resyncing", reason, now);
  }

  #become(level: TrustLevel, reason: TrustReason, now: number): void {
    if (this.level !== level) this.since = now;
    this.level = level;
    this.reason = reason;
  }
}
