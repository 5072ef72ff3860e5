/** What can be wrong with a frame; `refused`: the server says that it does not accept something. None of it stops a stream. */
export const ANOMALY_KINDS = ["invalid-json", "binary", "malformed", "unknown", "refused"] as const;
export type AnomalyKind = (typeof ANOMALY_KINDS)[number];

/** Something in a stream that this library could not read: counted, sampled to the log and offered to a hook. */
export type Anomaly = {
  readonly kind: AnomalyKind;
  /** What is wrong, naming the field. */
  readonly reason: string;
  /** The beginning of the frame, at most 500 characters. */
  readonly sample: string;
  /** The token concerned, where it could be read. */
  readonly tokenId?: string;
};

/** Cuts a frame to what a log line may hold. */
export function sampleOf(frame: unknown): string {
  const text = typeof frame === "string" ? frame : (JSON.stringify(frame) ?? String(frame));
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
