import { type Decimal, decimal, type TokenId } from "@pm/polymarket";
import type { Actor } from "../actor.ts";
import type { Stage } from "../stage.ts";

/** Profit and loss of one wallet, as the summary gives it; pUSD as decimal strings. */
export type WalletReckoning = {
  readonly name: string;
  readonly address: string;
  readonly fills: number;
  readonly cash: string;
  readonly fees: string;
  readonly unrealized: string;
  readonly net: string;
  readonly events: number;
};

/** Positions and P&L of each wallet, each compared with the venue's ledger to the last digit. */
export async function reckon(stage: Stage): Promise<readonly WalletReckoning[]> {
  const { story, checks, pm } = stage;
  story.chapter("Positions, and profit and loss of each wallet");
  const middle = await pm.markets.fetchMidpoint(stage.yes);
  const marks = new Map([
    [stage.yes, middle],
    [stage.no, decimal("1").minus(middle)],
  ]);
  story.line(`marked at the midpoint: YES ${middle.toFixed()}`);
  const reckonings: WalletReckoning[] = [];
  for (const actor of [stage.ada, stage.ben, stage.cleo]) {
    await checkPositions(stage, actor);
    reckonings.push(checkPnl(stage, actor, marks));
  }
  checks.expect(
    "the venue's books balance",
    stage.venue.checkConservation().ok,
    "collateral and shares are conserved",
  );
  return reckonings;
}

async function checkPositions(stage: Stage, actor: Actor): Promise<void> {
  const { items, complete } = await actor.wallet.listPositions().collect();
  const held = balanceOf(stage, actor).tokens;
  const told = Object.fromEntries(items.map(({ tokenId, size }) => [tokenId as string, size.toFixed()]));
  const real = Object.fromEntries(Object.entries(held).filter(([, shares]) => shares !== "0"));
  stage.checks.expect(
    `${actor.name}'s positions`,
    complete && sameEntries(told, real),
    items.map(({ size, outcome }) => `${size.toFixed()} ${outcome ?? "?"}`).join(", ") || "none",
  );
}

function checkPnl(stage: Stage, actor: Actor, marks: ReadonlyMap<TokenId, Decimal>): WalletReckoning {
  const fills = actor.fills();
  const pnl = stage.pm.analytics.walletPnl({ fills, marks });
  const expected = decimal("10000").plus(pnl.cash).minus(pnl.fees);
  const { collateral } = balanceOf(stage, actor);
  stage.checks.expect(
    `${actor.name}'s P&L`,
    pnl.complete && expected.eq(decimal(collateral)),
    `${pnl.net.toFixed()} pUSD net over ${fills.length} fill(s); cash ${pnl.cash.toFixed()} agrees with the ledger`,
  );
  return {
    name: actor.name,
    address: actor.wallet.address,
    fills: fills.length,
    cash: pnl.cash.toFixed(),
    fees: pnl.fees.toFixed(),
    unrealized: pnl.unrealized.toFixed(),
    net: pnl.net.toFixed(),
    events: actor.heard(),
  };
}

function balanceOf(stage: Stage, actor: Actor) {
  const found = stage.venue.ledger().balances.find(({ address }) => address === actor.wallet.address);
  return found ?? { collateral: "0", tokens: {} };
}

function sameEntries(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
