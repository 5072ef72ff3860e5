import type { TimeUnit } from "./units.ts";

/** One piece of work. When it returns a promise, each repetition awaits it. */
export type Work = () => unknown;

/** Takes one sample, in the row's unit. */
export type Sampler = () => Promise<number>;

/** Both sides, ready to be sampled in turn. `iterations` is how often one sample repeats the work. */
export type OpenRow = Readonly<{
  ours: Sampler;
  peer: Sampler | undefined;
  iterations: Readonly<{ ours: number; peer: number }>;
  close: () => Promise<void>;
}>;

/**
 * What the harness takes from outside: the clocks, in milliseconds, and what happens between two samples, where garbage
 * is collected and signals and timers get their turn.
 */
export type Harness = Readonly<{
  wall: () => number;
  processor: () => number;
  settle: () => Promise<void>;
}>;

/** One line of a suite. */
export type Row = Readonly<{
  name: string;
  unit: string;
  /** Who we are compared with; nothing when there is no peer. */
  peerName: string | undefined;
  /** Whether less or more is better; the ratio is always "how many times better we are". */
  better: "less" | "more";
  /** How many samples each side gives. */
  samples: number;
  open: (harness: Harness) => Promise<OpenRow>;
}>;

/** Both sides of a comparison, after whatever they need was set up. */
export type Pair<W> = Readonly<{ ours: W; peer?: W; close?: () => unknown }>;

/** Either the two sides directly, or `prepare`, which sets them up when the row is about to run. */
export type Sides<W> = Pair<W> | Readonly<{ prepare: () => Pair<W> | Promise<Pair<W>> }>;

export type RowOptions = Readonly<{
  name: string;
  peerName?: string;
  samples?: number;
}>;

export type PairedRowOptions = RowOptions &
  Sides<Work> &
  Readonly<{
    unit: TimeUnit;
    /** How many operations one call performs; the result is per operation. Default 1. */
    operationsPerCall?: number;
    /** One sample repeats the work until it lasts about this long. Default 20 ms. */
    sampleMs?: number;
    /** Each side runs this long before anything counts. Default 200 ms. */
    warmUpMs?: number;
    /**
     * Each side runs this long again before each of its samples. Collecting garbage between samples also makes V8
     * forget optimised code: work of much code and many allocations needs some 200 ms to get back to its speed.
     * Default 0.
     */
    resumeMs?: number;
    /**
     * What is counted: time on the wall, or of the processor, all threads of the process together. The latter is fair to
     * work that never waits, and says the same on a busy machine. Default wall.
     */
    clock?: "wall" | "processor";
  }>;

/** For rows that measure themselves: each call of a side is one sample, already in `unit`. */
export type SampledRowOptions = RowOptions &
  Sides<() => number | Promise<number>> &
  Readonly<{ unit: string; better?: "less" | "more" }>;
