/** Units of time per operation, in milliseconds. */
const MILLISECONDS = {
  "ns/op": 1e-6,
  "µs/op": 1e-3,
  "ms/op": 1,
  "s/op": 1e3,
} as const;

export type TimeUnit = keyof typeof MILLISECONDS;

export const fromMilliseconds = (milliseconds: number, unit: TimeUnit): number =>
  milliseconds / MILLISECONDS[unit];
