import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { secret, type TokenId } from "@pm/core-types";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import { captured } from "@pm/jest/captures";
import { createMarketStream } from "../market/market-stream.ts";
import { fakeMarket } from "../testing/fake-market.ts";
import { fakeSockets } from "../testing/fake-sockets.ts";
import { createUserStream } from "../user/user-stream.ts";
import { readReplayLine, writeEntry } from "./entry.ts";
import { replay } from "./replay.ts";
import { createRecorder } from "./tap.ts";

const A = "101" as TokenId;

describe("recording and replay", () => {
  it("replays a recorded stream, its gap included, to the state the stream had", async () => {
    const clock = createVirtualClock();
    const venue = fakeMarket();
    venue.set(A, [["0.4", "10"]], [["0.45", "5"]]);
    const lines: string[] = [];
    const recorder = createRecorder(venue.network.factory, (entry) => lines.push(writeEntry(entry)), clock);
    const stream = createMarketStream({
      url: "ws://venue/ws/market",
      sockets: recorder.sockets,
      clock,
      random: createSeededRandom(1),
      hashes: { every: 1 },
    });
    stream.subscribe([A], () => {});
    await clock.advance(10);
    venue.change(A, "BUY", "0.41", "7");
    venue.network.last().drop(1006, "gone");
    venue.change(A, "BUY", "0.42", "7", false);
    await clock.advance(1_000);
    venue.change(A, "BUY", "0.43", "1");
    venue.network.last().deliver(new Uint8Array([1]));
    const live = stream.book(A);
    await stream.close();

    const { report, feed } = await replay(lines.slice(0, -1));
    expect(report).toMatchObject({
      books: 1,
      live: 1,
      gaps: 1,
      malformed: 1,
      crossed: 0,
      hashChecked: 2,
      hashEqual: 2,
    });
    expect(report.durationMs).toBeGreaterThan(0);
    const replayed = feed.books.get(A)?.book;
    expect(replayed?.snapshot()).toEqual(live?.book.snapshot());
    const whole = await replay(lines);
    expect(whole.feed.books.get(A)?.level).toBe("stale");
  });

  it("never writes a credential", async () => {
    const lines: string[] = [];
    const network = fakeSockets();
    const clock = createVirtualClock();
    const recorder = createRecorder(network.factory, (entry) => lines.push(writeEntry(entry)), clock);
    const stream = createUserStream({
      url: "ws://venue/ws/user",
      credentials: { key: "k-1", secret: secret("s3cret"), passphrase: "passw0rd" },
      sockets: recorder.sockets,
      clock,
    });
    network.last().open();
    await stream.close();
    expect(lines.join("\n")).toContain("[redacted]");
    expect(lines.join("\n")).not.toMatch(/s3cret|passw0rd|k-1/);
  });

  it("survives a torn last line and tells it", async () => {
    const whole = writeEntry({ t: "in", m: 1, w: 2, s: 1, d: "[]" });
    const { report } = await replay([whole, whole.slice(0, 20)]);
    expect(report).toMatchObject({ frames: 2, malformed: 1 });
    expect(readReplayLine("")).toEqual({ kind: "empty" });
    expect(readReplayLine('{"pm":"recording","version":1}')).toEqual({ kind: "header" });
    expect(readReplayLine('{"pm": "recording", "version": 1}\r')).toEqual({ kind: "header" });
    const entry = { m: 1, w: 2, s: 1, t: "in", d: "[]" };
    expect(readReplayLine(JSON.stringify(entry, null, 1).replaceAll("\n", ""))).toEqual({
      kind: "entry",
      entry,
    });
    expect(readReplayLine('{"event_type":"book","t":"1750000000000"}').kind).toBe("frame");
  });
});

const captures = captured("data/") ?? "";
const framesOf = (name: string): string[] => {
  const bytes = readFileSync(captures + name);
  return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").split("\n").filter(Boolean);
};

