export type Counts = Readonly<{ passed: number; failed: number; skipped: number }>;
export function countsOf(result: Readonly<Record<string, number>>): Counts;
export function isWholeRun(config: object): boolean;
