import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "@pm/core-types";
import { type WebSocket, WebSocketServer } from "ws";
import type { Faults } from "../faults/faults.ts";
import { type Connection, createConnection } from "./connection.ts";
import { createOutlet } from "./outlet.ts";

/** What a channel does with its clients. */
export type ChannelHandlers = {
  readonly onOpen?: (connection: Connection) => void;
  /** A text frame; never throws. */
  readonly onText: (connection: Connection, text: string) => void;
  readonly onClose: (connection: Connection) => void;
  /** A protocol pong. */
  readonly onPong?: (connection: Connection) => void;
};

/** One WebSocket endpoint. */
export type Channel = {
  readonly accept: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly clients: () => number;
  readonly close: () => void;
};

const MAX_PAYLOAD_BYTES = 1_000_000;

/** Accepts sockets of one path. */
export function createChannel(options: {
  readonly route: string;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly handlers: ChannelHandlers;
}): Channel {
  const { handlers } = options;
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD_BYTES,
    clientTracking: true,
  });

  const outlet = createOutlet();
  let connections = 0;

  const adopt = (socket: WebSocket, stream: Duplex): void => {
    const connection = createConnection({
      socket,
      stream,
      outlet,
      number: ++connections,
      route: options.route,
      faults: options.faults,
      clock: options.clock,
    });
    socket.on("error", () => {});
    socket.on("message", (data, isBinary) => {
      if (isBinary) return;
      handlers.onText(connection, data.toString());
    });
    if (handlers.onPong !== undefined) socket.on("pong", () => handlers.onPong?.(connection));
    socket.on("close", () => handlers.onClose(connection));
    handlers.onOpen?.(connection);
  };

  return {
    accept: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (webSocket) => adopt(webSocket, socket)),
    clients: () => server.clients.size,
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

/** The JSON object a client sent, or undefined. */
export function parseFrame(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The strings of a list, at most `limit`; undefined when it is no list. */
export function textList(value: unknown, limit = 50_000): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter((one): one is string => typeof one === "string").slice(0, limit);
}
