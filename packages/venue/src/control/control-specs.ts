import type { Hex } from "@pm/core-types";
import type { EventSpec } from "../engine/index.ts";
import { VenueUsageError } from "../errors.ts";
import type { NewComment } from "../gamma/comments.ts";
import { isRecord } from "../http/input.ts";
import type { SportsResult } from "../sockets/sports-channel.ts";

type Kind = "text" | "flag" | "whole" | "texts" | "fees";
type Fields = Readonly<Record<string, Kind | "text?" | "flag?" | "whole?" | "texts?" | "fees?">>;

const CHECKS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string" && value !== "",
  flag: (value) => typeof value === "boolean",
  whole: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  texts: (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
  fees: (value) =>
    isRecord(value) &&
    typeof value.rate === "string" &&
    Number.isSafeInteger(value.exponent) &&
    typeof value.takerOnly === "boolean",
};

const SAYS: Readonly<Record<Kind, string>> = {
  text: "a text",
  flag: "true or false",
  whole: "a whole number",
  texts: "a list of texts",
  fees: "fee terms: rate (text), exponent (number), takerOnly",
};

const EVENT: Fields = {
  slug: "text",
  title: "text",
  negRisk: "flag",
  version: "text?",
  description: "text?",
  tags: "texts?",
};

const MARKET: Fields = {
  slug: "text",
  question: "text",
  outcomes: "texts?",
  description: "text?",
  groupItemTitle: "text?",
  tickSize: "text?",
  minOrderSize: "text?",
  fees: "fees?",
  secondsDelay: "whole?",
  takerDelayMs: "whole?",
  gameStartTime: "whole?",
  clearBookOnStart: "flag?",
  acceptingOrdersFrom: "whole?",
  endDate: "whole?",
  tags: "texts?",
};

const COMMENT: Fields = {
  body: "text",
  author: "text",
  entityType: "text",
  entityId: "whole",
  replyTo: "text?",
};

const SPORT: Fields = {
  gameId: "whole",
  leagueAbbreviation: "text",
  slug: "text",
  homeTeam: "text",
  awayTeam: "text",
  status: "text",
  score: "text",
  period: "text",
  elapsed: "text",
  live: "flag",
  ended: "flag",
  finishedTimestamp: "whole?",
};

/** @throws {VenueUsageError} unless the body describes an event with its markets. */
export function event(body: Readonly<Record<string, unknown>>): EventSpec {
  const { markets, ...rest } = body;
  check(rest, EVENT, "the event");
  if (body.version !== undefined && body.version !== "v1" && body.version !== "v2") {
    throw refusal("version", "v1 or v2", body.version);
  }
  if (!Array.isArray(markets)) throw refusal("markets", "a list of markets", markets);
  for (const market of markets) {
    if (!isRecord(market)) throw refusal("markets", "a list of markets", market);
    check(market, MARKET, "a market");
    if (market.outcomes !== undefined && (market.outcomes as unknown[]).length !== 2) {
      throw refusal("outcomes", "two texts", market.outcomes);
    }
  }
  return body as unknown as EventSpec;
}

/** @throws {VenueUsageError} unless the body is a comment. */
export function comment(body: Readonly<Record<string, unknown>>): NewComment {
  check(body, COMMENT, "a comment");
  if (body.entityType !== "Event" && body.entityType !== "Series") {
    throw refusal("entityType", "Event or Series", body.entityType);
  }
  return body as unknown as NewComment;
}

/** @throws {VenueUsageError} unless the body is a result of a game. */
export function sport(body: Readonly<Record<string, unknown>>): SportsResult {
  check(body, SPORT, "a result");
  return body as unknown as SportsResult;
}

/** @throws {VenueUsageError} unless the body names a builder code and its rates in basis points. */
export function builderRates(
  body: Readonly<Record<string, unknown>>,
): readonly [builder: Hex, takerBps: number, makerBps: number] {
  check(body, { builder: "text", takerBps: "whole", makerBps: "whole" }, "builder rates");
  if (!/^0x[0-9a-fA-F]{64}$/.test(body.builder as string)) {
    throw refusal("builder", "a builder code of 32 bytes", body.builder);
  }
  return [body.builder as Hex, body.takerBps as number, body.makerBps as number];
}

function check(value: Readonly<Record<string, unknown>>, fields: Fields, what: string): void {
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(fields, name)) {
      throw new VenueUsageError({ message: `${what} has no field ${name}.`, context: { field: name } });
    }
  }
  for (const [name, wanted] of Object.entries(fields)) {
    const kind = wanted.replace("?", "") as Kind;
    if (value[name] === undefined && kind !== wanted) continue;
    if (!CHECKS[kind](value[name])) throw refusal(name, SAYS[kind], value[name]);
  }
}

function refusal(field: string, wanted: string, value: unknown): VenueUsageError {
  return new VenueUsageError({
    message: `${field} must be ${wanted}, not ${JSON.stringify(value) ?? "missing"}.`,
    context: { field },
  });
}
