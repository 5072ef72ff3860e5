import type { Clock } from "@pm/core-types";
import type { BookChangedEvent, BookItem, Engine, EngineEvent, LastTradeEvent } from "../engine/index.ts";
import type { Faults } from "../faults/faults.ts";
import { type Channel, createChannel, parseFrame, textList } from "./channel.ts";
import type { Connection } from "./connection.ts";
import {
  bestBidAskFrame,
  bookDump,
  bookFrame,
  lastTradeFrame,
  newMarketFrame,
  priceChangeFrame,
  resolvedFrame,
  tickSizeFrame,
} from "./market-frames.ts";

/** How closely the market channel follows production's odd habits. */
export type MarketQuirks = {
  /** The last trade is published this many milliseconds after the book moved. Measured: median 29. */
  readonly lastTradeDelayMs: number;
  /** When an order eats a level and rests there, the removal on the other side is not sent. */
  readonly hideEatenLevel: boolean;
};

/** Production's habits, measured on captures of 2026-07. */
export const PRODUCTION_QUIRKS: MarketQuirks = { lastTradeDelayMs: 29, hideEatenLevel: true };

type Client = { readonly connection: Connection; readonly tokens: Set<string>; custom: boolean };

/** The market channel: books, changes, trades. */
export type MarketChannel = Channel & { readonly observe: (event: EngineEvent) => void };

