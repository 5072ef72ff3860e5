import {
  type OrderId,
  OrderOutcomeUnknownError,
  OrderRejectedError,
  type PolymarketError,
  sleep,
} from "@pm/core-types";
import { createBackoff } from "@pm/resilience";
import type { PrivateCalls } from "../account/private-calls.ts";
import { asPolymarketError } from "../errors/error-of.ts";
import type { ClobContext } from "../http/context.ts";
import type { VenueOrder, VenueOrderStatus } from "../wire/order.ts";
import type { PostStatus } from "../wire/post.ts";
import { type Sighting, sightOrder } from "./find-order.ts";
import type { Intent } from "./intent.ts";
import { postOrder } from "./post.ts";

/**
 * What a decision rests on. `answer`: the venue's own answer to the order; `duplicate`: it refused the same bytes
 * because it has them; `order` and `trade`: a read showed it; `absence`: no read showed it for longer than the
 * venue could still be working on it; `none`: nothing was proved in the time allowed.
 */
export type Evidence = "answer" | "duplicate" | "order" | "trade" | "absence" | "none";

/** What became of an order's submission. */
export type DecidedOrder = {
  readonly id: OrderId;
  readonly outcome: "accepted" | "rejected" | "unknown";
  readonly status: VenueOrderStatus | PostStatus | undefined;
  readonly evidence: Evidence;
  /** The order's record, where a read showed it. */
  readonly order: VenueOrder | undefined;
  readonly error: PolymarketError | undefined;
  /** How often the signed bytes were sent, the first time included. */
  readonly sends: number;
  /** Milliseconds from the ambiguous answer to the decision. */
  readonly waitedMs: number;
};

/** How hard an unknown outcome is pursued; milliseconds. */
export type ResolveOptions = {
  /** The same signed bytes are sent again only this long after the order was signed; 0 never. Default 20,000. */
  readonly resendWithinMs?: number;
  /** A read may lag behind the engine by this much. Default 3,000. */
  readonly graceMs?: number;
  /** Nothing sent can still land after this long. Default 30,000. */
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
 * that is wanted, and looks again. The venue never has two orders for it, because the same bytes are one order.
 *
 * @throws the signal's reason when aborted.
 */
export async function resolveOrder(
  context: ClobContext,
  calls: PrivateCalls,
  intent: Intent,
  options: ResolveOptions & {
    readonly signal?: AbortSignal;
    readonly serverNow: () => number;
    /** Known already: the venue called it a duplicate. */
    readonly duplicate?: boolean;
  },
): Promise<DecidedOrder> {
  const {
    resendWithinMs = 20_000,
    graceMs = 3_000,
    absenceMs = 30_000,
    giveUpMs = 120_000,
    signal,
  } = options;
  const { clock, random } = context;
  const call = signal === undefined ? {} : { signal };
  const backoff = createBackoff({ baseMs: 250, capMs: 4_000, minMs: 100, random });
  const started = clock.monotonic();
  let lastSend = started;
  let sends = 1;
  let duplicate = options.duplicate ?? false;
  let refusal: PolymarketError | undefined;

  const decide = (
    outcome: DecidedOrder["outcome"],
    evidence: Evidence,
    rest: Partial<Pick<DecidedOrder, "status" | "order" | "error">> = {},
  ): DecidedOrder => ({
    id: intent.id,
    outcome,
    evidence,
    status: rest.status,
    order: rest.order,
    error: rest.error,
    sends,
    waitedMs: clock.monotonic() - started,
  });

  for (;;) {
    const sighting = await look();
    if (sighting !== undefined && sighting !== "unclear") return decideBy(sighting);
    const sinceSend = clock.monotonic() - lastSend;
    if (sighting === undefined && duplicate && sinceSend > graceMs) return decide("accepted", "duplicate");
    // A refusal of the second send says nothing about the first one, unless the first left no mark either.
    if (sighting === undefined && refusal !== undefined && !duplicate && sinceSend > graceMs) {
      return decide("rejected", "answer", { error: refusal });
    }
    if (sighting === undefined && !duplicate && sinceSend > absenceMs) {
      return decide("rejected", "absence", { error: neverSeen(sinceSend) });
    }
    if (clock.monotonic() - started > giveUpMs) return decide("unknown", "none", { error: undecided() });
    if (!duplicate && refusal === undefined && options.serverNow() - intent.createdAt < resendWithinMs) {
      const accepted = await resend();
      if (accepted !== undefined) return accepted;
    }
    await sleep(clock, backoff.next(), signal);
  }

  async function look(): Promise<Sighting | "unclear" | undefined> {
    try {
      return await sightOrder(context, calls, intent, call);
    } catch (error) {
      signal?.throwIfAborted();
      context.logger.log("debug", "An order could not be looked up", {
        orderId: intent.id,
        reason: asPolymarketError(error, "look-up").message,
      });
      return "unclear";
    }
  }

  function decideBy(sighting: Sighting): DecidedOrder {
    return sighting.by === "order"
      ? decide("accepted", "order", { status: sighting.order.status, order: sighting.order })
      : decide("accepted", "trade", { status: "MATCHED" });
  }

  async function resend(): Promise<DecidedOrder | undefined> {
    sends += 1;
    context.telemetry.count("pm_order_resends_total");
    const answer = await postOrder(context, calls, intent, call);
    signal?.throwIfAborted();
    if (answer.kind === "not-sent") sends -= 1;
    else lastSend = clock.monotonic();
    if (answer.kind === "accepted") return decide("accepted", "answer", { status: answer.status });
    if (answer.kind === "landed") duplicate = true;
    if (answer.kind === "rejected" && isAboutOrder(answer.error)) refusal = answer.error;
    return undefined;
  }

  function neverSeen(ms: number): PolymarketError {
    return new OrderRejectedError({
      message: `Order ${intent.id} never reached the venue: no order, list or trade shows it ${Math.round(ms / 1000)} s after it was last sent.`,
      action: "It may be placed again as a new order.",
      context: { orderId: intent.id },
    });
  }

  function undecided(): PolymarketError {
    return new OrderOutcomeUnknownError({
      message: `It is still not known whether order ${intent.id} landed after ${Math.round((clock.monotonic() - started) / 1000)} s.`,
      context: { orderId: intent.id, sends },
    });
  }
}
