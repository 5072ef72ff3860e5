import { sha1 } from "@noble/hashes/legacy.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Clock, TokenId } from "@pm/core-types";
import { noopLogger, noopTelemetry } from "@pm/core-types";
import { formatUnits } from "../book/units.ts";
import type { HashPolicy } from "../evidence/hash-policy.ts";
import type { TrackedBook } from "../evidence/tracked-book.ts";
import type { Anomaly } from "../frames/anomaly.ts";
import type { MarketEvent } from "../frames/market-events.ts";
import { readUserFrame } from "../frames/read-user-frame.ts";
import { readLiveDataFrame } from "../live-data/read-live-data-frame.ts";
import { MarketFeed } from "../market/market-feed.ts";
import { type RecoveryOptions, Supervisor } from "../market/supervisor.ts";
import { type RecordingEntry, readReplayLine } from "./entry.ts";

/** What a replay found, in the order it is printed. */
export type ReplayReport = {
  readonly frames: number;
  readonly events: number;
  readonly unknown: number;
  readonly malformed: number;
  readonly books: number;
  /** Books in each of these levels at the end. */
  readonly live: number;
  readonly suspect: number;
  readonly gaps: number;
  readonly crossed: number;
  readonly topChecked: number;
  readonly topEqual: number;
  readonly hashChecked: number;
  readonly hashEqual: number;
  readonly hashMidBatch: number;
  readonly snapshotsChecked: number;
  readonly snapshotsEqual: number;
  readonly resyncs: number;
  /** Time the recording covers; of plain frames, by the venue's own clock. */
  readonly durationMs: number;
};

/** Settings of {@link replay}. */
export type ReplayOptions = Omit<RecoveryOptions, "witness"> & {
  /** Default: every change is compared with the venue's hash. */
  readonly hashes?: HashPolicy;
  readonly onEvent?: (event: MarketEvent) => void;
  /** A book changed in content or level. */
  readonly onBook?: (tracked: TrackedBook) => void;
  readonly onAnomaly?: (anomaly: Anomaly) => void;
};

/** A finished replay. */
export type Replayed = {
  readonly report: ReplayReport;
  /** SHA-1 over every book and its level: equal for equal inputs. */
  readonly digest: string;
  readonly feed: MarketFeed;
};

const SWEEP_MS = 250;

/**
 * Feeds a recording, or plain lines of raw frames, through the code that streams use, on the recording's own time.
 * Nothing real is waited for, and two replays of one input end in the same state.
 */
export async function replay(
  lines: AsyncIterable<string> | Iterable<string>,
  options: ReplayOptions = {},
): Promise<Replayed> {
  const time = new ReplayTime();
  const feed = new MarketFeed({
    clock: time.clock,
    hashes: options.hashes ?? { every: 1 },
    trackAll: true,
    onEvent: options.onEvent,
    onBook: options.onBook,
    onAnomaly: options.onAnomaly,
  });
  const sockets = new Map<number, ReplaySocket>();
  const supervisor = new Supervisor(
    {
      feed,
      // A recording answers no questions: what would be asked is counted.
      remedies: {
        askAgain: () => false,
        move: () => {},
        restart: () => {},
        heardAt: () => undefined,
        restartMute: () => {},
      },
      clock: time.clock,
      logger: noopLogger,
      telemetry: noopTelemetry,
      notify: (tracked) => options.onBook?.(tracked),
    },
    { ...options, quietMs: Number.POSITIVE_INFINITY },
  );
  let swept = 0;
  for await (const line of lines) {
    const read = readReplayLine(line);
    if (read.kind === "frame") {
      time.advanceTo(venueTime(read.frame));
      ingest(feed, read.frame);
    } else if (read.kind === "entry") {
      time.advance(read.entry.m);
      apply(feed, sockets, read.entry, time.now());
    }
    if (time.now() - swept >= SWEEP_MS) {
      swept = time.now();
      supervisor.sweep();
    }
  }
  return { report: reportOf(feed, time.now()), digest: digestOf(feed), feed };
}