/** Starts the market channel of an engine. */
export function createMarketChannel(options: {
  readonly route: string;
  readonly engine: Engine;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly quirks: MarketQuirks;
}): MarketChannel {
  const { engine, clock, quirks } = options;
  const clients = new Map<Connection, Client>();
  /** Clients by market: a token's subscriber hears the complement's changes too, as in production. */
  const byMarket = new Map<string, Set<Client>>();
  const lastBest = new Map<string, string>();

  const audience = (conditionId: string): ReadonlySet<Client> => byMarket.get(conditionId) ?? NOBODY;

  const subscribe = (client: Client, tokens: readonly string[], dump: boolean): void => {
    const fresh = tokens.filter((token) => engine.conditionOfToken(token) !== undefined);
    for (const token of fresh) {
      client.tokens.add(token);
      const market = engine.conditionOfToken(token) ?? "";
      const set = byMarket.get(market) ?? new Set<Client>();
      set.add(client);
      byMarket.set(market, set);
    }
    if (!dump) return;
    client.connection.send(
      bookDump(
        [...new Set(fresh)].map((token) => engine.book(token)).filter((book) => book !== undefined),
        (conditionId) => engine.market(conditionId)?.version ?? "v1",
      ),
    );
  };

  const unsubscribe = (client: Client, tokens: readonly string[]): void => {
    for (const token of tokens) {
      if (!client.tokens.delete(token)) continue;
      const market = engine.marketOfToken(token);
      if (market === undefined || market.outcomes.some((one) => client.tokens.has(one.tokenId))) continue;
      byMarket.get(market.conditionId)?.delete(client);
    }
  };

  const forget = (client: Client): void => {
    for (const token of client.tokens) byMarket.get(engine.conditionOfToken(token) ?? "")?.delete(client);
    client.tokens.clear();
    clients.delete(client.connection);
  };

  const onText = (connection: Connection, text: string): void => {
    if (text === "PING") {
      connection.sendAlways("PONG");
      return;
    }
    const frame = parseFrame(text);
    const client = clients.get(connection);
    if (frame === undefined || client === undefined) {
      connection.sendAlways("INVALID OPERATION");
      return;
    }
    const tokens = textList(frame.assets_ids ?? frame.asset_ids) ?? [];
    if (typeof frame.custom_feature_enabled === "boolean") client.custom = frame.custom_feature_enabled;
    if (frame.operation === "unsubscribe") unsubscribe(client, tokens);
    else if (frame.operation === "subscribe" || frame.type === "market") {
      subscribe(client, tokens, frame.initial_dump !== false);
    } else connection.sendAlways("INVALID OPERATION");
  };

  const bestChanged = (item: BookItem): boolean => {
    const now = `${item.bestBid}|${item.bestAsk}`;
    if (lastBest.get(item.tokenId) === now) return false;
    lastBest.set(item.tokenId, now);
    return true;
  };

  const onBook = (event: BookChangedEvent): void => {
    const listeners = audience(event.conditionId);
    if (listeners.size === 0) return;
    const visible = quirks.hideEatenLevel ? withoutEaten(event) : event.items;
    for (const [own, other] of pairs(visible)) {
      const pair = other === undefined ? [own] : [own, other];
      for (const item of pair) {
        if (bestChanged(item)) {
          const best = bestBidAskFrame(event.conditionId, item, event.timestamp);
          for (const client of listeners) if (client.custom) client.connection.send(best);
        }
      }
      const frame = priceChangeFrame(event, pair);
      for (const client of listeners) client.connection.send(frame);
    }
    if (event.cause === "match") sendBooks(event.conditionId, listeners);
  };

  const sendBooks = (conditionId: string, listeners: ReadonlySet<Client>): void => {
    for (const outcome of engine.market(conditionId)?.outcomes ?? []) {
      let frame: string | undefined;
      for (const client of listeners) {
        if (!client.tokens.has(outcome.tokenId)) continue;
        const book = frame === undefined ? engine.book(outcome.tokenId) : undefined;
        frame ??= book === undefined ? undefined : bookFrame(book);
        if (frame !== undefined) client.connection.send(frame);
      }
    }
  };

  const onLastTrade = (event: LastTradeEvent): void => {
    const publish = (): void => {
      const frame = lastTradeFrame(event, clock.now());
      for (const client of audience(event.conditionId)) {
        if (client.tokens.has(event.tokenId)) client.connection.send(frame);
      }
    };
    if (audience(event.conditionId).size === 0) return;
    if (quirks.lastTradeDelayMs === 0) publish();
    else clock.setTimer(quirks.lastTradeDelayMs, publish);
  };

  const channel = createChannel({
    route: options.route,
    faults: options.faults,
    clock,
    handlers: {
      onOpen: (connection) => {
        clients.set(connection, { connection, tokens: new Set(), custom: false });
      },
      onText,
      onClose: (connection) => {
        const client = clients.get(connection);
        if (client !== undefined) forget(client);
      },
    },
  });

  const groupOf = (conditionId: string) =>
    engine.events().find((group) => group.conditionIds.some((id) => id === conditionId));

  return {
    ...channel,
    observe: (event) => {
      if (event.type === "book") onBook(event);
      else if (event.type === "last_trade") onLastTrade(event);
      else if (event.type === "tick_size") {
        for (const tokenId of event.tokenIds) {
          const frame = tickSizeFrame(event, tokenId);
          for (const client of audience(event.conditionId)) {
            if (client.tokens.has(tokenId)) client.connection.send(frame);
          }
        }
      } else if (event.type === "market" && event.kind !== "state") {
        const frame =
          event.kind === "created"
            ? newMarketFrame(event.market, groupOf(event.market.conditionId), event.timestamp)
            : resolvedFrame(event.market, event.timestamp);
        for (const client of clients.values()) if (client.custom) client.connection.send(frame);
      }
    },
  };
}

const NOBODY: ReadonlySet<Client> = new Set();

/** Items come in pairs, the order's own token first; a lone item is sent alone. */
function* pairs(items: readonly BookItem[]): Generator<readonly [BookItem, BookItem | undefined]> {
  for (let i = 0; i < items.length; i += 2) yield [items[i] as BookItem, items[i + 1]];
}

/** Drops the removal of a level at which the very order that ate it now rests on the other side. */
function withoutEaten(event: BookChangedEvent): readonly BookItem[] {
  if (event.cause !== "match") return event.items;
  return event.items.filter(
    (item) =>
      item.size !== "0" ||
      !event.items.some(
        (other) =>
          other.tokenId === item.tokenId &&
          other.side !== item.side &&
          other.price === item.price &&
          other.size !== "0",
      ),
  );
}
