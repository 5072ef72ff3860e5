import {
  type Clock,
  type ConditionId,
  type Hex,
  POLYGON_CONTRACTS,
  type Random,
  type Side,
} from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import { createEngine } from "../engine.ts";
import type { EngineEvent } from "../events.ts";
import { deriveMarketIds, type MarketIdInput, type MarketIds } from "../market-ids.ts";
import type { Engine, JournalEntry, MarketView, SubmitResult } from "../types.ts";
import { orderNumber, trader } from "./exchange.ts";

/** A clock that tests move by hand; the engine catches up at its next call. */
export function manualClock(start = 1_750_000_000_000): Clock & { move: (ms: number) => void } {
  let now = start;
  return {
    now: () => now,
    monotonic: () => now - start,
    setTimer: () => () => {},
    move: (ms) => {
      now += ms;
    },
  };
}

const known = new Map<string, MarketIds>();

/** Derives every market's ids once for all scripts: curve arithmetic is slow. */
function rememberedIds(input: MarketIdInput): MarketIds {
  const ids = known.get(input.slug) ?? deriveMarketIds(input);
  known.set(input.slug, ids);
  return ids;
}

const TRADERS = 4;
const BUILDER: Hex = `0x${"b".repeat(64)}`;
const NONE: Hex = `0x${"0".repeat(64)}`;

/** An engine with a fee market, a delayed market and a three-way neg-risk event, and traders with positions. */
function scriptedEngine(options: { readonly journal?: (entry: JournalEntry) => void } = {}) {
  const clock = manualClock();
  const engine = createEngine({
    clock,
    contracts: POLYGON_CONTRACTS,
    config: { seed: 7 },
    marketIds: rememberedIds,
    ...(options.journal === undefined ? {} : { journal: options.journal }),
  });
  const fees = { rate: "0.07", exponent: 1, takerOnly: true };
  engine.addMarket({ slug: "plain", question: "Plain?", fees });
  engine.addMarket({ slug: "slow", question: "Slow?", secondsDelay: 3 });
  engine.addMarket({ slug: "held", question: "Held?", takerDelayMs: 250, tickSize: "0.001" });
  const cup = engine.addEvent({
    slug: "cup",
    title: "Who wins?",
    negRisk: true,
    markets: ["ants", "bees", "cats"].map((slug) => ({
      slug,
      question: `${slug}?`,
      tickSize: "0.001",
      fees: { rate: "0.05", exponent: 2, takerOnly: true },
    })),
  });
  engine.setBuilderRates(BUILDER, { takerBps: 50, makerBps: 25 });
  const markets = engine.markets();
  for (let n = 0; n < TRADERS; n++) {
    engine.fund(trader(n).address, 2_000_000_000n);
    engine.approveAll(trader(n).address);
    for (const market of markets) engine.split(trader(n).address, market.conditionId, 100_000_000n);
  }
  return { engine, clock, markets, group: cup.negRiskMarketId as Hex };
}

/** Runs one random script; `watch` is called after every step. */
export function runScript(
  seed: number,
  steps: number,
  watch: (engine: Engine, step: string, markets: readonly MarketView[]) => void = () => {},
  options: {
    readonly journal?: (entry: JournalEntry) => void;
    readonly listen?: (event: EngineEvent) => void;
  } = {},
): { readonly engine: Engine; readonly clock: ReturnType<typeof manualClock> } {
  const random = createSeededRandom(seed);
  const { engine, clock, markets, group } = scriptedEngine(options);
  if (options.listen !== undefined) engine.onEvent(options.listen);
  const placed: string[] = [];
  for (let step = 0; step < steps; step++) {
    const name = act(engine, random, clock, markets, group, placed, step);
    watch(engine, `seed ${seed}, step ${step}: ${name}`, markets);
  }
  return { engine, clock };
}

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random.next() * from.length)]!;
const upTo = (random: Random, limit: number): number => Math.floor(random.next() * limit);

