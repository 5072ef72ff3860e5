import { createHash } from "node:crypto";
import { pairedRow } from "../paired-row.ts";
import { defineSuite } from "../suite.ts";

const data = Buffer.alloc(1024, 7);
const hash = () => createHash("sha256").update(data).digest();

/** The harness against itself: both sides do the same, so a ratio far from 1 tells how noisy this machine is right now. */
export default defineSuite("self", [
  pairedRow({
    name: "the same synchronous work twice",
    unit: "µs/op",
    peerName: "itself",
    ours: () => hash(),
    peer: () => hash(),
  }),
  pairedRow({
    name: "the same asynchronous work twice",
    unit: "µs/op",
    peerName: "itself",
    ours: async () => hash(),
    peer: async () => hash(),
  }),
]);
