import type { Clob, Market } from "@pm/clob";
import { MarketDataError } from "@pm/core-types";
import type { PaperMarket } from "@pm/venue";

/**
 * What a paper venue must know of the markets of these tokens, read from the exchange one after the other, so that
 * no limit is near.
 *
 * @throws {MarketNotFoundError} @throws {MarketDataError} for a market that does not have two tokens, or no rules.
 */
export async function mirroredMarkets(
  clob: Clob,
  tokens: readonly string[],
): Promise<readonly PaperMarket[]> {
  const markets = new Map<string, PaperMarket>();
  for (const token of tokens) {
    const conditionId = await clob.fetchConditionId(token);
    if (markets.has(conditionId)) continue;
    markets.set(conditionId, await describe(clob, await clob.fetchMarket(conditionId)));
  }
  return [...markets.values()];
}

/** One token each of the first `limit` open markets that pay liquidity rewards: busy books, on any deployment. */
export async function busyTokens(clob: Clob, limit: number): Promise<readonly string[]> {
  const tokens: string[] = [];
  for await (const market of clob.listSamplingMarkets().items()) {
    const [first] = market.tokens;
    if (first !== undefined && market.acceptingOrders && !market.closed) tokens.push(first.tokenId);
    if (tokens.length >= limit) break;
  }
  return tokens;
}

async function describe(clob: Clob, market: Market): Promise<PaperMarket> {
  const [first, second] = market.tokens;
  if (first === undefined || second === undefined || market.tokens.length > 2) {
    throw new MarketDataError({
      message: `Market ${market.conditionId} has ${market.tokens.length} tokens; only markets with two can be copied.`,
      context: { conditionId: market.conditionId },
    });
  }
  const rules = await clob.fetchMarketRules(first.tokenId);
  const { fees } = rules;
  return {
    conditionId: market.conditionId,
    ...questionOf(market),
    slug: market.slug === "" ? market.conditionId : market.slug,
    question: market.question,
    tokens: [
      { tokenId: first.tokenId, outcome: first.outcome },
      { tokenId: second.tokenId, outcome: second.outcome },
    ],
    tickSize: rules.tickSize,
    minOrderSize: rules.minOrderSize.toString(),
    negRisk: rules.negRisk,
    version: rules.exchange.version === "3" ? "v2" : "v1",
    ...(fees === undefined
      ? {}
      : { fees: { rate: fees.rate.toString(), exponent: fees.exponent, takerOnly: fees.takerOnly } }),
    secondsDelay: market.secondsDelay,
    ...(market.endDate === undefined ? {} : { endDate: market.endDate }),
    tags: market.tags,
  };
}

function questionOf({ raw }: Market): { readonly questionId?: string } {
  const id = raw.question_id;
  return typeof id === "string" && /^0x[0-9a-f]{64}$/i.test(id) ? { questionId: id } : {};
}
