import type { Agent } from "node:http";
import type { Socket, SocketFactory, SocketHandlers } from "@pm/core-types";
import WebSocket from "isomorphic-ws";

/** Settings of the default sockets. */
export type WebSocketOptions = {
  /** Largest frame accepted, in bytes; default 16 MiB. Node only. */
  readonly maxFrameBytes?: number;
  /** Through which connections are made, such as an `HttpsProxyAgent` for a proxy. Node only. */
  readonly agent?: Agent;
  /** Sent with the handshake. Node only. */
  readonly headers?: Readonly<Record<string, string>>;
};

const OPEN = 1;
const CLOSED = 3;
/** What a peer that vanished is reported as. */
const ABNORMAL = 1006;

/** Sockets over isomorphic-ws: `ws` on Node, the platform's own WebSocket in browsers. */
export function webSockets(options: WebSocketOptions = {}): SocketFactory {
  return (url, handlers) => open(url, handlers, options);
}

function open(url: string, handlers: SocketHandlers, options: WebSocketOptions): Socket {
  const { maxFrameBytes = 16 * 1024 * 1024, agent, headers } = options;
  const isNode = typeof WebSocket.prototype.terminate === "function";
  const socket = isNode
    ? new WebSocket(url, {
        maxPayload: maxFrameBytes,
        perMessageDeflate: false,
        ...(agent === undefined ? {} : { agent }),
        ...(headers === undefined ? {} : { headers }),
      })
    : new WebSocket(url);
  socket.binaryType = "arraybuffer";
  let closed = false;
  const closeOnce = (code: number, reason: string) => {
    if (closed) return;
    closed = true;
    handlers.onClose(code, reason);
  };
  socket.onopen = () => handlers.onOpen();
  socket.onmessage = ({ data }) => {
    if (closed) return;
    if (typeof data === "string") handlers.onMessage(data);
    else handlers.onMessage(data instanceof ArrayBuffer ? new Uint8Array(data) : (data as Buffer));
  };
  // The browser tells nothing about the error; ws brings it along.
  socket.onerror = (event) => {
    if (!closed) handlers.onError((event as { error?: unknown }).error ?? new Error("the socket failed"));
  };
  socket.onclose = ({ code, reason }) => closeOnce(code, reason);
  return {
    send: (text) => {
      if (socket.readyState === OPEN) socket.send(text);
    },
    close: (code = 1000, reason = "") => {
      if (socket.readyState === CLOSED) return;
      socket.close(code, reason);
    },
    terminate: () => {
      if (isNode) socket.terminate();
      else {
        // Browsers cannot drop a connection; the owner need not wait for a peer that does not answer.
        socket.close();
        closeOnce(ABNORMAL, "terminated");
      }
    },
    bufferedAmount: () => socket.bufferedAmount,
  };
}
