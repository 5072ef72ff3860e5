/** The part of the platform's `fetch` that these packages use. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal?: AbortSignal;
  },
) => Promise<FetchResponse>;

/** The part of a `Response` that these packages use. */
export type FetchResponse = {
  readonly status: number;
  readonly headers: { readonly get: (name: string) => string | null };
  readonly text: () => Promise<string>;
};

/** Frames and life of one socket, as its owner hears them. */
export type SocketHandlers = {
  readonly onOpen: () => void;
  /** A text frame, or the bytes of a binary one. */
  readonly onMessage: (data: string | Uint8Array) => void;
  readonly onError: (error: unknown) => void;
  /** Always the last call, exactly once, also after an error. */
  readonly onClose: (code: number, reason: string) => void;
};

/** One WebSocket connection. */
export type Socket = {
  readonly send: (text: string) => void;
  /** Starts the closing handshake; `onClose` follows. */
  readonly close: (code?: number, reason?: string) => void;
  /** Drops the connection at once, for a peer that no longer answers. */
  readonly terminate: () => void;
  /** Bytes accepted by `send` and not yet handed to the network. */
  readonly bufferedAmount: () => number;
};

/** Opens WebSockets. `@pm/realtime` brings the default, over isomorphic-ws. */
export type SocketFactory = (url: string, handlers: SocketHandlers) => Socket;
