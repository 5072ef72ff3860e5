import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Clock } from "@pm/core-types";
import { PortInUseError } from "../errors.ts";
import { atEndOfTurn } from "./end-of-turn.ts";
import type { Exchange, Incoming, Wire } from "./exchange.ts";
import type { Reply } from "./reply.ts";
import type { Surface } from "./request.ts";
import type { Match } from "./router.ts";

/** One listening origin. */
export type SurfaceServer = {
  /** `http://127.0.0.1:port`, without trailing slash. */
  readonly url: string;
  /** `ws://127.0.0.1:port`, without trailing slash. */
  readonly socketUrl: string;
  readonly close: () => Promise<void>;
};

/** Answers a request outside the logged pipeline, such as the control API; false leaves it to the routes. */
export type SideDoor = (incoming: Incoming) => Reply | Promise<Reply> | undefined;

type Options = {
  readonly surface: Surface;
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly exchange: Exchange;
  readonly find: (method: string, path: string) => Match | undefined;
  readonly sideDoor?: SideDoor;
  /** Hears of what should never be thrown. */
  readonly onDefect: (error: unknown) => void;
  readonly onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

/** Larger bodies than any documented request; the production edge refuses long before. */
const MAX_BODY_BYTES = 2_000_000;

/** Starts one HTTP origin. @throws {PortInUseError} when the port is taken. */
export async function startServer(options: Options): Promise<SurfaceServer> {
  const server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, (request, response) => {
    receive(request, response, options);
  });
  if (options.onUpgrade !== undefined) server.on("upgrade", options.onUpgrade);
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const authority = `${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}`;
  return {
    url: `http://${authority}`,
    socketUrl: `ws://${authority}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listen(server: Server, options: Options): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE" || error.code === "EACCES"
          ? new PortInUseError({
              message: `The venue cannot listen on ${options.host}:${options.port} (${error.code}).`,
              context: { host: options.host, port: options.port, surface: options.surface },
              cause: error,
            })
          : error,
      );
    });
    server.listen(options.port, options.host, () => resolve());
  });
}

function receive(request: IncomingMessage, response: ServerResponse, options: Options): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let refused = false;
  request.on("error", () => {});
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      if (!refused) send(response, { status: 413, body: '{"error":"Payload Too Large"}\n' }, options.clock);
      refused = true;
      chunks.length = 0;
      return;
    }
    chunks.push(chunk);
  });
  request.on("end", () => {
    if (refused) return;
    const body = chunks.length === 0 ? "" : Buffer.concat(chunks).toString("utf8");
    dispatch(request, response, body, options).catch((error: unknown) => {
      // A defect of the venue's own must not end the process, which other clients are using.
      options.onDefect(error);
      send(response, { status: 500, body: '{"error":"Internal server error"}\n' }, options.clock);
    });
  });
}

async function dispatch(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  options: Options,
): Promise<void> {
  const target = request.url ?? "/";
  const cut = target.indexOf("?");
  const path = cut === -1 ? target : target.slice(0, cut);
  const incoming: Incoming = {
    surface: options.surface,
    method: request.method ?? "GET",
    path,
    search: cut === -1 ? "" : target.slice(cut + 1),
    headers: request.headers,
    body,
    ip: request.socket.remoteAddress ?? "",
    wire: wireOf(request, response, options.clock),
  };
  if (incoming.method === "OPTIONS") {
    send(response, { status: 204, body: "", headers: PREFLIGHT }, options.clock);
    return;
  }
  const aside = await options.sideDoor?.(incoming);
  if (aside !== undefined) {
    send(response, aside, options.clock);
    return;
  }
  await options.exchange(incoming, options.find(incoming.method, trimSlash(path)));
}

function wireOf(request: IncomingMessage, response: ServerResponse, clock: Clock): Wire {
  const reset = (): void => {
    request.socket.resetAndDestroy();
  };
  return {
    reset,
    answer: (reply) => atEndOfTurn(() => send(response, reply, clock)),
    answerHalf: (reply) => {
      writeHead(response, reply, clock);
      const half = Buffer.from(reply.body).subarray(0, Math.floor(Buffer.byteLength(reply.body) / 2));
      response.write(half, () => reset());
    },
  };
}

const PREFLIGHT: Readonly<Record<string, string>> = {
  "access-control-allow-methods": "GET, POST, DELETE, OPTIONS",
  "access-control-allow-headers": "*",
  "access-control-max-age": "86400",
};

function writeHead(response: ServerResponse, reply: Reply, clock: Clock): void {
  response.sendDate = false;
  response.writeHead(reply.status, {
    "content-type": "application/json",
    "content-length": reply.bytes?.length ?? Buffer.byteLength(reply.body),
    date: httpDate(clock),
    vary: "Origin",
    "access-control-allow-origin": "*",
    ...reply.headers,
  });
}

function send(response: ServerResponse, reply: Reply, clock: Clock): void {
  if (response.destroyed || response.headersSent) return;
  writeHead(response, reply, clock);
  response.end(reply.bytes ?? reply.body);
}

let cachedSecond = -1;
let cachedDate = "";

/** The `Date` header in venue time; one text per second. */
function httpDate(clock: Clock): string {
  const second = Math.floor(clock.now() / 1000);
  if (second !== cachedSecond) {
    cachedSecond = second;
    cachedDate = new Date(second * 1000).toUTCString();
  }
  return cachedDate;
}

function trimSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
