import { createHash } from "node:crypto";
import type { VenueContext } from "../context.ts";
import { type TradeRow, tradeRows } from "../data/rows.ts";
import { profile } from "../data/wire-common.ts";
import type { EngineEvent } from "../engine/index.ts";
import { isRecord } from "../http/input.ts";
import { unitsNumber } from "../wire/decimals.ts";
import { seconds } from "../wire/time.ts";
import { type Channel, createChannel, parseFrame } from "./channel.ts";
import type { Connection } from "./connection.ts";
import { backfill, PRICE_TOPICS } from "./rtds-prices.ts";

const TOPICS: readonly string[] = ["activity", "comments", ...PRICE_TOPICS.map((topic) => topic.name)];

/** Subscriptions one connection may hold; more are ignored. */
const MAX_SUBSCRIPTIONS = 500;

type Subscription = { readonly topic: string; readonly type: string; readonly filters: string };

/** The older live-data socket. */
export type RtdsChannel = Channel & { readonly observe: (event: EngineEvent) => void };

/** Starts the live-data socket: trades of every market as `activity`. */
export function createRtdsChannel(context: VenueContext, route: string): RtdsChannel {
  const clients = new Map<Connection, Map<string, Subscription>>();
  const { clock } = context;

  const onText = (connection: Connection, text: string): void => {
    // The ping of either client is text and is never answered.
    if (text.toLowerCase() === "ping") return;
    const frame = parseFrame(text);
    const wanted = readSubscriptions(frame?.subscriptions);
    const own = clients.get(connection);
    if (frame === undefined || own === undefined || wanted === undefined) {
      connection.send(errorFrame(connection, "Invalid request body", 400));
      return;
    }
    // One unknown topic spoils every other topic of the same frame.
    if (!wanted.every((one) => TOPICS.includes(one.topic))) {
      connection.send(errorFrame(connection, "Unauthorized", 401));
      return;
    }
    for (const one of wanted) {
      const id = `${one.topic}|${one.type}|${one.filters}`;
      if (frame.action === "unsubscribe") own.delete(id);
      else if (own.size < MAX_SUBSCRIPTIONS) own.set(id, one);
    }
    if (frame.action !== "subscribe") return;
    connection.sendAlways("");
    for (const one of wanted) sendBackfill(connection, one);
    tick();
  };

  const sendBackfill = (connection: Connection, one: Subscription): void => {
    const topic = PRICE_TOPICS.find((known) => known.name === one.topic);
    const symbol = topic === undefined ? undefined : symbolOf(one.filters);
    if (topic === undefined || symbol === undefined || !topic.symbols.includes(symbol)) return;
    const payload = { data: backfill(topic, context.seed, symbol, clock.now()), symbol };
    // Production labels the oracle's backfill with the other crypto topic.
    const name = topic.name.startsWith("crypto") ? "crypto_prices" : topic.name;
    connection.send(JSON.stringify({ payload, timestamp: clock.now(), topic: name, type: "subscribe" }));
  };

  let ticking = false;
  /** One price a second, as long as somebody listens. */
  const tick = (): void => {
    if (ticking) return;
    const heard = PRICE_TOPICS.filter((topic) =>
      [...clients.values()].some((own) => [...own.values()].some((one) => one.topic === topic.name)),
    );
    if (heard.length === 0) return;
    ticking = true;
    clock.setTimer(1000 - (Math.floor(clock.now()) % 1000), () => {
      ticking = false;
      const at = Math.floor(clock.now() / 1000) * 1000;
      for (const topic of heard) {
        for (const symbol of topic.symbols) {
          const payload = topic.payload(context.seed, symbol, at);
          publish(topic.name, "update", payload, (filters) => filters === "" || symbolOf(filters) === symbol);
        }
      }
      tick();
    });
  };

  const publish = (
    topic: string,
    type: string,
    payload: unknown,
    matches: (filters: string) => boolean,
  ): void => {
    for (const [connection, own] of clients) {
      for (const one of own.values()) {
        if (one.topic !== topic || (one.type !== type && one.type !== "*") || !matches(one.filters)) continue;
        connection.send(
          JSON.stringify({
            connection_id: connectionId(connection),
            payload,
            timestamp: clock.now(),
            topic,
            type,
          }),
        );
        break;
      }
    }
  };

  const channel = createChannel({
    route,
    faults: context.faults,
    clock,
    handlers: {
      onOpen: (connection) => {
        clients.set(connection, new Map());
      },
      onText,
      onClose: (connection) => {
        clients.delete(connection);
      },
    },
  });

  context.comments.onEvent((event) => {
    publish("comments", event.type, event.payload, (filters) => {
      const wanted = filters === "" ? undefined : parseFrame(filters);
      if (wanted === undefined) return filters === "";
      return Number(wanted.parentEntityID) === event.entityId && wanted.parentEntityType === event.entityType;
    });
  });

  return {
    ...channel,
    observe: (event) => {
      if (event.type !== "trade" || event.previous !== undefined || clients.size === 0) return;
      for (const row of tradeRows(context, event.trade)) {
        const type = row.taker ? "trades" : "orders_matched";
        publish("activity", type, activityPayload(row), (filters) => hears(filters, row));
      }
    },
  };
}

function activityPayload(row: TradeRow): Record<string, unknown> {
  return {
    asset: row.outcome.tokenId,
    bio: "",
    conditionId: row.market.conditionId,
    eventSlug: row.market.eventSlug,
    ...(row.taker ? { fee: unitsNumber(row.fee) } : {}),
    icon: "",
    name: "",
    outcome: row.outcome.outcome,
    outcomeIndex: row.outcome.index,
    price: unitsNumber(row.price),
    profileImage: "",
    proxyWallet: row.wallet,
    pseudonym: profile(row.wallet).pseudonym,
    side: row.side,
    size: unitsNumber(row.size),
    slug: row.market.slug,
    timestamp: seconds(row.at),
    title: row.market.question,
    transactionHash: row.transactionHash,
  };
}

/** Filters are JSON in a text; anything with a space in it silently matches nothing. */
function hears(filters: string, row: TradeRow): boolean {
  if (filters === "") return true;
  if (filters.includes(" ")) return false;
  const parsed = parseFrame(filters);
  if (parsed === undefined) return false;
  if (typeof parsed.event_slug === "string") return parsed.event_slug === row.market.eventSlug;
  if (typeof parsed.market_slug === "string") return parsed.market_slug === row.market.slug;
  return true;
}

/** The one symbol of a filter. Several, or a space anywhere, silently match nothing. */
function symbolOf(filters: string): string | undefined {
  if (filters.includes(" ")) return undefined;
  const symbol = parseFrame(filters)?.symbol;
  return typeof symbol === "string" ? symbol.toLowerCase() : undefined;
}

function readSubscriptions(value: unknown): readonly Subscription[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const read: Subscription[] = [];
  for (const one of value) {
    if (!isRecord(one) || typeof one.topic !== "string" || typeof one.type !== "string") return undefined;
    read.push({
      topic: one.topic,
      type: one.type,
      filters: typeof one.filters === "string" ? one.filters : "",
    });
  }
  return read;
}

function connectionId(connection: Connection): string {
  return createHash("sha256").update(`rtds|${connection.number}`).digest("base64url").slice(0, 16);
}

function errorFrame(connection: Connection, message: string, statusCode: number): string {
  return JSON.stringify({ body: { message }, statusCode, connectionId: connectionId(connection) });
}
