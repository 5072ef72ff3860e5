import { createHash } from "node:crypto";
import { conditionId, type Hex, parseTickSize, tokenId } from "@pm/core-types";
import type { EventSpec } from "../engine/index.ts";
import { deriveMarketIds, type MarketIdInput, type MarketIds } from "../engine/market-ids.ts";
import type { PaperMarket } from "./feed.ts";

/** Events that list the mirrored markets, each alone: siblings may not be mirrored. */
export function paperEvents(markets: readonly PaperMarket[]): readonly EventSpec[] {
  return markets.map((market) => ({
    slug: market.slug,
    title: market.question,
    negRisk: market.negRisk,
    ...(market.version === undefined ? {} : { version: market.version }),
    markets: [
      {
        slug: market.slug,
        question: market.question,
        outcomes: [market.tokens[0].outcome, market.tokens[1].outcome],
        tickSize: parseTickSize(market.tickSize),
        minOrderSize: market.minOrderSize,
        ...(market.fees === undefined ? {} : { fees: market.fees }),
        ...(market.secondsDelay === undefined ? {} : { secondsDelay: market.secondsDelay }),
        ...(market.endDate === undefined ? {} : { endDate: market.endDate }),
        ...(market.tags === undefined ? {} : { tags: market.tags }),
      },
    ],
  }));
}

/** Ids of the mirrored markets: those they have where they come from, so that signed orders are the same. */
export function paperIds(markets: readonly PaperMarket[]): (input: MarketIdInput) => MarketIds {
  const bySlug = new Map(markets.map((market) => [market.slug, market]));
  return (input) => {
    const market = bySlug.get(input.slug);
    if (market === undefined) return deriveMarketIds(input);
    return {
      questionId: (market.questionId ??
        `0x${createHash("sha256").update(`paper|${market.slug}`).digest("hex")}`) as Hex,
      conditionId: conditionId(market.conditionId),
      tokenIds: [tokenId(market.tokens[0].tokenId), tokenId(market.tokens[1].tokenId)],
    };
  };
}
