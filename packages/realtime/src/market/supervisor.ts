import type { BookSnapshot, CancelTimer, Clock, Logger, Telemetry, TokenId } from "@pm/core-types";
import type { TrackedBook } from "../evidence/tracked-book.ts";
import type { MarketFeed } from "./market-feed.ts";

/** When a book or a socket is looked into. Milliseconds. */
export type RecoveryOptions = {
  /** A snapshot that was asked for is owed within this; default 5,000. */
  readonly snapshotDeadlineMs?: number | undefined;
  /** A token not heard of for this long is asked for again; default 60,000. */
  readonly quietMs?: number | undefined;
  /** A socket that brings no data for this long is asked for one of its tokens; default 10,000. */
  readonly muteMs?: number | undefined;
  /** A doubted book has this long to clear itself; default 1,000. */
  readonly doubtMs?: number | undefined;
  /** Fetches a book by another way, such as HTTP: equal levels end a doubt without a resync. */
  readonly witness?: ((tokenId: TokenId) => Promise<Pick<BookSnapshot, "bids" | "asks">>) | undefined;
};

/** What can be done about a book. */
export type Remedies = {
  /** Asks for a fresh snapshot; false when that is impossible now. */
  readonly askAgain: (tokenId: TokenId) => boolean;
  readonly move: (tokenId: TokenId) => void;
  readonly restart: (tokenId: TokenId, reason: string) => void;
  /** When the socket of a token last brought data; undefined while it is not open. */
  readonly heardAt: (tokenId: TokenId) => number | undefined;
  /** Replaces sockets that bring nothing while another with the same tokens does. */
  readonly restartMute: (muteMs: number) => void;
};

const SWEEP_MS = 250;
/** Quiet tokens asked for again in one sweep: they never become a burst. */
const PROBES_PER_SWEEP = 20;
/** All of them are asked for within this part of `quietMs`, however many they are. */
const PROBED_WITHIN = 0.25;
/** Waits between questions for a token that does not answer never exceed this. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Watches over books: doubts that do not clear are looked into, snapshots that do not come are asked for again, on
 * the same socket, then on another, then on a new one. One timer for any number of books.
 */
export class Supervisor {
  readonly #feed: MarketFeed;
  readonly #remedies: Remedies;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #telemetry: Telemetry;
  readonly #snapshotDeadlineMs: number;
  readonly #quietMs: number;
  readonly #muteMs: number;
  readonly #doubtMs: number;
  readonly #witness: RecoveryOptions["witness"];
  readonly #notify: (tracked: TrackedBook) => void;
  readonly #witnessing = new Set<TrackedBook>();
  #cancel: CancelTimer | undefined;

  constructor(
    parts: {
      readonly feed: MarketFeed;
      readonly remedies: Remedies;
      readonly clock: Clock;
      readonly logger: Logger;
      readonly telemetry: Telemetry;
      readonly notify: (tracked: TrackedBook) => void;
    },
    options: RecoveryOptions,
  ) {
    this.#feed = parts.feed;
    this.#remedies = parts.remedies;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#telemetry = parts.telemetry;
    this.#notify = parts.notify;
    this.#snapshotDeadlineMs = options.snapshotDeadlineMs ?? 5_000;
    this.#quietMs = options.quietMs ?? 60_000;
    this.#muteMs = options.muteMs ?? 10_000;
    this.#doubtMs = options.doubtMs ?? 1_000;
    this.#witness = options.witness;
  }

