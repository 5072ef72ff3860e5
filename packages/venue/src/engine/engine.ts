import { type Address, type TickSize, ValidationError } from "@pm/core-types";
import * as accounts from "./accounts.ts";
import { DEFAULT_CONFIG, DEFAULT_SETTLEMENT } from "./config.ts";
import { checkConservation } from "./conservation.ts";
import { Core } from "./core.ts";
import { decode, decodeArgs, encode, encodeArgs } from "./journal.ts";
import { addEvent, addMarket, marketOf, resolve, setState, setTickSize } from "./markets.ts";
import { mirrorBook, mirrorDepth, mirrorTrade } from "./mirror.ts";
import { heartbeat, setMode } from "./modes.ts";
import { cancelIds, cancelWhere } from "./orders.ts";
import { dump } from "./snapshot/dump.ts";
import { load } from "./snapshot/load.ts";
import { submit } from "./submit.ts";
import { runUntil } from "./tasks.ts";
import type { Engine, EngineOptions, JournalEntry, SettlementPlan } from "./types.ts";
import { MAX_UINT256 } from "./units.ts";
import * as views from "./views.ts";

/**
 * Makes an exchange without wires.
 *
 * @throws {ValidationError} from calls that name unknown markets or impossible amounts.
 */
export function createEngine(options: EngineOptions): Engine {
  const config = {
    ...DEFAULT_CONFIG,
    ...options.config,
    settlement: { ...DEFAULT_SETTLEMENT, ...options.config?.settlement },
  };
  const core = new Core(options, config, () => tick());

  if (options.snapshot !== undefined) load(core, decode(options.snapshot));

  const catchUp = (): void => runUntil(core, Math.max(core.now, Math.floor(options.clock.now())));
  const tick = (): void => {
    catchUp();
    core.scheduler.arm();
  };

  const verbs = makeVerbs(core);
  type Verbs = typeof verbs;

  /** Brings time up to date, writes the call down, and runs it. */
  const call = <Name extends keyof Verbs>(name: Name): Verbs[Name] =>
    ((...args: unknown[]) => {
      catchUp();
      options.journal?.({ at: core.now, call: name, args: encodeArgs(args) });
      try {
        return (verbs[name] as (...args: unknown[]) => unknown)(...args);
      } finally {
        core.flush();
        core.scheduler.arm();
      }
    }) as Verbs[Name];

  const replay = (entry: JournalEntry): void => {
    const verb = verbs[entry.call as keyof Verbs] as ((...args: unknown[]) => unknown) | undefined;
    if (verb === undefined) {
      throw new ValidationError({
        message: `The journal names an unknown call ${JSON.stringify(entry.call)}.`,
        context: { call: entry.call },
      });
    }
    runUntil(core, entry.at);
    try {
      verb(...decodeArgs(entry.args));
    } catch (error) {
      // A call that was refused was refused when it was written down, too.
      if (!(error instanceof ValidationError)) throw error;
    } finally {
      core.flush();
      core.scheduler.arm();
    }
  };

  const calls = Object.fromEntries(
    (Object.keys(verbs) as (keyof Verbs)[]).map((name) => [name, call(name)]),
  ) as Verbs;
  core.scheduler.arm();
  return {
    config,
    contracts: options.contracts,
    ...calls,
    ...makeReads(core),
    replay,
    close: () => core.scheduler.close(),
  };
}

