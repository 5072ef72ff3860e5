import type { Core } from "./core.ts";
import { Account } from "./ledger.ts";
import type { Market } from "./market.ts";
import { reserveFor } from "./match.ts";
import { Order } from "./order.ts";
import { affords, finish, open, process } from "./orders.ts";
import { crosses } from "./plan.ts";
import { checkTerms, isMarketOrder, type Refusal, type Terms } from "./rules.ts";
import { bannedText, closedOnlyText, duplicatedText, marketableText, TEXTS } from "./texts.ts";
import type { Accepted, SubmitRequest, SubmitResult } from "./types.ts";
import { amountText } from "./units.ts";

/** Does the engine take orders now, and this one? */
function checkMode(core: Core, request: SubmitRequest): Refusal | undefined {
  const wait =
    core.modeUntil === undefined ? undefined : Math.max(1, Math.ceil((core.modeUntil - core.now) / 1000));
  switch (core.mode) {
    case "restarting":
      return { code: "restarting", text: TEXTS.restarting, httpStatus: 425, ...retryAfter(wait) };
    case "disabled":
      return { code: "disabled", text: TEXTS.disabled, httpStatus: 503 };
    case "cancel-only":
      return { code: "cancel_only", text: TEXTS.cancelOnly, httpStatus: 503 };
    case "post-only":
      if (request.postOnly === true && !isMarketOrder(request)) return undefined;
      return { code: "post_only_mode", text: TEXTS.postOnlyMode, httpStatus: 503, ...retryAfter(wait) };
    case "normal":
      return undefined;
  }
}

function retryAfter(seconds: number | undefined): { retryAfterSeconds?: number } {
  return seconds === undefined ? {} : { retryAfterSeconds: seconds };
}

/** Who sends it, and whether the market takes orders. The hash comes first: a landed order is never called refused. */
function checkStanding(core: Core, request: SubmitRequest, market: Market): Refusal | undefined {
  const { order } = request;
  if (core.orders.has(order.id)) return { code: "duplicated", text: duplicatedText(order.id) };
  const account = core.ledger.accounts.get(order.maker);
  if (account?.banned === true) return { code: "banned", text: bannedText(order.maker) };
  if (account?.closedOnly === true && order.side === "BUY") {
    return { code: "closed_only", text: closedOnlyText(order.maker) };
  }
  if (market.state !== "open") return { code: "market_not_ready", text: TEXTS.marketNotReady };
  return undefined;
}

/** The rules that need the book and the account. */
function checkPlace(core: Core, request: SubmitRequest, order: Order, terms: Terms): Refusal | undefined {
  const marketable = crosses(order);
  if (request.postOnly === true && marketable) {
    return { code: "post_only_crosses", text: TEXTS.postOnlyCrosses };
  }
  const minimum = Number(core.config.marketableMinimum);
  if (order.side === "BUY" && (marketable || isMarketOrder(request)) && terms.usd < minimum) {
    return { code: "marketable_minimum", text: marketableText(amountText(terms.usd), amountText(minimum)) };
  }
  if (!affords(order, order.side === "BUY" ? terms.usd : terms.shares)) {
    return { code: "balance_allowance", text: TEXTS.balance };
  }
  return undefined;
}

/** Takes one order. `done` is called exactly once, at once unless the market holds takers. */
export function submit(core: Core, request: SubmitRequest, done: (result: SubmitResult) => void): void {
  const admitted = admit(core, request);
  if ("code" in admitted) {
    done(resultOf(request.order.id, admitted));
    return;
  }
  const { order, terms } = admitted;
  if (order.orderType === "GTD") {
    core.scheduler.add(order.expiration * 1000 - core.config.gtdEarlyMs, "expire", order.id);
    // Orders that ended by other means leave their task behind, for a year perhaps.
    core.scheduler.prune((task) => task.kind !== "expire" || task.key === order.id || isOpen(core, task.key));
  }
  if (!delay(core, request, order, terms, done)) done(resultOf(order.id, process(core, order, true)));
  core.flush();
}

function isOpen(core: Core, id: string): boolean {
  const status = core.orders.get(id)?.status;
  return status === "LIVE" || status === "DELAYED";
}

