import type { Socket, SocketFactory } from "@pm/core-types";

/** Knows for which tokens a whole book came since they were last without a socket: only those may be called live. */
export function proofOfBooks(sockets: SocketFactory): {
  readonly factory: SocketFactory;
  readonly isProven: (token: string) => boolean;
} {
  const carried = new Set<Set<string>>();
  const proven = new Set<string>();

  const factory: SocketFactory = (url, handlers) => {
    const mine = new Set<string>();
    carried.add(mine);
    const gone = () => {
      carried.delete(mine);
      for (const token of mine) {
        if (![...carried].some((other) => other.has(token))) proven.delete(token);
      }
    };
    const socket: Socket = sockets(url, {
      ...handlers,
      onMessage: (data) => {
        if (typeof data === "string" && data.includes('"bids"')) {
          for (const [, token = ""] of data.matchAll(/"asset_id":"(\d+)"/g)) proven.add(token);
        }
        handlers.onMessage(data);
      },
      onClose: (code, reason) => {
        gone();
        handlers.onClose(code, reason);
      },
    });
    return {
      ...socket,
      send: (text) => {
        if (text.startsWith("{")) {
          const { assets_ids = [], operation } = JSON.parse(text) as {
            assets_ids?: string[];
            operation?: string;
          };
          if (operation !== "unsubscribe") for (const token of assets_ids) mine.add(token);
        }
        socket.send(text);
      },
      terminate: () => {
        gone();
        socket.terminate();
      },
    };
  };
  return { factory, isProven: (token) => proven.has(token) };
}
