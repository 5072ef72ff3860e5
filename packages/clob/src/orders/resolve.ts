import { OrderRejectedError, type PolymarketError } from "@pm/core-types";
import { createBackoff } from "@pm/resilience";
import type { AccountCore } from "../account/core.ts";
import { asPolymarketError } from "../errors/error-of.ts";
import type { createCancels } from "./cancel.ts";
import { sightOrder } from "./find-order.ts";
import { postOrder } from "./post.ts";
import type { TrackedOrder } from "./tracked-order.ts";

/** How hard an unknown outcome is pursued; milliseconds. */
export type ResolveOptions = {
  /** The same signed bytes are sent again only this long after the order was signed; 0 never. Default 20,000. */
  readonly resendWithinMs?: number;
  /** Nothing that was sent and not answered can still land after this long. Default 30,000. */
  readonly absenceMs?: number;
  /** When to stop and say `unknown`. Default 120,000. */
  readonly giveUpMs?: number;
};

/** Refusals of the moment (mode, limit, clock, location) were made without looking at the order. */
function isAboutOrder(error: PolymarketError): boolean {
  return error.retry === "never" && error.code !== "unauthorized" && error.code !== "geoblocked";
}

/**
 * Finds out what became of an order whose answer proved nothing: looks for it, sends the same bytes again while
 * that is wanted, and looks again. The venue never has two orders for it, because the same bytes are one order. Once
 * a cancel was asked for, nothing is sent again; the cancel itself is tried instead.
 *
 * Returns when the outcome is known, or unknown for longer than `giveUpMs`, or when the account is closed.
 */
export async function resolveOrder(
  core: AccountCore,
  cancels: ReturnType<typeof createCancels>,
  tracked: TrackedOrder,
  options: ResolveOptions = {},
): Promise<void> {
  const { resendWithinMs = 20_000, absenceMs = 30_000, giveUpMs = 120_000 } = options;
  const { context, calls, closing } = core;
  const { clock } = context;
  const { intent } = tracked;
  const backoff = createBackoff({ baseMs: 250, capMs: 4_000, minMs: 100, random: context.random });
  const started = clock.monotonic();
  // Of the last send whose answer is not known; that it is not there yet proves nothing while it may be on its way.
  let lastOpenSend = started;
  let refusal: PolymarketError | undefined;
  const isOpen = (): boolean => tracked.state().outcome === "unknown" && !closing.isClosed();

  while (isOpen()) {
    const clean = await look();
    if (!isOpen()) return;
    const waited = clock.monotonic() - lastOpenSend;
    if (clean && waited > absenceMs) {
      // A refusal of the second send says nothing about the first one, unless the first left no mark either.
      tracked.learn(
        refusal === undefined
          ? { type: "absent", error: neverSeen(waited) }
          : { type: "refused", error: refusal },
      );
      return;
    }
    if (clock.monotonic() - started > giveUpMs) return;
    if (tracked.facts().cancelAsked) await cancelIt();
    else if (refusal === undefined && core.serverClock.now() - intent.createdAt < resendWithinMs)
      await resend();
    if (isOpen()) await pause(backoff.next());
  }

  /** True after a look everywhere that found nothing; a look that failed proves nothing. */
  async function look(): Promise<boolean> {
    try {
      const facts = await closing.during((signal) => sightOrder(context, calls, intent, { signal }));
      tracked.learn(...facts);
      return facts.length === 0;
    } catch (error) {
      context.logger.log("debug", "An order could not be looked up", {
        orderId: intent.id,
        reason: asPolymarketError(error, "look-up").message,
      });
      return false;
    }
  }

  async function resend(): Promise<void> {
    tracked.sending();
    context.telemetry.count("pm_order_resends_total");
    const answer = await closing.during((signal) => postOrder(context, calls, intent, { signal }));
    if (answer.kind === "unknown") lastOpenSend = clock.monotonic();
    // A refusal is kept back until it is known that the first send left no mark.
    if (answer.kind !== "rejected") tracked.answered(answer);
    else if (isAboutOrder(answer.error)) refusal = answer.error;
  }

  async function cancelIt(): Promise<void> {
    try {
      const { canceled } = await closing.during((signal) => cancels.order(intent.id, { signal }));
      if (canceled.includes(intent.id)) tracked.learn({ type: "cancel-confirmed" });
    } catch (error) {
      context.logger.log("debug", "An order of unknown outcome could not be cancelled", {
        orderId: intent.id,
        reason: asPolymarketError(error, "DELETE /order").message,
      });
    }
  }

  /** Waits, but not for longer than the outcome is unknown. */
  async function pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        cancelTimer();
        stopListening();
        stopClosing();
        resolve();
      };
      const cancelTimer = clock.setTimer(ms, done);
      const stopListening = tracked.onChange(done);
      const stopClosing = closing.onClose(done);
    });
  }

  function neverSeen(ms: number): PolymarketError {
    return new OrderRejectedError({
      message: `Order ${intent.id} never reached the venue: no order, list or trade shows it ${Math.round(ms / 1000)} s after it was last sent.`,
      action: "It may be placed again as a new order.",
      context: { orderId: intent.id },
    });
  }
}
