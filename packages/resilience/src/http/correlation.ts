import { type Random, systemRandom } from "@pm/core-types";

/** Makes correlation ids: a prefix no other process has, and a counter. */
export function createCorrelationIds(random: Random = systemRandom): () => string {
  const prefix = Array.from(random.bytes(5), (byte) => byte.toString(16).padStart(2, "0")).join("");
  let counter = 0;
  return () => {
    counter += 1;
    return `${prefix}-${counter.toString(36)}`;
  };
}
