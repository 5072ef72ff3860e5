import { Decimal, type DecimalInput, decimal, type Fill, type TokenId } from "@pm/core-types";
import { applyExecution, openPosition, type PositionCost } from "./average-cost.ts";
import { settledFills } from "./settled-fills.ts";

const ZERO = new Decimal("0");

/** Profit and loss of one wallet in one token. Money in pUSD, sizes in shares. */
export type TokenPnl = {
  readonly tokenId: TokenId;
  /** Shares held; negative when more was sold than these fills bought (split or transferred in). */
  readonly size: Decimal;
  /** Undefined when nothing is held. */
  readonly averagePrice: Decimal | undefined;
  /** What the shares held cost. */
  readonly cost: Decimal;
  /** The price the shares are valued at; undefined when none was given. */
  readonly mark: Decimal | undefined;
  /** Before fees. */
  readonly realized: Decimal;
  /** Undefined when something is held and no mark was given. */
  readonly unrealized: Decimal | undefined;
  readonly fees: Decimal;
  /** Cash that moved, fees not included: positive when more was received than paid. */
  readonly cash: Decimal;
  /** Shares traded, both ways. */
  readonly volume: Decimal;
  readonly fills: number;
};

/** Profit and loss of one wallet. Money in pUSD. */
export type WalletPnl = {
  /** Sorted by token id. */
  readonly tokens: readonly TokenPnl[];
  readonly realized: Decimal;
  /** Sum over the tokens that have a mark or hold nothing. */
  readonly unrealized: Decimal;
  readonly fees: Decimal;
  /** realized + unrealized − fees. */
  readonly net: Decimal;
  readonly cash: Decimal;
  /** Tokens held without a mark: they are missing from `unrealized` and `net`. */
  readonly unmarked: readonly TokenId[];
  /** True when `unmarked` is empty. */
  readonly complete: boolean;
  /** Fills that failed on chain and were left out. */
  readonly rolledBack: number;
};

/**
 * Average-cost profit and loss of a wallet's fills, exact and independent of the order they are given in.
 *
 * @param input.marks price per share in pUSD by token, such as midpoints.
 * @throws {InvalidDecimalError} when a mark is not a decimal.
 */
export function walletPnl(input: {
  readonly fills: Iterable<Fill>;
  readonly marks?: ReadonlyMap<TokenId, DecimalInput> | undefined;
}): WalletPnl {
  const { fills, rolledBack } = settledFills(input.fills);
  const byToken = new Map<TokenId, Fill[]>();
  for (const fill of fills) {
    const list = byToken.get(fill.tokenId);
    if (list === undefined) byToken.set(fill.tokenId, [fill]);
    else list.push(fill);
  }
  const tokens = [...byToken]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tokenId, list]) => tokenPnl(tokenId, list, input.marks?.get(tokenId)));
  const unmarked = tokens.filter((token) => token.unrealized === undefined).map((token) => token.tokenId);
  const realized = sum(tokens.map((token) => token.realized));
  const unrealized = sum(tokens.map((token) => token.unrealized ?? ZERO));
  const fees = sum(tokens.map((token) => token.fees));
  return {
    tokens,
    realized,
    unrealized,
    fees,
    net: realized.plus(unrealized).minus(fees),
    cash: sum(tokens.map((token) => token.cash)),
    unmarked,
    complete: unmarked.length === 0,
    rolledBack,
  };
}

function tokenPnl(tokenId: TokenId, fills: readonly Fill[], markInput: DecimalInput | undefined): TokenPnl {
  let position: PositionCost = openPosition;
  let realized = ZERO;
  let cash = ZERO;
  for (const fill of fills) {
    const change = applyExecution(position, fill);
    position = change.position;
    realized = realized.plus(change.realized);
    const notional = fill.price.times(fill.size);
    cash = fill.side === "BUY" ? cash.minus(notional) : cash.plus(notional);
  }
  const mark = markInput === undefined ? undefined : decimal(markInput, "mark");
  const flat = position.size.eq(ZERO);
  return {
    tokenId,
    size: position.size,
    averagePrice: flat ? undefined : position.cost.div(position.size),
    cost: position.cost,
    mark,
    realized,
    unrealized: flat ? ZERO : mark?.times(position.size).minus(position.cost),
    fees: sum(fills.map((fill) => fill.fee)),
    cash,
    volume: sum(fills.map((fill) => fill.size)),
    fills: fills.length,
  };
}

function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), ZERO);
}
