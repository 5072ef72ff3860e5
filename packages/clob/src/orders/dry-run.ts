import { type Decimal, fromBaseUnits, type PolymarketError } from "@pm/core-types";
import type { AccountCore } from "../account/core.ts";
import { asPolymarketError } from "../errors/error-of.ts";
import type { Balance, Funds } from "../funds/funds.ts";
import type { Guards } from "../guards/guards.ts";
import type { CheckedOrder } from "./checks.ts";
import type { OrderMaking } from "./making.ts";
import type { OrderRequest } from "./request.ts";

/** One check and what it says. */
export type Verdict = {
  readonly check: "market" | "order" | "guards" | "balance" | "allowance";
  readonly ok: boolean;
  readonly error: PolymarketError | undefined;
};

/** What an order would cost and what every check says of it. Nothing was signed, held or sent. */
export type DryRun = {
  readonly ok: boolean;
  readonly verdicts: readonly Verdict[];
  /** Undefined where the order itself is not one the market takes. */
  readonly order: CheckedOrder | undefined;
  /** pUSD of a BUY before fees, or shares of a SELL. */
  readonly spend: Decimal | undefined;
  /** The most it can be charged as a taker, pUSD; zero for a SELL, whose fee comes off its proceeds. */
  readonly fee: Decimal | undefined;
  /** spend + fee: what the wallet must have. */
  readonly total: Decimal | undefined;
  /** pUSD per share: the worst it can fill at. */
  readonly worstPrice: Decimal | undefined;
  readonly available: Decimal | undefined;
};

/** Runs every check of an order and goes no further. Never throws for what a check refuses. */
export function createDryRun(
  core: AccountCore,
  making: OrderMaking,
  guards: Guards,
  funds: Funds,
): (request: OrderRequest) => Promise<DryRun> {
  return async (request) => {
    const verdicts: Verdict[] = [];
    const judge = async <T>(check: Verdict["check"], work: () => T | Promise<T>): Promise<T | undefined> => {
      try {
        const value = await work();
        verdicts.push({ check, ok: true, error: undefined });
        return value;
      } catch (error) {
        verdicts.push({ check, ok: false, error: asPolymarketError(error, "dry run") });
        return undefined;
      }
    };
    const rules = await judge("market", async () => {
      await core.serverClock.ensure();
      return core.rules.fetch(request.tokenId);
    });
    const order = rules && (await judge("order", () => making.checkWith(request, rules)));
    if (order === undefined) return report(verdicts, undefined, undefined);
    await judge("guards", () => guards.check(order));
    const balance = await funds.fetchBalance(order.spend.asset).catch((error: unknown) => {
      verdicts.push({
        check: "balance",
        ok: false,
        error: asPolymarketError(error, "GET /balance-allowance"),
      });
      return undefined;
    });
    if (balance !== undefined) {
      await judge("balance", () => funds.requireCovered(order));
      await judge("allowance", () => funds.requireApproved(order));
    }
    return report(verdicts, order, balance);
  };
}

function report(
  verdicts: readonly Verdict[],
  order: CheckedOrder | undefined,
  balance: Balance | undefined,
): DryRun {
  const fee = order && fromBaseUnits(order.spend.fee);
  const total = order && fromBaseUnits(order.spend.units);
  return {
    ok: verdicts.every((verdict) => verdict.ok),
    verdicts,
    order,
    spend: total && fee && total.minus(fee),
    fee,
    total,
    worstPrice: order?.price,
    available: balance?.available,
  };
}