/** Time that stands where the recording says. */
class ReplayTime {
  #now = 0;
  #origin: number | undefined;
  readonly clock: Clock = {
    now: () => (this.#origin ?? 0) + this.#now,
    monotonic: () => this.#now,
    setTimer: () => () => {},
  };

  now(): number {
    return this.#now;
  }

  /** To milliseconds since the start; never backwards. */
  advance(ms: number): void {
    if (ms > this.#now) this.#now = ms;
  }

  /** To a venue time; the first one is the start. */
  advanceTo(timestamp: number | undefined): void {
    if (timestamp === undefined) return;
    this.#origin ??= timestamp;
    this.advance(timestamp - this.#origin);
  }
}

type ReplaySocket = {
  readonly channel: "market" | "user" | "live-data" | "other";
  readonly tokens: Set<TokenId>;
};

function channelOf(url: string): ReplaySocket["channel"] {
  if (url.includes("/ws/market")) return "market";
  if (url.includes("/ws/user")) return "user";
  return /rtds|live-data/.test(url) ? "live-data" : "other";
}

function apply(
  feed: MarketFeed,
  sockets: Map<number, ReplaySocket>,
  entry: RecordingEntry,
  now: number,
): void {
  if (entry.t === "http") return;
  if (entry.t === "open") {
    sockets.set(entry.s, { channel: channelOf(entry.url), tokens: new Set() });
    return;
  }
  const socket = sockets.get(entry.s);
  if (entry.t === "out") {
    if (socket?.channel === "market") asked(feed, socket, entry.d, entry.s, now);
  } else if (entry.t === "close") {
    for (const token of socket?.tokens ?? []) feed.books.get(token)?.disconnected(now);
    sockets.delete(entry.s);
  } else if (entry.b !== undefined) {
    feed.stats.frames++;
    feed.anomaly({ kind: "binary", reason: "a binary frame", sample: "" });
  } else if (entry.d !== undefined) ingest(feed, entry.d, socket?.channel);
}

/** A subscription was sent: its books are awaited. */
function asked(feed: MarketFeed, socket: ReplaySocket, frame: string, epoch: number, now: number): void {
  let message: { readonly assets_ids?: unknown; readonly operation?: unknown };
  try {
    message = JSON.parse(frame) as typeof message;
  } catch {
    return;
  }
  if (!Array.isArray(message.assets_ids)) return;
  for (const token of message.assets_ids as TokenId[]) {
    if (message.operation === "unsubscribe") socket.tokens.delete(token);
    else {
      socket.tokens.add(token);
      feed.track(token).asked(epoch, now);
    }
  }
}

const USER_FRAME = /"event_type":\s*"(?:order|trade)"/;

function isLiveData(frame: string): boolean {
  return (frame.includes('"payload":') && frame.includes('"topic":')) || frame.startsWith('{"body":');
}

/** Frames of a plain file are told apart by what they hold; those of a recording by the socket they came through. */
function ingest(feed: MarketFeed, frame: string, known?: ReplaySocket["channel"]): void {
  const channel = known ?? (USER_FRAME.test(frame) ? "user" : isLiveData(frame) ? "live-data" : "market");
  if (channel === "market") {
    feed.ingest(frame);
    return;
  }
  feed.stats.frames++;
  if (channel === "other" || frame === "" || frame === "PONG") return;
  const sink = {
    event: () => {
      feed.stats.events++;
    },
    anomaly: (anomaly: Anomaly) => feed.anomaly(anomaly),
  };
  if (channel === "user") readUserFrame(frame, sink);
  else readLiveDataFrame(frame, sink);
}

/** The venue's time in a raw frame, Unix milliseconds. */
function venueTime(frame: string): number | undefined {
  const found = /"timestamp":\s*"?(\d{13})"?/.exec(frame)?.[1];
  return found === undefined ? undefined : Number(found);
}

function reportOf(feed: MarketFeed, durationMs: number): ReplayReport {
  const { stats } = feed;
  const books = [...feed.books.values()];
  const at = (level: TrackedBook["level"]) => books.filter((tracked) => tracked.level === level).length;
  return {
    frames: stats.frames,
    events: stats.events,
    unknown: stats.unknown,
    malformed: stats.malformed,
    books: books.length,
    live: at("live"),
    suspect: at("suspect"),
    gaps: stats.gaps,
    crossed: stats.crossed,
    topChecked: stats.topChecked,
    topEqual: stats.topEqual,
    hashChecked: stats.hashChecked,
    hashEqual: stats.hashEqual,
    hashMidBatch: stats.hashMidBatch,
    snapshotsChecked: stats.snapshotsChecked,
    snapshotsEqual: stats.snapshotsEqual,
    resyncs: stats.resyncs,
    durationMs,
  };
}

function digestOf(feed: MarketFeed): string {
  const state = [...feed.books.values()]
    .map(({ book, level, reason }) => {
      const side = (name: "bids" | "asks") => {
        const levels = book.sides[name];
        return Array.from(
          { length: levels.count },
          (_, at) => `${formatUnits(levels.priceAt(at))}x${formatUnits(levels.sizeAt(at))}`,
        ).join(" ");
      };
      return `${book.tokenId} ${level} ${reason} ${book.timestamp} ${side("bids")} | ${side("asks")}`;
    })
    .sort()
    .join("\n");
  return bytesToHex(sha1(utf8ToBytes(state)));
}
