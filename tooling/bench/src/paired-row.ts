import type { Pair, PairedRowOptions, Row, RowOptions, SampledRowOptions, Sampler, Sides } from "./row.ts";
import { calibrate, resume, time } from "./timing.ts";
import { fromMilliseconds } from "./units.ts";

const SAMPLES = 15;
const SAMPLE_MS = 20;
const WARM_UP_MS = 200;

/**
 * A comparison by time: the same work done by us and by a peer.
 *
 * @example
 * pairedRow({ name: "sign an order", unit: "µs/op", peerName: "official client", ours: () => a.sign(o), peer: () => b.sign(o) })
 */
export const pairedRow = (options: PairedRowOptions): Row => {
  const { unit, operationsPerCall = 1, sampleMs = SAMPLE_MS, warmUpMs = WARM_UP_MS, resumeMs = 0 } = options;
  const { clock = "wall" } = options;
  return {
    ...common(options),
    unit,
    better: "less",
    open: async (harness) => {
      const now = harness[clock];
      const pair = await openSides(options);
      const ours = await calibrate(pair.ours, { now, sampleMs, warmUpMs });
      const peer = pair.peer && (await calibrate(pair.peer, { now, sampleMs, warmUpMs }));
      const sampler =
        (work: () => unknown, calibration: typeof ours): Sampler =>
        async () => {
          await resume(work, calibration, { now, resumeMs });
          const took = await time(work, calibration, now);
          return fromMilliseconds(took, unit) / (calibration.iterations * operationsPerCall);
        };
      return {
        ours: sampler(pair.ours, ours),
        peer: pair.peer && peer && sampler(pair.peer, peer),
        iterations: { ours: ours.iterations, peer: peer?.iterations ?? 0 },
        close: closing(pair),
      };
    },
  };
};

/** A comparison of anything else that can be put into a number: bytes of heap, requests, milliseconds of a whole scenario. */
export const sampledRow = (options: SampledRowOptions): Row => ({
  ...common(options),
  unit: options.unit,
  better: options.better ?? "less",
  open: async () => {
    const pair = await openSides(options);
    const { ours, peer } = pair;
    return {
      ours: async () => ours(),
      peer: peer && (async () => peer()),
      iterations: { ours: 1, peer: peer ? 1 : 0 },
      close: closing(pair),
    };
  },
});

const common = ({ name, peerName, samples = SAMPLES }: RowOptions) => ({ name, peerName, samples });

const openSides = async <W>(sides: Sides<W>): Promise<Pair<W>> =>
  "prepare" in sides ? sides.prepare() : sides;

const closing =
  ({ close }: Pair<unknown>) =>
  async (): Promise<void> => {
    await close?.();
  };
