import { type Clock, systemClock } from "@pm/polymarket";
import type { Paint } from "../terminal/paint.ts";
import { audit } from "./audit.ts";
import { lostAnswer } from "./chapters/lost-answer.ts";
import { quote } from "./chapters/quote.ts";
import { reckon, type WalletReckoning } from "./chapters/reckon.ts";
import { trade } from "./chapters/trade.ts";
import { type Check, createChecks } from "./checks.ts";
import { createLatencies, type LatencySummary } from "./latencies.ts";
import { openStage, type Stage } from "./stage.ts";
import type { Story } from "./story.ts";
import { type WatchedBook, watchBook } from "./watch-book.ts";

/** What `pm demo --json` prints. */
export type DemoSummary = {
  /** True only when every check against the venue's ledger held. */
  readonly ok: boolean;
  readonly seed: number;
  readonly elapsedMs: number;
  readonly orders: number;
  readonly fills: number;
  /** Orders at the venue that no intent accounts for. */
  readonly duplicates: number;
  /** Fills at the venue that the wallets never heard of. */
  readonly lostFills: number;
  readonly requests: number;
  readonly faults: number;
  readonly bookUpdates: number;
  readonly wallets: readonly WalletReckoning[];
  readonly latencies: Readonly<Record<string, LatencySummary>>;
  readonly checks: readonly Check[];
};

/** Plays the whole story against a venue of its own. @throws what kept it from being played to its end. */
export async function runDemo(options: {
  readonly seed: number;
  readonly story: Story;
  readonly paint: Paint;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
}): Promise<DemoSummary> {
  const { seed, story, paint, signal, clock = systemClock } = options;
  const start = clock.monotonic();
  const checks = createChecks(story);
  const latencies = createLatencies(clock.monotonic);
  const stage = await openStage(seed, { clock, signal, story, checks, latencies });
  try {
    const book = watchBook(stage, paint);
    let wallets: readonly WalletReckoning[];
    try {
      await trade(stage, await quote(stage, book));
      await lostAnswer(stage);
      wallets = await reckon(stage);
    } finally {
      await book.close();
    }
    const counts = compare(stage, book);
    return {
      ok: checks.all().every((check) => check.ok),
      seed,
      elapsedMs: Math.round(clock.monotonic() - start),
      ...counts,
      bookUpdates: book.updates(),
      wallets,
      latencies: latencies.summary(),
      checks: checks.all(),
    };
  } finally {
    await stage.close();
  }
}

function compare(stage: Stage, book: WatchedBook) {
  const { venue, story, checks } = stage;
  story.chapter("Our record against the venue's ledger");
  const actors = [stage.ada, stage.ben, stage.cleo];
  const fills = new Set(
    actors.flatMap((actor) => actor.fills().map(({ tradeId, orderId }) => `${tradeId}:${orderId}`)),
  );
  const ledger = venue.ledger();
  const landed = actors.flatMap((actor) => [...actor.landed]);
  const found = audit(ledger, { wallets: actors.map((actor) => actor.wallet.address), landed, fills });
  checks.expect(
    "no order twice, none missing",
    found.duplicates.length + found.missing.length === 0,
    `${landed.length} intents, ${found.duplicates.length} duplicates, ${found.missing.length} missing`,
  );
  checks.expect(
    "no fill lost, none invented",
    found.lostFills.length + found.phantomFills.length === 0,
    `${fills.size} fills, ${found.lostFills.length} lost, ${found.phantomFills.length} invented`,
  );
  checks.expect("no crossed book called live", book.crossed() === 0, `${book.updates()} states seen`);
  checks.expect(
    "the fault did happen",
    ledger.faults.length === 1,
    ledger.faults.map(({ kind }) => kind).join(", "),
  );
  return {
    orders: landed.length,
    fills: fills.size,
    duplicates: found.duplicates.length,
    lostFills: found.lostFills.length,
    requests: ledger.requests.length,
    faults: ledger.faults.length,
  };
}
