/** What the script said. */
export type ScriptReply = {
  readonly kind: "granted" | "denied";
  readonly epoch: string;
  readonly sequence: number;
  readonly waitMs: number;
  /** Numbers of windows, counted from 1, and `b` for the bucket. */
  readonly blocked: readonly string[];
};

/** Longest wait that makes sense: the longest window and some. Anything beyond it is nonsense. */
const MOST_MS = 7 * 86_400_000;

/** Reads the script's answer. @throws {TypeError} when it is not one. */
export function readReply(reply: unknown): ScriptReply {
  if (Array.isArray(reply)) {
    const [kind, epoch, sequence, wait, ...blocked] = reply.map((item: unknown) =>
      typeof item === "string" || typeof item === "number" ? String(item) : "",
    );
    const waitMs = Number(wait);
    if (
      (kind === "granted" || kind === "denied") &&
      epoch !== undefined &&
      epoch !== "" &&
      Number.isSafeInteger(Number(sequence)) &&
      wait !== "" &&
      waitMs >= 0 &&
      waitMs <= MOST_MS
    ) {
      return { kind, epoch, sequence: Number(sequence), waitMs, blocked };
    }
  }
  throw new TypeError("The store's answer makes no sense.");
}
