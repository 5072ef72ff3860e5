import type { Side } from "../domain/orders.ts";
import type { Address } from "../ids/ids.ts";
import type { Decimal } from "../money/decimal.ts";
import { InsufficientAllowanceError, InsufficientBalanceError } from "./trading.ts";

/** What is known when a wallet cannot pay for an order. Amounts of a BUY are pUSD, of a SELL shares. */
export type BalanceShortfall = {
  readonly wallet: string;
  readonly side: Side;
  readonly price: Decimal;
  /** Shares. */
  readonly size: Decimal;
  /** BUY: size × price. SELL: size. */
  readonly notional: Decimal;
  /** Fees on top of a BUY; zero for a SELL, whose fees come off its proceeds. */
  readonly fee: Decimal;
  readonly balance: Decimal;
  /** The part of `balance` that open and unknown orders may still spend. */
  readonly reserved: Decimal;
  readonly openOrders: number;
  /** The largest size the wallet can pay for, such as `fitSizeToBudget` finds; undefined or zero: none. */
  readonly largestSize?: Decimal;
};

/** The error of an order that its wallet cannot pay for: what it needs, what there is, and what would do. */
export function insufficientBalance(shortfall: BalanceShortfall): InsufficientBalanceError {
  const { wallet, side, price, size, notional, fee, balance, reserved, openOrders, largestSize } = shortfall;
  const unit = side === "BUY" ? "pUSD" : "shares";
  const needed = notional.plus(fee);
  const missing = needed.minus(balance.minus(reserved));
  const parts = fee.eq("0") ? "" : ` (notional ${amount(notional)} + fee ${amount(fee)})`;
  const orders = `${openOrders} open order${openOrders === 1 ? "" : "s"}`;
  const held = reserved.eq("0") ? "" : `, of which ${amount(reserved)} is reserved by ${orders}`;
  const ways = [
    `Deposit at least ${amount(missing)} ${unit}`,
    ...(reserved.eq("0") ? [] : ["cancel open orders"]),
    ...(largestSize?.gt("0") ? [`lower the size to ${largestSize.toFixed()}`] : []),
  ];
  return new InsufficientBalanceError({
    message:
      `${side} ${size.toFixed()} @ ${price.toFixed()} needs ${amount(needed)} ${unit}${parts}; ` +
      `wallet "${wallet}" has ${amount(balance)}${held}.`,
    action: `${sentence(ways)}.`,
    context: {
      wallet,
      side,
      price: price.toFixed(),
      size: size.toFixed(),
      unit,
      needed: needed.toFixed(),
      notional: notional.toFixed(),
      fee: fee.toFixed(),
      balance: balance.toFixed(),
      reserved: reserved.toFixed(),
      openOrders,
      missing: missing.toFixed(),
      ...(largestSize === undefined ? {} : { largestSize: largestSize.toFixed() }),
    },
  });
}

/** What is known when a contract may not move enough of a wallet's tokens. */
export type AllowanceShortfall = {
  readonly wallet: string;
  readonly side: Side;
  /** The contract that needs the approval. */
  readonly spender: Address;
  /** BUY: pUSD. SELL: shares. */
  readonly needed: Decimal;
  readonly allowance: Decimal;
};

/** The error of an order whose exchange contract lacks an approval: which contract, how much, how much there is. */
export function insufficientAllowance(shortfall: AllowanceShortfall): InsufficientAllowanceError {
  const { wallet, side, spender, needed, allowance } = shortfall;
  const unit = side === "BUY" ? "pUSD" : "shares";
  return new InsufficientAllowanceError({
    message:
      `${side} needs an allowance of ${amount(needed)} ${unit} for ${spender}; ` +
      `wallet "${wallet}" allows ${amount(allowance)}.`,
    context: { wallet, side, spender, unit, needed: needed.toFixed(), allowance: allowance.toFixed() },
  });
}

/** Two decimals at least, and every further digit there is. */
function amount(value: Decimal): string {
  const text = value.toFixed();
  const places = text.includes(".") ? text.length - text.indexOf(".") - 1 : 0;
  return places >= 2 ? text : value.toFixed(2);
}

function sentence(ways: readonly string[]): string {
  const last = ways.at(-1) ?? "";
  if (ways.length < 3) return ways.join(" or ");
  return `${ways.slice(0, -1).join(", ")}, or ${last}`;
}