/** Every rule before matching, in the order in which they speak. */
function admit(
  core: Core,
  request: SubmitRequest,
): { readonly order: Order; readonly terms: Terms } | Refusal {
  const modeRefusal = checkMode(core, request);
  if (modeRefusal !== undefined) return modeRefusal;
  const place = core.tokens.get(request.order.tokenId);
  if (place === undefined) return { code: "invalid_payload", text: TEXTS.invalidPayload };
  const { market, outcome } = place;
  const standing = checkStanding(core, request, market);
  if (standing !== undefined) return standing;
  const terms = checkTerms(request, market, core.now, core.config.gtdMinimumMs);
  if ("code" in terms) return terms;
  const order = makeOrder(core, request, market, outcome, terms);
  return checkPlace(core, request, order, terms) ?? { order, terms };
}

function makeOrder(core: Core, request: SubmitRequest, market: Market, outcome: 0 | 1, terms: Terms): Order {
  const { order } = request;
  const rates = core.builders.get(order.builder);
  return new Order({
    id: order.id,
    owner: request.owner,
    // A stranger is not written down: it owns nothing, so the order goes no further than the balance.
    maker: core.ledger.accounts.get(order.maker) ?? new Account(order.maker),
    signer: order.signer,
    signatureType: order.signatureType,
    market,
    outcome,
    side: order.side,
    price: terms.price,
    size: terms.shares,
    budget: terms.budget,
    orderType: request.orderType,
    expiration: request.expiration,
    postOnly: request.postOnly === true,
    builder: order.builder,
    takerBps: rates?.takerBps ?? 0,
    makerBps: rates?.makerBps ?? 0,
    createdAt: core.now,
  });
}

/** Puts a marketable order aside where the market asks for it. It promises its funds and cannot be cancelled. */
function delay(
  core: Core,
  request: SubmitRequest,
  order: Order,
  terms: Terms,
  done: (result: SubmitResult) => void,
): boolean {
  const { secondsDelay, takerDelayMs } = order.market.init;
  const deferred = request.deferExec === true;
  if (!deferred && (secondsDelay + takerDelayMs === 0 || !crosses(order))) return false;
  order.status = "DELAYED";
  order.reserve(order.budget > 0 ? terms.usd : reserveFor(order, order.remaining));
  open(core, order);
  core.orderEvent("PLACEMENT", order);
  if (secondsDelay > 0 || deferred) {
    done({ ...nothingYet, orderId: order.id });
  } else {
    core.held.set(order.id, done);
  }
  core.scheduler.add(core.now + secondsDelay * 1000 + takerDelayMs, "release", order.id);
  return true;
}

const nothingYet = {
  success: true,
  status: "delayed",
  making: 0n,
  taking: 0n,
  tradeIds: [],
  transactionHashes: [],
} as const;

/** Ends a delay: the order is checked again and matched, or taken back. */
export function release(core: Core, id: string): void {
  const order = core.orders.get(id);
  const done = core.held.get(id);
  core.held.delete(id);
  if (order === undefined) return;
  if (order.status !== "DELAYED") {
    // The venue took it back meanwhile: its funds or its account are gone.
    done?.(resultOf(order.id, { code: "balance_allowance", text: TEXTS.balance }));
    return;
  }
  order.release();
  order.status = "LIVE";
  const outcome = released(core, order);
  if ("code" in outcome && !isFinished(order)) {
    finish(core, order, "INVALID");
    core.orderEvent("CANCELLATION", order);
  }
  const held = done !== undefined && "success" in outcome && outcome.status === "live";
  done?.(resultOf(order.id, held ? { ...outcome, status: "unmatched" } : outcome));
  core.flush();
}

function isFinished(order: Order): boolean {
  return order.status !== "LIVE";
}

function released(core: Core, order: Order): Accepted | Refusal {
  const accepts = core.mode === "normal" || (core.mode === "post-only" && order.postOnly);
  if (!accepts || order.market.state !== "open") {
    return { code: "market_not_ready", text: TEXTS.marketNotReady };
  }
  if (order.postOnly && crosses(order)) return { code: "post_only_crosses", text: TEXTS.postOnlyCrosses };
  return process(core, order, false);
}

function resultOf(id: SubmitRequest["order"]["id"], result: Accepted | Refusal): SubmitResult {
  if ("success" in result) return result;
  return {
    success: false,
    orderId: id,
    code: result.code,
    errorMsg: result.text,
    httpStatus: result.httpStatus ?? 400,
    ...retryAfter(result.retryAfterSeconds),
  };
}
