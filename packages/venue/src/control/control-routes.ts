import { isPolymarketError } from "@pm/core-types";
import { VenueUsageError } from "../errors.ts";
import { parseFault, parseFaultScript } from "../faults/script.ts";
import { isRecord } from "../http/input.ts";
import { json, type Reply } from "../http/reply.ts";
import type { Venue } from "../options.ts";
import { units } from "../wire/decimals.ts";
import * as read from "./control-input.ts";
import * as specs from "./control-specs.ts";

type Action = (venue: Venue, body: Readonly<Record<string, unknown>>) => unknown;

const DONE = { ok: true };

/** What the control API can do; each is also a method of the venue's handle. */
const ACTIONS: Readonly<Record<string, Action>> = {
  "GET ledger": (venue) => venue.ledger(),
  "GET ready": (venue) => venue.ready,
  "GET snapshot": (venue) => venue.snapshot(),
  "GET mode": (venue) => venue.engine.mode(),
  "GET conservation": (venue) => {
    const report = venue.checkConservation();
    return { ...report, collateral: units(report.collateral), locked: units(report.locked) };
  },
  "POST fault": (venue, body) => ({ id: venue.inject(parseFault(body)) }),
  "GET faults": (venue) => venue.faults(),
  "POST faults": (venue, body) => ({ ids: parseFaultScript(body.script).map(venue.inject) }),
  "DELETE fault": (venue, body) => {
    venue.clearFaults(body.id === undefined ? undefined : read.text(body, "id"));
    return DONE;
  },
  "POST advance": (venue, body) => {
    venue.advance(read.milliseconds(body, "ms"));
    return { now: venue.now() };
  },
  "POST fund": (venue, body) => {
    const tokenId = body.tokenId === undefined ? undefined : read.text(body, "tokenId");
    venue.fund(read.text(body, "address"), read.text(body, "amount"), tokenId);
    return DONE;
  },
  "POST approve": (venue, body) => {
    venue.approve(read.text(body, "address"));
    return DONE;
  },
  "POST mode": (venue, body) => {
    const until = body.until === undefined ? undefined : read.milliseconds(body, "until");
    venue.setMode(read.mode(body), until);
    return DONE;
  },
  "POST restart": (venue, body) => {
    venue.restart(read.milliseconds(body, "downMs"));
    return DONE;
  },
  "POST resolve": (venue, body) => {
    venue.resolve(read.text(body, "conditionId"), read.payouts(body));
    return DONE;
  },
  "POST tick-size": (venue, body) => {
    venue.setTickSize(read.text(body, "conditionId"), read.text(body, "tickSize"));
    return DONE;
  },
  "POST market-state": (venue, body) => {
    venue.engine.setMarketState(read.text(body, "conditionId"), read.marketState(body));
    return DONE;
  },
  "POST event": (venue, body) => venue.engine.addEvent(specs.event(body)),
  "POST split": (venue, body) => ({
    ok: venue.engine.split(read.wallet(body), read.text(body, "conditionId"), read.amount(body)),
  }),
  "POST merge": (venue, body) => ({
    ok: venue.engine.merge(read.wallet(body), read.text(body, "conditionId"), read.amount(body)),
  }),
  "POST redeem": (venue, body) => ({
    paid: units(venue.engine.redeem(read.wallet(body), read.text(body, "conditionId"))),
  }),
  "POST builder-rates": (venue, body) => {
    venue.setBuilderRates(...specs.builderRates(body));
    return DONE;
  },
  "POST comment": (venue, body) => venue.comment(specs.comment(body)),
  "POST sport": (venue, body) => {
    venue.sport(specs.sport(body));
    return DONE;
  },
  "POST relayer-key": (venue, body) => ({ key: venue.relayerKey(read.text(body, "address")) }),
  "POST settlement": (venue, body) => {
    venue.setSettlement(read.settlement(body));
    return DONE;
  },
  "POST tier": (venue, body) => {
    venue.setTier(read.text(body, "address"), read.text(body, "tier"));
    return DONE;
  },
  "POST limits": (venue, body) => {
    venue.setLimits(read.limits(body));
    return DONE;
  },
  "POST closed-only": (venue, body) => {
    venue.setClosedOnly(read.text(body, "address"), read.flag(body, "closedOnly"));
    return DONE;
  },
  "POST ban": (venue, body) => {
    venue.setBanned(read.text(body, "address"), read.flag(body, "banned"));
    return DONE;
  },
};

/** Answers `/_venue/…`; undefined for any other path. */
export function controlReply(venue: Venue, method: string, path: string, body: string): Reply | undefined {
  if (path !== "/_venue" && !path.startsWith("/_venue/")) return undefined;
  const name = path.slice("/_venue/".length);
  const action = ACTIONS[`${method} ${name}`];
  if (action === undefined) {
    const known = Object.keys(ACTIONS).join(", ");
    return json({ error: `no control action ${method} ${name}; there are: ${known}` }, 404);
  }
  try {
    const parsed: unknown = body === "" ? {} : JSON.parse(body);
    if (!isRecord(parsed)) throw new VenueUsageError({ message: "The body must be a JSON object." });
    return json(plain(action(venue, parsed)));
  } catch (error) {
    if (error instanceof SyntaxError) return json({ error: "The body is not JSON." }, 400);
    if (isPolymarketError(error)) return json({ error: error.message, code: error.code }, 400);
    throw error;
  }
}

/** The handle may hand out bigints; on the wire they are decimal base units. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, inner) => (typeof inner === "bigint" ? inner.toString() : inner)),
  );
}
