import type { Clock } from "@pm/core-types";
import type { Authenticator } from "../auth/authenticate.ts";
import type { EngineEvent, TradeEvent } from "../engine/index.ts";
import type { Faults } from "../faults/faults.ts";
import { orderFrame, tradeFrame } from "../wire/user-events.ts";
import { type Channel, createChannel, parseFrame, textList } from "./channel.ts";
import type { Connection } from "./connection.ts";

type Client = {
  readonly connection: Connection;
  /** API key, once authenticated. */
  key: string | undefined;
  /** Condition ids; undefined is every market. */
  markets: Set<string> | undefined;
};

/** The user channel: own orders and trades. */
export type UserChannel = Channel & { readonly observe: (event: EngineEvent) => void };

/** Starts the user channel. Nothing is replayed: a client reads what it missed over HTTP. */
export function createUserChannel(options: {
  readonly route: string;
  readonly auth: Authenticator;
  readonly faults: Faults;
  readonly clock: Clock;
}): UserChannel {
  const clients = new Map<Connection, Client>();
  const byKey = new Map<string, Set<Client>>();

  const forget = (client: Client): void => {
    if (client.key === undefined) return;
    const set = byKey.get(client.key);
    set?.delete(client);
    if (set?.size === 0) byKey.delete(client.key);
  };

  const authenticate = (client: Client, auth: unknown): boolean => {
    const record = options.auth.socket(auth);
    if (record === undefined) return false;
    forget(client);
    client.key = record.key;
    client.connection.wallet = record.address;
    const set = byKey.get(record.key) ?? new Set<Client>();
    set.add(client);
    byKey.set(record.key, set);
    return true;
  };

  const onText = (connection: Connection, text: string): void => {
    const client = clients.get(connection);
    if (client === undefined) return;
    if (text === "PING") {
      connection.sendAlways("PONG");
      return;
    }
    const frame = parseFrame(text);
    const markets = textList(frame?.markets)?.map((id) => id.toLowerCase());
    if (frame?.auth !== undefined) {
      if (!authenticate(client, frame.auth)) {
        connection.close(1008, "authentication failed");
        return;
      }
      client.markets = markets === undefined || markets.length === 0 ? undefined : new Set(markets);
      return;
    }
    if (client.key === undefined) {
      connection.close(1008, "authentication required");
      return;
    }
    if (frame?.operation === "subscribe") {
      client.markets = new Set([...(client.markets ?? []), ...(markets ?? [])]);
    } else if (frame?.operation === "unsubscribe") {
      for (const market of markets ?? []) client.markets?.delete(market);
    } else connection.sendAlways("INVALID OPERATION");
  };

  const deliver = (key: string, conditionId: string, frame: () => string): void => {
    const listeners = byKey.get(key);
    if (listeners === undefined) return;
    const text = frame();
    for (const client of listeners) {
      if (client.markets === undefined || client.markets.has(conditionId)) client.connection.send(text);
    }
  };

  const onTrade = (event: TradeEvent): void => {
    const { trade } = event;
    deliver(trade.takerOwner, trade.conditionId, () => tradeFrame(event, "TAKER"));
    for (const owner of new Set(trade.makers.map((maker) => maker.owner))) {
      if (owner !== trade.takerOwner) deliver(owner, trade.conditionId, () => tradeFrame(event, "MAKER"));
    }
  };

  const channel = createChannel({
    route: options.route,
    faults: options.faults,
    clock: options.clock,
    handlers: {
      onOpen: (connection) => {
        clients.set(connection, { connection, key: undefined, markets: undefined });
      },
      onText,
      onClose: (connection) => {
        const client = clients.get(connection);
        if (client !== undefined) forget(client);
        clients.delete(connection);
      },
    },
  });

  return {
    ...channel,
    observe: (event) => {
      if (byKey.size === 0) return;
      if (event.type === "order") {
        deliver(event.order.owner, event.order.conditionId, () => orderFrame(event));
      } else if (event.type === "trade") onTrade(event);
    },
  };
}