(captures ? describe : describe.skip)("real captures", () => {
  it("replays thirty minutes: tops equal, hashes confirmed, the one stale snapshot doubted before it was replaced", async () => {
    const frames = framesOf("ws_market/basis-20260704-30min-dev.frames.jsonl.gz");
    const doubted = new Map<string, number>();
    let crossedLive = 0;
    const options = {
      onBook: (tracked: {
        readonly level: string;
        readonly book: { readonly tokenId: string; readonly isCrossed: boolean };
      }) => {
        if (tracked.level === "suspect")
          doubted.set(tracked.book.tokenId, (doubted.get(tracked.book.tokenId) ?? 0) + 1);
        if (tracked.level === "live" && tracked.book.isCrossed) crossedLive++;
      },
    };
    const first = await replay(frames, options);
    const { report } = first;
    expect(report).toMatchObject({
      frames: frames.length,
      unknown: 0,
      malformed: 0,
      books: 8,
      live: 8,
      suspect: 0,
      crossed: 0,
    });
    expect(report.topEqual).toBe(report.topChecked);
    expect(report.topChecked).toBe(23_952);
    expect(report.snapshotsChecked - report.snapshotsEqual).toBe(1);
    expect((report.hashEqual + report.hashMidBatch) / report.hashChecked).toBeGreaterThanOrEqual(0.997);
    // The only doubt in thirty minutes is about the book whose first snapshot really was stale.
    expect(report.resyncs).toBe(1);
    expect([...doubted.keys()]).toHaveLength(1);
    expect(crossedLive).toBe(0);
    const start = frames.slice(0, 2_000);
    const [one, two] = [await replay(start), await replay(start)];
    expect(two.digest).toBe(one.digest);
    expect(two.report).toEqual(one.report);
    expect(one.digest).not.toBe(first.digest);
  }, 60_000);

  it("judges a recording that begins in the middle as well as a whole one, and notices every frame taken out that matters", async () => {
    const frames = framesOf("ws_market/basis-20260704-30min-dev.frames.jsonl.gz");
    const { report } = await replay(frames.slice(8_000));
    expect(report).toMatchObject({ malformed: 0, crossed: 0, suspect: 0, resyncs: 0 });
    expect(report.topEqual).toBe(report.topChecked);
    expect(report.snapshotsEqual).toBe(report.snapshotsChecked);
    expect(report.hashChecked).toBeGreaterThan(15_000);
    expect((report.hashEqual + report.hashMidBatch) / report.hashChecked).toBeGreaterThanOrEqual(0.995);

    const part = frames.slice(8_000, 10_000);
    const whole = await replay(part);
    const missed: number[] = [];
    for (let at = 300; at < part.length; at += 250) {
      const torn = await replay(part.filter((_, n) => n !== at));
      const isHarmless = torn.report.snapshotsEqual === torn.report.snapshotsChecked;
      const explained = ({ report }: typeof whole) =>
        report.hashEqual + report.hashMidBatch - report.hashChecked;
      if (!isHarmless && torn.report.resyncs === 0 && explained(torn) === explained(whole)) missed.push(at);
    }
    expect(missed).toEqual([]);
  }, 60_000);

  it.each([
    "ws_market/marfusios-20260519.frames.jsonl.gz",
    "ws_market/glmbotpoly-misc.frames.jsonl",
    "ws_market/nautilus-old-and-v2.frames.jsonl",
    "ws_user/user.frames.jsonl",
    "rtds/activity-trades.frames.jsonl",
    "rtds/glmbotpoly.frames.jsonl",
    "rtds/marfusios-20260519.frames.jsonl",
  ])("replays %s with nothing unreadable", async (name) => {
    const { report } = await replay(framesOf(name));
    expect(report).toMatchObject({ unknown: 0, malformed: 0, crossed: 0 });
    expect(report.events).toBeGreaterThan(0);
  });
});
