import type { CancelTimer } from "@pm/core-types";
import type { VenueContext } from "../context.ts";
import type { EngineEvent } from "../engine/index.ts";
import { isRecord } from "../http/input.ts";
import { type Channel, createChannel, parseFrame } from "./channel.ts";
import type { Connection } from "./connection.ts";
import { PRICE_CHANNELS, type PriceChannel } from "./price-channels.ts";

const MAX_SUBSCRIPTIONS = 64;
const MAX_FRAMES_A_SECOND = 20;
const MAX_AUTH_FRAMES = 8;
const MAX_FRAME_BYTES = 64_000;
const PING_EVERY_MS = 25_000;
const MISSED_PONGS = 2;
/** A reader this far behind misses frames, and is told how many; the limit is not published. */
const SLOW_BYTES = 1_000_000;

type Subscription = {
  readonly channel: PriceChannel;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly id: string;
};
type Client = {
  readonly connection: Connection;
  readonly subscriptions: Map<string, Subscription>;
  /** Next sequence number per channel: consecutive on one connection. */
  readonly sequences: Map<string, number>;
  authenticated: boolean;
  authFrames: number;
  /** Start of the current second and frames in it. */
  second: number;
  frames: number;
  unanswered: number;
  /** Frames a slow reader missed since the last one it got. */
  dropped: number;
  stopPings: CancelTimer;
};

/** The newer price socket: authenticated channels with acknowledgements and sequence numbers. */
export type PriceSocket = Channel & { readonly observe: (event: EngineEvent) => void };

