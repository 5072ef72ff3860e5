import type { Harness, Row, Sampler } from "./row.ts";
import { round, summarise } from "./statistics.ts";

/** The result of one row: the fields every reader relies on first, the finer ones after. */
export type Result = Readonly<{
  name: string;
  ours: number;
  peer: number | null;
  ratio: number | null;
  unit: string;
  peerName: string | null;
  node: string;
  oursMin: number;
  oursP95: number;
  peerMin: number | null;
  peerP95: number | null;
  samples: number;
  iterations: number;
  peerIterations: number;
}>;

/**
 * Samples both sides in turn, ours first in one round and second in the next, so that whatever the machine does
 * meanwhile (heat, other processes, a growing heap) hits both alike.
 */
export const runRow = async (row: Row, harness: Harness, node: string): Promise<Result> => {
  const open = await row.open(harness);
  const samples = { ours: [] as number[], peer: [] as number[] };
  const take = async (side: "ours" | "peer", sampler: Sampler | undefined) => {
    if (sampler === undefined) return;
    await harness.settle();
    samples[side].push(await sampler());
  };
  try {
    for (let round = 0; round < row.samples; round++) {
      const first = round % 2 === 0 ? "ours" : "peer";
      await take(first, open[first]);
      const second = first === "ours" ? "peer" : "ours";
      await take(second, open[second]);
    }
  } finally {
    await open.close();
  }

  const ours = summarise(samples.ours);
  const peer = open.peer && summarise(samples.peer);
  const ratio = peer && (row.better === "less" ? peer.median / ours.median : ours.median / peer.median);
  return {
    name: row.name,
    ours: round(ours.median),
    peer: peer ? round(peer.median) : null,
    ratio: ratio === undefined ? null : round(ratio),
    unit: row.unit,
    peerName: row.peerName ?? null,
    node,
    oursMin: round(ours.min),
    oursP95: round(ours.p95),
    peerMin: peer ? round(peer.min) : null,
    peerP95: peer ? round(peer.p95) : null,
    samples: row.samples,
    iterations: open.iterations.ours,
    peerIterations: open.iterations.peer,
  };
};
