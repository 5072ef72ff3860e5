export { createVirtualClock, type VirtualClock } from "./clock.ts";
export { createSeededRandom } from "./random.ts";