/** Starts the price socket. */
export function createPriceSocket(context: VenueContext, route: string): PriceSocket {
  const { clock, engine, auth } = context;
  const clients = new Map<Connection, Client>();

  const error = (client: Client, code: string, rid: unknown, channel?: unknown): void => {
    client.connection.sendAlways(
      JSON.stringify({
        op: "error",
        code,
        ...(typeof channel === "string" ? { channel } : {}),
        ...(typeof rid === "string" ? { rid } : {}),
      }),
    );
    if (code === "sub_limit" || code === "rate_limited" || code === "auth_attempts") {
      client.connection.close(4008, code);
    }
  };

  const deliver = (client: Client, one: Subscription, payload: unknown, snapshot: boolean): void => {
    if (client.connection.behind() > SLOW_BYTES) {
      client.dropped += 1;
      return;
    }
    const { dropped } = client;
    client.dropped = 0;
    const { name } = one.channel;
    const seq = (client.sequences.get(name) ?? 0) + 1;
    client.sequences.set(name, seq);
    client.connection.send(
      JSON.stringify({
        v: 1,
        channel: name,
        seq,
        ts: Math.floor(clock.now()),
        ...(snapshot ? { snapshot: true } : {}),
        ...(dropped > 0 ? { dropped } : {}),
        payload,
      }),
    );
  };

  /** What a subscription asks for, or the code of the error it deserves. */
  const judge = (client: Client, wanted: unknown): Subscription | string => {
    if (!isRecord(wanted)) return "bad_filter";
    const channel = PRICE_CHANNELS.find((known) => known.name === wanted.channel);
    if (channel === undefined) return "bad_channel";
    const filter = isRecord(wanted.filter) ? wanted.filter : {};
    if (!channel.accepts(filter, engine)) return "bad_filter";
    if (channel.needsAuth && !client.authenticated) return "auth_required";
    const id = `${channel.name}|${JSON.stringify(filter)}`;
    const full = !client.subscriptions.has(id) && client.subscriptions.size >= MAX_SUBSCRIPTIONS;
    return full ? "sub_limit" : { channel, filter, id };
  };

  const subscribe = (client: Client, wanted: unknown, rid: unknown): void => {
    const one = judge(client, wanted);
    if (typeof one === "string") {
      error(client, one, rid, isRecord(wanted) ? wanted.channel : undefined);
      return;
    }
    const { channel, filter } = one;
    const known = client.subscriptions.has(one.id);
    client.subscriptions.set(one.id, one);
    client.connection.sendAlways(
      JSON.stringify({ op: "subscribed", channel: channel.name, rid, provider: channel.provider }),
    );
    if (!known) deliver(client, one, channel.snapshot(context, filter, clock.now()), true);
    tick();
  };

  const unsubscribe = (client: Client, wanted: unknown, rid: unknown): void => {
    if (!isRecord(wanted)) {
      error(client, "bad_filter", rid);
      return;
    }
    const filter = isRecord(wanted.filter) ? wanted.filter : {};
    client.subscriptions.delete(`${String(wanted.channel)}|${JSON.stringify(filter)}`);
    client.connection.sendAlways(JSON.stringify({ op: "unsubscribed", channel: wanted.channel, rid }));
  };

  const authenticate = (client: Client, frame: Readonly<Record<string, unknown>>): void => {
    client.authFrames += 1;
    if (client.authFrames > MAX_AUTH_FRAMES) {
      error(client, "auth_attempts", frame.rid);
      return;
    }
    const record = auth.socket(frame.auth);
    if (record === undefined) {
      error(client, "auth_invalid", frame.rid);
      client.connection.close(4001, "authentication failed");
      return;
    }
    client.authenticated = true;
    client.connection.wallet = record.address;
    client.connection.sendAlways(JSON.stringify({ op: "authed", rid: frame.rid }));
  };

  const onText = (connection: Connection, text: string): void => {
    const client = clients.get(connection);
    if (client === undefined) return;
    if (text.length > MAX_FRAME_BYTES) {
      connection.close(4008, "frame too large");
      return;
    }
    const frame = parseFrame(text);
    const op = frame?.op;
    if (frame === undefined) error(client, "bad_op", undefined);
    else if (op === "ping") connection.sendAlways(JSON.stringify({ op: "pong", rid: frame.rid }));
    else if (op === "auth") authenticate(client, frame);
    else if (op !== "subscribe" && op !== "unsubscribe") error(client, "bad_op", frame.rid);
    else if (tooFast(client)) error(client, "rate_limited", frame.rid);
    else change(client, frame);
  };

  const tooFast = (client: Client): boolean => {
    const second = Math.floor(clock.now() / 1000);
    client.frames = client.second === second ? client.frames + 1 : 1;
    client.second = second;
    return client.frames > MAX_FRAMES_A_SECOND;
  };

  const change = (client: Client, frame: Readonly<Record<string, unknown>>): void => {
    const wanted = Array.isArray(frame.subscriptions) ? frame.subscriptions : [frame];
    for (const one of wanted) {
      if (frame.op === "subscribe") subscribe(client, one, frame.rid);
      else unsubscribe(client, one, frame.rid);
    }
  };

  let ticking = false;
  const tick = (): void => {
    const heard = [...clients.values()].some((client) =>
      [...client.subscriptions.values()].some((one) => one.channel.update !== undefined),
    );
    if (ticking || !heard) return;
    ticking = true;
    clock.setTimer(1000 - (Math.floor(clock.now()) % 1000), () => {
      ticking = false;
      const at = Math.floor(clock.now() / 1000) * 1000;
      for (const client of clients.values()) {
        for (const one of client.subscriptions.values()) {
          const payload = one.channel.update?.(context, one.filter, at);
          if (payload !== undefined) deliver(client, one, payload, false);
        }
      }
      tick();
    });
  };

  const ping = (client: Client): CancelTimer =>
    clock.setTimer(PING_EVERY_MS, () => {
      if (client.unanswered >= MISSED_PONGS) {
        client.connection.close(4002, "pong timeout");
        return;
      }
      client.unanswered += 1;
      client.connection.ping();
      client.stopPings = ping(client);
    });

  const channel = createChannel({
    route,
    faults: context.faults,
    clock,
    handlers: {
      onOpen: (connection) => {
        const client: Client = {
          connection,
          subscriptions: new Map(),
          sequences: new Map(),
          authenticated: false,
          authFrames: 0,
          second: 0,
          frames: 0,
          unanswered: 0,
          dropped: 0,
          stopPings: () => {},
        };
        clients.set(connection, client);
        client.stopPings = ping(client);
      },
      onText,
      onPong: (connection) => {
        const client = clients.get(connection);
        if (client !== undefined) client.unanswered = 0;
      },
      onClose: (connection) => {
        clients.get(connection)?.stopPings();
        clients.delete(connection);
      },
    },
  });

  return {
    ...channel,
    observe: (event) => {
      if (event.type !== "book" || clients.size === 0) return;
      for (const client of clients.values()) {
        for (const one of client.subscriptions.values()) {
          const payload = one.channel.onBook?.(event, one.filter);
          if (payload !== undefined) deliver(client, one, payload, false);
        }
      }
    },
  };
}
