import type { EventSpec } from "../engine/index.ts";
import type { SeriesSpec } from "../gamma/series.ts";
import type { RewardProgramme } from "./rewards.ts";

const YEAR_END = Date.UTC(2027, 11, 31, 23, 59);

/** What a venue lists unless it is told otherwise: a plain market, a three-outcome neg-risk event, a fine grid. */
export const DEFAULT_EVENTS: readonly EventSpec[] = [
  {
    slug: "bitcoin-above-150k-on-december-31-2027",
    title: "Bitcoin above $150,000 on December 31, 2027?",
    negRisk: false,
    tags: ["Crypto", "Bitcoin"],
    markets: [
      {
        slug: "bitcoin-above-150k-on-december-31-2027",
        question: "Bitcoin above $150,000 on December 31, 2027?",
        description:
          'This market resolves to "Yes" if one bitcoin trades above $150,000 at the end of the day.',
        tickSize: "0.01",
        endDate: YEAR_END,
        tags: ["Crypto", "Bitcoin"],
      },
    ],
  },
  {
    slug: "winner-of-the-2027-lighthouse-cup",
    title: "Winner of the 2027 Lighthouse Cup",
    negRisk: true,
    tags: ["Sports"],
    markets: ["Northern Harriers", "Southern Terns", "Eastern Gannets"].map((team) => ({
      slug: `will-the-${team.toLowerCase().replaceAll(" ", "-")}-win-the-2027-lighthouse-cup`,
      question: `Will the ${team} win the 2027 Lighthouse Cup?`,
      description: `This market resolves to "Yes" if the ${team} win the 2027 Lighthouse Cup.`,
      groupItemTitle: team,
      tickSize: "0.01" as const,
      endDate: YEAR_END,
      tags: ["Sports"],
    })),
  },
  {
    slug: "rate-cut-at-the-march-2027-meeting",
    title: "Rate cut at the March 2027 meeting?",
    negRisk: false,
    tags: ["Economics"],
    markets: [
      {
        slug: "rate-cut-at-the-march-2027-meeting",
        question: "Rate cut at the March 2027 meeting?",
        description: 'This market resolves to "Yes" if the target rate is lowered at the meeting.',
        tickSize: "0.001",
        fees: { rate: "0.05", exponent: 1, takerOnly: true, rebateRate: "0.25" },
        endDate: YEAR_END,
        tags: ["Economics"],
      },
    ],
  },
];

/** Reward programmes of the default markets, by slug. */
export const DEFAULT_REWARDS: Readonly<Record<string, RewardProgramme>> = {
  "bitcoin-above-150k-on-december-31-2027": { ratePerDay: "50", minSize: "20", maxSpread: "3.5" },
};

/** Series of the default events. */
export const DEFAULT_SERIES: readonly SeriesSpec[] = [
  {
    slug: "lighthouse-cup",
    title: "Lighthouse Cup",
    recurrence: "annual",
    events: ["winner-of-the-2027-lighthouse-cup"],
  },
];

/** `count` plain markets of their own, for many books at once. */
export function manyMarkets(count: number): readonly EventSpec[] {
  return Array.from({ length: count }, (_, index) => {
    const slug = `will-buoy-${index + 1}-report-fog-in-2027`;
    const question = `Will buoy ${index + 1} report fog in 2027?`;
    return {
      slug,
      title: question,
      negRisk: false,
      tags: ["Weather"],
      markets: [{ slug, question, endDate: YEAR_END, tags: ["Weather"] }],
    };
  });
}
