import type { VenueContext } from "./context.ts";
import type { Surface } from "./http/request.ts";
import type { SurfaceServer } from "./http/server.ts";
import type { VenueReadyLine } from "./options.ts";
import { units } from "./wire/decimals.ts";

/** What a client must know to use the venue. */
export function readyLine(
  context: VenueContext,
  servers: Readonly<Record<Surface, SurfaceServer>>,
): VenueReadyLine {
  const { clob, gamma, data, relayer } = servers;
  return {
    clob: clob.url,
    gamma: gamma.url,
    data: data.url,
    market: `${clob.socketUrl}/ws/market`,
    user: `${clob.socketUrl}/ws/user`,
    rtds: `${clob.socketUrl}/rtds`,
    prices: `${clob.socketUrl}/prices`,
    sports: `${clob.socketUrl}/sports`,
    relayer: relayer.url,
    rpc: `${relayer.url}/rpc`,
    control: `${clob.url}/_venue`,
    chainId: context.environment.chainId,
    markets: context.engine.markets().map((market) => ({
      conditionId: market.conditionId,
      question: market.question,
      slug: market.slug,
      negRisk: market.negRisk,
      version: market.version,
      tickSize: market.tickSize,
      minOrderSize: units(market.minOrderSize),
      tokens: market.outcomes.map(({ tokenId, outcome }) => ({ tokenId, outcome })),
    })),
    accounts: context.accounts,
  };
}