function act(
  engine: Engine,
  random: Random,
  clock: { move: (ms: number) => void },
  markets: readonly MarketView[],
  group: Hex,
  placed: string[],
  step: number,
): string {
  const by = trader(upTo(random, TRADERS));
  const market = pick(random, markets);
  const amount = BigInt(upTo(random, 60_000_000));
  const roll = random.next();
  if (roll < 0.7) return order(engine, random, by, market, placed, step);
  if (roll < 0.8) {
    engine.cancel(by.key, placed[upTo(random, placed.length)] ?? "0x");
    return "cancel";
  }
  if (roll < 0.88) {
    clock.move(upTo(random, 4_000));
    engine.heartbeat(by.key, undefined);
    return "wait";
  }
  if (roll < 0.9) return `split ${engine.split(by.address, market.conditionId, amount)}`;
  if (roll < 0.92) return `merge ${engine.merge(by.address, market.conditionId, amount)}`;
  if (roll < 0.94) {
    return `convert ${engine.convert(by.address, group, BigInt(1 + upTo(random, 7)), amount)}`;
  }
  if (roll < 0.96) return `withdraw ${engine.withdraw(by.address, amount * 10n)}`;
  if (roll < 0.975) {
    const fails = random.next() < 0.5;
    const retries = upTo(random, 3);
    engine.setSettlement({ fails, retries, retryFrom: pick(random, ["MATCHED", "MINED"]) }, 2);
    return "settlement";
  }
  if (roll < 0.99) {
    engine.fund(by.address, amount, pick(random, market.outcomes).tokenId);
    return "fund";
  }
  engine.cancelAll(by.key);
  return "cancel all";
}

function order(
  engine: Engine,
  random: Random,
  by: ReturnType<typeof trader>,
  market: MarketView,
  placed: string[],
  step: number,
): string {
  const type = pick(random, ["GTC", "GTC", "GTC", "GTD", "FAK", "FOK"] as const);
  const side: Side = random.next() < 0.5 ? "BUY" : "SELL";
  const outcome = random.next() < 0.5 ? 0 : 1;
  const centre = outcome === 0 ? 5_200 : 4_800;
  const tick = market.tickSize === "0.001" ? 10 : 100;
  const price = Math.round((centre + (random.next() - 0.5) * 1_000) / tick) * tick;
  const shares = 5_000_000 + upTo(random, 4_000) * 10_000;
  const [makerAmount, takerAmount] = amounts(type, side, price, shares, tick);
  const id = orderNumber(step + 1);
  placed.push(id);
  let answer: SubmitResult | undefined;
  engine.submit(
    {
      order: {
        id,
        maker: by.address,
        signer: by.address,
        tokenId: market.outcomes[outcome].tokenId,
        side,
        makerAmount,
        takerAmount,
        signatureType: 0,
        timestamp: 0n,
        builder: random.next() < 0.3 ? BUILDER : NONE,
      },
      owner: by.key,
      orderType: type,
      expiration: type === "GTD" ? Math.floor(engine.now() / 1000) + 200 : 0,
      postOnly: (type === "GTC" || type === "GTD") && random.next() < 0.1,
    },
    (result) => {
      answer = result;
    },
  );
  const shown = answer === undefined ? "held" : answer.success ? answer.status : answer.errorMsg;
  return `${type} ${side} ${outcome} ${shares} @ ${price} on ${market.slug}: ${shown}`;
}

function amounts(
  type: string,
  side: Side,
  price: number,
  shares: number,
  tick: number,
): readonly [bigint, bigint] {
  const quote = Number((BigInt(shares) * BigInt(price)) / 10_000n);
  const isMarket = type === "FAK" || type === "FOK";
  const quantum = tick === 10 ? 10 : 100;
  if (isMarket && side === "BUY") {
    const usd = Math.floor(quote / 10_000) * 10_000;
    return [BigInt(usd), BigInt(Math.floor((usd * 10_000) / price / quantum) * quantum)];
  }
  const asked = isMarket ? Math.floor(quote / quantum) * quantum : quote;
  return side === "BUY" ? [BigInt(asked), BigInt(shares)] : [BigInt(shares), BigInt(asked)];
}

/** Resolves every market and redeems every share; what is left must be all pUSD. */
export function wind(engine: Engine, clock: { move: (ms: number) => void }): void {
  clock.move(60_000);
  const winner = engine.markets().find((market) => market.slug === "bees")?.conditionId;
  const owners = engine.ledger().accounts.map((account) => account.address);
  for (const { conditionId, negRisk } of engine.markets()) {
    engine.resolve(conditionId as ConditionId, negRisk && conditionId !== winner ? [0, 1] : [1, 0]);
  }
  for (const owner of owners) {
    for (const { conditionId } of engine.markets()) engine.redeem(owner, conditionId);
  }
}