  start(): void {
    this.#cancel ??= this.#clock.setTimer(SWEEP_MS, () => {
      this.#cancel = undefined;
      this.sweep();
      if (this.#feed.books.size > 0) this.start();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Looks at every book once. */
  sweep(): void {
    const now = this.#clock.monotonic();
    const { size } = this.#feed.books;
    let probes = Math.max(PROBES_PER_SWEEP, Math.ceil((size * SWEEP_MS) / (this.#quietMs * PROBED_WITHIN)));
    this.#remedies.restartMute(this.#muteMs);
    for (const tracked of this.#feed.books.values()) {
      const before = tracked.level;
      tracked.sweep(now);
      if (tracked.needsAsking) this.#ask(tracked, now);
      else if (tracked.askedAt !== undefined) this.#chase(tracked, tracked.askedAt, now);
      else if (tracked.level === "suspect") this.#lookInto(tracked, now);
      else if (tracked.level === "live" && probes > 0 && this.#isQuiet(tracked, now)) {
        probes--;
        this.#ask(tracked, now);
      }
      if (tracked.level !== before) this.#notify(tracked);
    }
  }

  #isQuiet(tracked: TrackedBook, now: number): boolean {
    if (now - tracked.heardAt >= this.#quietMs) return true;
    const socket = this.#remedies.heardAt(tracked.book.tokenId);
    return socket !== undefined && now - socket >= this.#muteMs;
  }

  /** A snapshot is owed. */
  #chase(tracked: TrackedBook, askedAt: number, now: number): void {
    const patience = Math.min(
      LONGEST_WAIT_MS,
      this.#snapshotDeadlineMs * 2 ** Math.max(0, tracked.attempts - 2),
    );
    if (now - askedAt < patience) return;
    const { tokenId } = tracked.book;
    const socket = this.#remedies.heardAt(tokenId);
    tracked.attempts++;
    tracked.unanswered(now);
    this.#notify(tracked);
    this.#log(tracked, "snapshot did not come");
    if (socket !== undefined && socket < askedAt) {
      // Nothing at all came since: it is the socket, not the token.
      this.#remedies.restart(tokenId, "subscribed and silent");
    } else if (tracked.attempts === 2) this.#remedies.move(tokenId);
    else this.#remedies.askAgain(tokenId);
    tracked.askedAt = now;
  }

  /** A doubt did not clear by itself. */
  #lookInto(tracked: TrackedBook, now: number): void {
    if (now - tracked.since < this.#doubtMs || this.#witnessing.has(tracked)) return;
    if (this.#witness === undefined || tracked.attempts > 0) {
      this.#resync(tracked);
      return;
    }
    this.#witnessing.add(tracked);
    this.#witness(tracked.book.tokenId)
      .then(
        (book) => {
          if (tracked.level !== "suspect") return;
          if (sameAsWitness(tracked, book)) {
            tracked.confirmed(this.#clock.monotonic());
            this.#notify(tracked);
          } else this.#resync(tracked);
        },
        (error: unknown) => {
          this.#logger.log("warn", "witness failed", { tokenId: tracked.book.tokenId, error: String(error) });
          this.#resync(tracked);
        },
      )
      .finally(() => this.#witnessing.delete(tracked));
  }

  #resync(tracked: TrackedBook): void {
    if (tracked.attempts === 0) {
      this.#feed.stats.resyncs++;
      this.#log(tracked, "resync");
    }
    tracked.attempts++;
    this.#ask(tracked, this.#clock.monotonic());
  }

  #ask(tracked: TrackedBook, now: number): void {
    tracked.needsAsking = false;
    if (this.#remedies.askAgain(tracked.book.tokenId)) tracked.askedAt = now;
  }

  #log(tracked: TrackedBook, message: string): void {
    const { tokenId } = tracked.book;
    this.#telemetry.count("pm_book_recoveries_total", { step: message, reason: tracked.reason });
    this.#logger.log("warn", message, { tokenId, reason: tracked.reason, attempts: tracked.attempts });
  }
}

function sameAsWitness(tracked: TrackedBook, witness: Pick<BookSnapshot, "bids" | "asks">): boolean {
  const mine = tracked.book.snapshot();
  return (["bids", "asks"] as const).every(
    (side) =>
      mine[side].length === witness[side].length &&
      mine[side].every((level, at) => {
        const other = witness[side][at];
        return other !== undefined && level.price.eq(other.price) && level.size.eq(other.size);
      }),
  );
}
