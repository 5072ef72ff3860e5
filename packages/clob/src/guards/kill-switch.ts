import { type OrderId, sleep } from "@pm/core-types";
import type { AccountCore } from "../account/core.ts";
import { asPolymarketError } from "../errors/error-of.ts";
import type { Cancelling } from "../orders/cancelling.ts";
import type { Follower } from "../orders/follow.ts";
import type { OrderRegistry } from "../orders/registry.ts";
import type { VenueOrder } from "../wire/order.ts";
import type { Guards } from "./guards.ts";

/** What the kill switch did. */
export type KillReport = {
  readonly wallet: string;
  readonly canceled: readonly OrderId[];
  /** Orders that are still open, or whose fate is not known. */
  readonly remaining: readonly OrderId[];
  /** The venue listed no open order after everything on its way had been decided. */
  readonly verified: boolean;
  readonly tookMs: number;
  /** Why it is not verified. */
  readonly reason: string | undefined;
};

/** How long the switch may take. */
export type KillOptions = {
  /** Why; every order refused from then on says so. Default "the kill switch was thrown". */
  readonly reason?: string;
  /** When to stop trying and report what remains; milliseconds, default 60,000. */
  readonly giveUpMs?: number;
};

const BETWEEN_ROUNDS_MS = 500;

/**
 * Stops an account: nothing is placed any more, everything is cancelled, and the venue is asked until it lists no open
 * order. Never throws; the report says what remains.
 */
export function createKillSwitch(
  core: AccountCore,
  parts: {
    readonly guards: Guards;
    readonly registry: OrderRegistry;
    readonly cancelling: Cancelling;
    readonly follower: Follower;
    readonly listOpen: () => Promise<readonly VenueOrder[]>;
  },
): (options?: KillOptions) => Promise<KillReport> {
  const { guards, registry, cancelling, follower, listOpen } = parts;
  const { clock, logger, telemetry } = core.context;

  return async ({ reason = "the kill switch was thrown", giveUpMs = 60_000 } = {}) => {
    guards.switchOff(reason);
    telemetry.count("pm_kill_switch_total");
    logger.log("warn", "The kill switch was thrown", { wallet: core.identity.id, reason });
    const started = clock.monotonic();
    const canceled = new Set<OrderId>();
    let failure: string | undefined;
    let open: readonly VenueOrder[] | undefined;

    const note = (ids: readonly OrderId[]): void => {
      for (const id of ids) canceled.add(id);
    };
    const attempt = async (work: () => Promise<void>): Promise<void> => {
      try {
        await work();
        failure = undefined;
      } catch (error) {
        failure = asPolymarketError(error, "cancelling").message;
      }
    };
    const undecided = () => registry.list().filter((order) => order.state().outcome === "unknown");

    while (clock.monotonic() - started < giveUpMs && !core.closing.isClosed()) {
      // Orders on their way are cancelled when they land; the others now.
      for (const order of registry.list()) order.learn({ type: "cancel-asked" });
      await attempt(async () => {
        note((await cancelling.cancelAll()).canceled);
        open = await listOpen();
        if (open.length > 0) note((await cancelling.cancelOrders(open.map((order) => order.id))).canceled);
      });
      if (failure === undefined && open?.length === 0 && undecided().length === 0) break;
      for (const order of undecided()) void order.order.decided();
      await sleep(clock, BETWEEN_ROUNDS_MS);
    }

    await follower.sweep().catch(() => {});
    const left = [...(open ?? []).map((order) => order.id), ...undecided().map((order) => order.intent.id)];
    const verified = failure === undefined && open !== undefined && left.length === 0;
    return {
      wallet: core.identity.id,
      canceled: [...canceled],
      remaining: [...new Set(left)],
      verified,
      tookMs: clock.monotonic() - started,
      reason: verified ? undefined : (failure ?? `${left.length} orders remain after ${giveUpMs} ms`),
    };
  };
}
