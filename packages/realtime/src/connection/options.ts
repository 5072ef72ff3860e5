import type { Clock, Logger, Random, SocketFactory, Telemetry } from "@pm/core-types";

/** What every stream takes beside its own settings. */
export type StreamPorts = {
  readonly sockets?: SocketFactory | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly logger?: Logger | undefined;
  readonly telemetry?: Telemetry | undefined;
};

/** How a connection keeps itself alive. Milliseconds. */
export type LivenessOptions = {
  /** Between two `PING` texts; default 10,000. */
  readonly pingIntervalMs?: number | undefined;
  /** Without any frame, `PONG` included, for this long the socket is dropped; default 25,000, infinite never. */
  readonly silenceMs?: number | undefined;
  /** To open in; default 10,000. */
  readonly openTimeoutMs?: number | undefined;
  /** First and largest bound of the jittered wait before reconnecting; default 250 and 30,000. */
  readonly backoffBaseMs?: number | undefined;
  readonly backoffCapMs?: number | undefined;
};

export type ConnectionState = "idle" | "connecting" | "open" | "waiting" | "closed";

/** Why a connection is down. */
export type Down = {
  readonly code: number;
  readonly reason: string;
  readonly wasOpen: boolean;
  /** Milliseconds since the last frame; 0 when it never opened. */
  readonly quietMs: number;
};

/** Settings of {@link createConnection}. */
export type ConnectionOptions = StreamPorts &
  LivenessOptions & {
    readonly url: string;
    /** Names the channel in logs and metrics. */
    readonly channel: string;
    /** The text sent as a heartbeat; default `PING`. Undefined sends none. */
    readonly pingText?: string | undefined;
    /** A new socket is open; `epoch` counts them from 1. Send the desired subscriptions here. */
    readonly onOpen: (epoch: number) => void;
    /** A text frame other than an answered heartbeat; `at` is `clock.monotonic()`. */
    readonly onText: (text: string, epoch: number, at: number) => void;
    /** A heartbeat was answered. */
    readonly onPong?: (() => void) | undefined;
    readonly onBinary: (bytes: Uint8Array, epoch: number) => void;
    /** The socket is gone. Return a wait in milliseconds to override the backoff, or `"stop"` to give up. */
    readonly onDown: (down: Down) => number | "stop" | undefined;
  };

/** One logical connection that replaces its socket whenever it fails. */
export type Connection = {
  readonly state: () => ConnectionState;
  /** Sockets that opened so far: which of them a frame came through. */
  readonly epoch: () => number;
  readonly start: () => void;
  /** False when there is no open socket: desired state is sent again on the next open. */
  readonly send: (text: string) => boolean;
  /** Drops the socket and connects anew after a jittered wait. */
  readonly restart: (reason: string) => void;
  /** Resolves when the socket is gone and no timer is left. */
  readonly close: () => Promise<void>;
};
