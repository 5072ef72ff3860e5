import { isPolymarketError } from "@pm/core-types";

/** What went wrong, in the one or two sentences that an operator needs. */
export function describeFailure(error: unknown): string {
  if (isPolymarketError(error)) return `${error.name}: ${error.message}\n  → ${error.action}`;
  const code = errnoOf(error);
  const text = error instanceof Error ? error.message : String(error);
  switch (code) {
    case "EADDRINUSE":
      return `The port is already in use (${text}). Choose another with --port, or 0 for a free one.`;
    case "EACCES":
    case "EPERM":
      return `This user may not do that (${text}). Choose a port above 1023 and a folder that you may write to.`;
    case "EADDRNOTAVAIL":
      return `This machine has no such address (${text}). The venue listens on the loopback address by default.`;
    default:
      return text;
  }
}

function errnoOf(error: unknown): string | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if ("code" in inner && typeof inner.code === "string") return inner.code;
  }
  return undefined;
}
