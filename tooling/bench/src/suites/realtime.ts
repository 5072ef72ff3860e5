// Frames of the market channel to books, against what the official bindings do with the same frames: they validate
// them and keep no book. Recorded production frames where there is a recording, made ones in the same form elsewhere.
import { OrderBook } from "@pm/realtime";
import { MarketBookEventSchema, MarketPriceChangeEventSchema } from "@polymarket/bindings/subscriptions";
import { pairedRow, sampledRow } from "../paired-row.ts";
import { heapOfBooks, heapOfMaps } from "../realtime/books-heap.ts";
import { endless, feedOf, inTurn } from "../realtime/feeds.ts";
import { loadMarketFrames } from "../realtime/frames.ts";
import { bareClient, reconnectScene } from "../realtime/reconnect.ts";
import { blast } from "../realtime/socket-frames.ts";
import { defineSuite } from "../suite.ts";

const UNIT = "µs/op";
const SCHEMA = "JSON.parse and the official schema, which keeps no book";
const PARSE = "bare JSON.parse";

const officialChange = (frames: readonly string[]) => {
  const next = inTurn(frames);
  return () => MarketPriceChangeEventSchema.parse(JSON.parse(next()));
};
const parsed = (frames: readonly string[]) => {
  const next = inTurn(frames);
  return () => JSON.parse(next());
};

/** `book` frames of 2 × 40 levels, cut from the frames at hand. */
const book80 = (): readonly string[] =>
  loadMarketFrames().books.map((text) => {
    const book = JSON.parse(text);
    return Buffer.from(
      JSON.stringify({ ...book, bids: book.bids.slice(-40), asks: book.asks.slice(-40) }),
    ).toString();
  });
const intoBooks = (frames: readonly string[]) => {
  const next = inTurn(frames);
  const feed = loadFeed(frames);
  return () => feed.ingest(next());
};
const loadFeed = (books: readonly string[]) => {
  const tokens = books.map((book) => JSON.parse(book).asset_id as string);
  return feedOf({ books, changes: [], tokens });
};

export default defineSuite("realtime", [
  pairedRow({
    name: "price-change/official-schema",
    unit: UNIT,
    peerName: SCHEMA,
    prepare: () => {
      const frames = loadMarketFrames();
      return { ours: endless(frames), peer: officialChange(frames.changes) };
    },
  }),
  pairedRow({
    name: "price-change/json-parse",
    unit: UNIT,
    peerName: PARSE,
    prepare: () => {
      const frames = loadMarketFrames();
      return { ours: endless(frames), peer: parsed(frames.changes) };
    },
  }),
  pairedRow({
    name: "price-change/hash-sampled",
    unit: UNIT,
    peerName: SCHEMA,
    prepare: () => {
      const frames = loadMarketFrames();
      return { ours: endless(frames, { hashes: { every: 32 } }), peer: officialChange(frames.changes) };
    },
  }),
  pairedRow({
    name: "price-change/hash-confirmed",
    unit: UNIT,
    peerName: SCHEMA,
    prepare: () => {
      const frames = loadMarketFrames();
      return { ours: endless(frames, { hashes: { every: 1 } }), peer: officialChange(frames.changes) };
    },
  }),
  pairedRow({
    name: "book-80/official-schema",
    unit: UNIT,
    peerName: SCHEMA,
    prepare: () => {
      const frames = book80();
      const next = inTurn(frames);
      return { ours: intoBooks(frames), peer: () => MarketBookEventSchema.parse(JSON.parse(next())) };
    },
  }),
  pairedRow({
    name: "book-80/json-parse",
    unit: UNIT,
    peerName: PARSE,
    prepare: () => {
      const frames = book80();
      return { ours: intoBooks(frames), peer: parsed(frames) };
    },
  }),
  sampledRow({
    name: "socket-frames/official-schema",
    unit: "frames/s",
    better: "more",
    peerName: "ws, JSON.parse and the official schema",
    samples: 9,
    prepare: blast,
  }),
  sampledRow({
    name: "books-heap/map-of-texts",
    unit: "B/book",
    peerName: "a Map of price and size texts for each side",
    samples: 3,
    ours: () => heapOfBooks(OrderBook),
    peer: heapOfMaps,
  }),
  sampledRow({
    name: "reconnect-500/bare-client",
    unit: "ms",
    peerName: "a bare ws client that only waits for 500 snapshots",
    samples: 15,
    prepare: async () => {
      const scene = await reconnectScene(500);
      // Both sides, and the venue, run warm: a reconnect comes after hours.
      for (let round = 0; round < 5; round++) {
        await scene.reconnect();
        await bareClient(scene);
      }
      return { ours: scene.reconnect, peer: () => bareClient(scene), close: scene.close };
    },
  }),
]);
