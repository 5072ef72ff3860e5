import { readFile } from "node:fs/promises";
import {
  customEnvironment,
  type Environment,
  localEnvironment,
  PRODUCTION,
  ValidationError,
  type VenueReady,
} from "@pm/core-types";
import { resolveEnvironment } from "@pm/polymarket";
import type { Transport } from "@pm/resilience";
import { requireOk } from "@pm/resilience";

/** Whose books are copied, and which of its tokens when the user names none; undefined: those with rewards. */
export type MirrorSource = {
  readonly environment: Environment;
  readonly tokens: readonly string[] | undefined;
};

/**
 * Understands `--mirror`: `production`, `preproduction`, the URL of a CLOB, or another venue's ready line, as the
 * JSON itself, the path of a file that begins with it, or the URL that serves it (`…/_venue/ready`).
 *
 * @throws {ValidationError} for anything else. @throws {TransportError} when the URL does not answer.
 */
export async function mirrorSource(text: string, transport: Transport): Promise<MirrorSource> {
  if (text === "production" || text === "preproduction") {
    return { environment: resolveEnvironment(text), tokens: undefined };
  }
  if (text.startsWith("{")) return fromReadyLine(text, "The line");
  if (!/^https?:\/\//.test(text)) {
    const content = await readFile(text, "utf8").catch((cause: unknown) => {
      throw new ValidationError({
        message: `--mirror is neither "production" nor a URL, and there is no file ${text}.`,
        action: "Give production, a CLOB's URL, or a file or URL with the line of `pm venue --json`.",
        context: { field: "mirror" },
        cause,
      });
    });
    return fromReadyLine(content.split("\n", 1)[0] ?? "", text);
  }
  if (/\/ready\/?$/.test(text)) {
    const answer = await transport({
      method: "GET",
      url: text,
      endpoint: "GET /_venue/ready",
      surface: "clob-public",
      idempotent: true,
    });
    return fromReadyLine(requireOk(answer).body, text);
  }
  const clob = text.replace(/\/+$/, "");
  if (clob === PRODUCTION.hosts.clob) return { environment: PRODUCTION, tokens: undefined };
  const marketSocket = `${clob.replace(/^http/, "ws")}/ws/market`;
  return {
    environment: customEnvironment("mirrored", PRODUCTION, { hosts: { clob, marketSocket } }),
    tokens: undefined,
  };
}

/** The line holds private keys, so it is never quoted. */
function fromReadyLine(line: string, from: string): MirrorSource {
  try {
    const ready = JSON.parse(line) as VenueReady & {
      readonly markets: readonly { readonly tokens: readonly { readonly tokenId: string }[] }[];
    };
    const tokens = ready.markets.flatMap((market) => market.tokens.slice(0, 1).map((token) => token.tokenId));
    return { environment: localEnvironment(ready), tokens };
  } catch (cause) {
    throw new ValidationError({
      message: `${from} is not the ready line of a venue.`,
      action: "Give the one line that `pm venue --json` prints.",
      context: { field: "mirror" },
      cause,
    });
  }
}
