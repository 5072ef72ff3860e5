import { createClob } from "@pm/clob";
import { type Logger, noopLogger, ValidationError } from "@pm/core-types";
import { createDataApi } from "@pm/data-api";
import { createMarketStream } from "@pm/realtime";
import { createTransport, type Transport } from "@pm/resilience";
import type { PaperFeed } from "@pm/venue";
import { createMirrorFeed } from "./mirror-feed.ts";
import { type MirrorSource, mirrorSource } from "./mirror-source.ts";
import { busyTokens, mirroredMarkets } from "./mirrored-markets.ts";

/** What to copy. */
export type MirrorRequest = {
  /** What `mirrorSource` understands. */
  readonly from: string;
  readonly tokens: readonly string[];
  /** Last parts of market addresses. */
  readonly slugs: readonly string[];
  /** How many markets to copy when none is named. */
  readonly limit: number;
  readonly logger?: Logger;
};

/** A feed that runs until it is closed. */
export type OpenMirror = { readonly feed: PaperFeed; readonly close: () => Promise<void> };

/**
 * Reads the markets to copy and opens their books. Only public reads and subscriptions leave the machine.
 *
 * @throws {ValidationError} when there is nothing to copy. @throws {MarketNotFoundError} @throws {TransportError}
 */
export async function openMirror(request: MirrorRequest): Promise<OpenMirror> {
  const { logger = noopLogger } = request;
  const transport = createTransport({ logger });
  try {
    const source = await mirrorSource(request.from, transport);
    const { environment } = source;
    const clob = createClob({ environment, transport, logger });
    const tokens = await tokensOf(request, source, transport, () => busyTokens(clob, request.limit));
    if (tokens.length === 0) {
      throw new ValidationError({
        message: `${request.from} lists no market to copy by itself.`,
        action: "Name them with --tokens or --slugs.",
      });
    }
    const markets = await mirroredMarkets(clob, tokens);
    const stream = createMarketStream({
      url: environment.hosts.marketSocket,
      customFeatures: true,
      logger,
    });
    return {
      feed: createMirrorFeed(stream, markets),
      close: async () => {
        await stream.close();
        await clob.close();
        await transport.close();
      },
    };
  } catch (error) {
    await transport.close();
    throw error;
  }
}

async function tokensOf(
  request: MirrorRequest,
  { environment, tokens }: MirrorSource,
  transport: Transport,
  busy: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const data = createDataApi({ environment, transport });
  const named = [...request.tokens];
  for (const slug of request.slugs) {
    const { outcomes } = await data.fetchMarketBySlug(slug);
    named.push(...outcomes.flatMap((one) => (one.tokenId === undefined ? [] : [one.tokenId])));
  }
  if (named.length > 0) return named;
  return tokens?.slice(0, request.limit) ?? busy();
}
