import type { SocketFactory, SocketHandlers } from "@pm/core-types";

/** One socket a stream opened, seen from the other side. */
export type FakeSocket = {
  readonly url: string;
  /** Texts the client sent, heartbeats included. */
  readonly sent: string[];
  /** Accepts the connection. */
  readonly open: () => void;
  readonly deliver: (frame: string | Uint8Array) => void;
  /** The connection ends; the client hears it. */
  readonly drop: (code?: number, reason?: string) => void;
  /** How the client left: undefined while it has not. */
  readonly left: () => "closed" | "terminated" | undefined;
};

/** A network of scripted sockets. */
export function fakeSockets(
  onSend: (socket: FakeSocket, text: string) => void = () => {},
  onConnect: (socket: FakeSocket) => void = () => {},
): { readonly factory: SocketFactory; readonly sockets: FakeSocket[]; readonly last: () => FakeSocket } {
  const sockets: FakeSocket[] = [];
  const factory: SocketFactory = (url, handlers: SocketHandlers) => {
    let state: "connecting" | "open" | "gone" = "connecting";
    let left: "closed" | "terminated" | undefined;
    const gone = (code: number, reason: string) => {
      if (state === "gone") return;
      state = "gone";
      handlers.onClose(code, reason);
    };
    const socket: FakeSocket = {
      url,
      sent: [],
      open: () => {
        state = "open";
        handlers.onOpen();
      },
      deliver: (frame) => {
        if (state === "open") handlers.onMessage(frame);
      },
      drop: (code = 1006, reason = "") => gone(code, reason),
      left: () => left,
    };
    sockets.push(socket);
    queueMicrotask(() => onConnect(socket));
    return {
      send: (text) => {
        if (state !== "open") return;
        socket.sent.push(text);
        onSend(socket, text);
      },
      close: (code = 1000, reason = "") => {
        left ??= "closed";
        queueMicrotask(() => gone(code, reason));
      },
      terminate: () => {
        left ??= "terminated";
        gone(1006, "");
      },
      bufferedAmount: () => 0,
    };
  };
  return {
    factory,
    sockets,
    last: () => {
      const socket = sockets.at(-1);
      if (socket === undefined) throw new Error("no socket was opened");
      return socket;
    },
  };
}
