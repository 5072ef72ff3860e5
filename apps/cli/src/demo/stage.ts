import type { TokenId } from "@pm/polymarket";
import {
  type Clock,
  connect,
  localEnvironment,
  type MarketRules,
  type Polymarket,
  tokenId,
} from "@pm/polymarket";
import { createVenue, type Venue } from "@pm/venue";
import { type Actor, createActor } from "./actor.ts";
import type { Checks } from "./checks.ts";
import type { Latencies } from "./latencies.ts";
import type { Story } from "./story.ts";

/** What the demo is told in and measured by. */
export type DemoTools = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly story: Story;
  readonly checks: Checks;
  readonly latencies: Latencies;
};

/** Everything a chapter works with. */
export type Stage = DemoTools & {
  readonly venue: Venue;
  readonly pm: Polymarket;
  readonly rules: MarketRules;
  readonly question: string;
  readonly yes: TokenId;
  readonly no: TokenId;
  readonly ada: Actor;
  readonly ben: Actor;
  readonly cleo: Actor;
  readonly close: () => Promise<void>;
};

/** Opens a venue inside this process, connects to it and adds three wallets. */
export async function openStage(seed: number, tools: DemoTools): Promise<Stage> {
  const { story, latencies } = tools;
  story.chapter("An exchange of our own, and three wallets");
  const venue = await createVenue({
    seed,
    accounts: 3,
    seedBooks: true,
    // Production takes seconds; the story should not.
    settlement: { minedAfterMs: 300, confirmedAfterMs: 400 },
  });
  const closers = [() => venue.close()];
  const close = async (): Promise<void> => {
    for (const closer of closers.toReversed()) await closer();
  };
  try {
    const pm = await connect({ environment: localEnvironment(venue.ready) });
    closers.push(() => pm.close());
    const market = venue.ready.markets[0]!;
    const [yes, no] = market.tokens.map((token) => tokenId(token.tokenId)) as [TokenId, TokenId];
    const rules = await latencies.time("read market rules", () => pm.markets.fetchMarketRules(yes));
    const actors = ["ada", "ben", "cleo"].map((name, index) =>
      latencies.time("open a wallet", () => createActor(pm, name, venue.ready.accounts[index]!, rules)),
    );
    const [ada, ben, cleo] = (await Promise.all(actors)) as [Actor, Actor, Actor];
    story.line(`venue at ${venue.ready.clob}, chain ${venue.ready.chainId}, seed ${seed}`);
    for (const { name, wallet } of [ada, ben, cleo]) {
      const { balance } = await wallet.fetchBalance();
      const truth = venue.ledger().balances.find((entry) => entry.address === wallet.address)?.collateral;
      tools.checks.expect(
        `${name} is funded`,
        truth === balance.toFixed(),
        `${wallet.address} has ${balance.toFixed()} pUSD`,
      );
    }
    return { ...tools, venue, pm, rules, question: market.question, yes, no, ada, ben, cleo, close };
  } catch (error) {
    await close();
    throw error;
  }
}
