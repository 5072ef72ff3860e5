/** Unix milliseconds as ISO text, `2026-11-22T00:00:00Z`, with milliseconds only where there are any. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

/** Unix milliseconds as Gamma writes when a market closed or its game starts: `2026-07-24 00:00:16+00`. */
export function spacedTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")}+00`;
}

/** Unix milliseconds as a calendar day in UTC. */
export function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Whole Unix seconds. */
export function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