/** What changes an engine. Every one of these is journalled. */
function makeVerbs(core: Core) {
  const token = (tokenId: string) => {
    const place = core.tokens.get(tokenId);
    if (place !== undefined) return place;
    throw new ValidationError({
      message: `The venue has no token ${tokenId.slice(0, 80)}.`,
      context: { tokenId: tokenId.slice(0, 80) },
    });
  };
  const account = (owner: Address) => core.ledger.account(owner);
  return {
    addMarket: (spec) => addMarket(core, spec).view(),
    addEvent: (spec) => addEvent(core, spec).view,
    fund: (owner, amount, tokenId) => {
      const sum = accounts.units(amount, "amount");
      if (tokenId === undefined) return accounts.deposit(core, owner, sum);
      const { market, outcome } = token(tokenId);
      accounts.depositToken(core, owner, market, outcome, sum);
    },
    withdraw: (owner, amount, tokenId) => {
      const sum = accounts.units(amount, "amount");
      if (tokenId === undefined) return accounts.withdraw(core, owner, sum);
      const { market, outcome } = token(tokenId);
      return accounts.withdrawToken(core, owner, market.tokenNumber(outcome), sum);
    },
    approve: (owner, spender, amount) => {
      account(owner).spender(spender).setAllowance(amount);
      accounts.coverAllowance(core, account(owner), spender);
    },
    approveTokens: (owner, spender, approved) => {
      account(owner).spender(spender).tokens = approved;
      accounts.coverAllowance(core, account(owner), spender);
    },
    approveAll: (owner) => {
      const { exchangeV2, negRiskExchangeV2, exchangeV3 } = core.contracts;
      for (const contract of [exchangeV2, negRiskExchangeV2, exchangeV3]) {
        const spender = account(owner).spender(contract);
        spender.setAllowance(MAX_UINT256);
        spender.tokens = true;
      }
    },
    setBanned: (owner, banned) => accounts.ban(core, owner, banned),
    setClosedOnly: (owner, closedOnly) => {
      account(owner).closedOnly = closedOnly;
    },
    setBuilderRates: (builder, rates) => {
      core.builders.set(builder, rates);
    },
    split: (owner, conditionId, amount) =>
      accounts.split(core, owner, marketOf(core, conditionId), accounts.units(amount, "amount")),
    merge: (owner, conditionId, amount) =>
      accounts.merge(core, owner, marketOf(core, conditionId), accounts.units(amount, "amount")),
    redeem: (owner, conditionId) => BigInt(accounts.redeem(core, owner, marketOf(core, conditionId))),
    convert: (owner, group, indexSet, amount) =>
      accounts.convert(core, owner, group, indexSet, accounts.units(amount, "amount")),
    submit: (request, done) => submit(core, request, done ?? (() => {})),
    cancel: (owner, id) => cancelIds(core, owner, [id]),
    cancelMany: (owner, ids) => cancelIds(core, owner, ids),
    cancelMarket: (owner, { conditionId, tokenId }) =>
      cancelWhere(
        core,
        owner,
        (order) =>
          (conditionId === undefined || order.market.conditionId === conditionId) &&
          (tokenId === undefined || order.market.outcomes[order.outcome].tokenId === tokenId),
      ),
    cancelAll: (owner) => cancelWhere(core, owner, () => true),
    heartbeat: (owner, id) => heartbeat(core, owner, id),
    mirrorDepth: (tokenId, side, price, size) => mirrorDepth(core, token(tokenId), side, price, size),
    mirrorBook: (tokenId, book) => mirrorBook(core, token(tokenId), book),
    mirrorTrade: (tokenId, side, price, size) => mirrorTrade(core, token(tokenId), side, price, size),
    setMode: (mode, untilMs) => setMode(core, mode, untilMs),
    restart: (downMs) => setMode(core, "restarting", core.now + downMs),
    setMarketState: (conditionId, state) => setState(core, marketOf(core, conditionId), state),
    setTickSize: (conditionId, tickSize: TickSize) =>
      setTickSize(core, marketOf(core, conditionId), tickSize),
    resolve: (conditionId, [first, second]) => {
      const whole = first + second;
      if (!(first >= 0 && second >= 0 && Number.isSafeInteger(whole) && whole > 0)) {
        throw new ValidationError({
          message: `Payouts must be whole parts such as [1, 0], not [${first}, ${second}].`,
          context: { conditionId },
        });
      }
      const pays = Math.floor((first * 1_000_000) / whole);
      resolve(core, marketOf(core, conditionId), [pays, second === 0 ? 0 : 1_000_000 - pays]);
    },
    setSettlement: (plan, times) => setSettlement(core, plan, times),
  } satisfies Partial<Engine>;
}

function setSettlement(core: Core, plan: Partial<SettlementPlan>, times: number | undefined): void {
  if (times === undefined) core.settlement = { ...core.settlement, ...plan };
  else core.special = { plan: { ...core.settlement, ...plan }, times };
}

/** What only looks. */
function makeReads(core: Core) {
  return {
    now: () => core.now,
    markets: () => [...core.markets.values()].map((market) => market.view()),
    events: () => core.groups.map((group) => group.view),
    market: (conditionId) => core.markets.get(conditionId)?.view(),
    marketState: (conditionId) => core.markets.get(conditionId)?.state,
    marketOfToken: (tokenId) => core.tokens.get(tokenId)?.market.view(),
    conditionOfToken: (tokenId) => core.tokens.get(tokenId)?.market.conditionId,
    book: (tokenId) => {
      const place = core.tokens.get(tokenId);
      return place?.market.bookView(place.outcome);
    },
    bestPrices: (tokenId) => {
      const place = core.tokens.get(tokenId);
      return place?.market.best(place.outcome);
    },
    lastTrade: (tokenId) => {
      const place = core.tokens.get(tokenId);
      return place?.market.lastTrade(place.outcome);
    },
    balanceAllowance: (owner, tokenId) => views.balanceAllowance(core, owner, tokenId),
    positions: (owner) => views.positions(core, owner),
    holders: (tokenId) => views.holders(core, tokenId),
    activity: (owner) => views.activity(core, owner),
    isClosedOnly: (owner) => core.ledger.accounts.get(owner)?.closedOnly ?? false,
    builderRates: (builder) => core.builders.get(builder),
    order: (id) => core.orders.get(id)?.view(),
    openOrders: (filter) => views.openOrders(core, filter ?? {}),
    trades: (filter) => [...views.eachTrade(core, filter ?? {})],
    eachTrade: (filter) => views.eachTrade(core, filter ?? {}),
    trade: (id) => core.trades.get(id)?.view(),
    mode: () => ({ mode: core.mode, until: core.modeUntil }),
    onEvent: (listener) => {
      core.listeners.add(listener);
      return () => {
        core.listeners.delete(listener);
      };
    },
    ledger: () => views.ledgerView(core),
    checkConservation: () => checkConservation(core),
    snapshot: () => encode(dump(core)),
  } satisfies Partial<Engine>;
}
