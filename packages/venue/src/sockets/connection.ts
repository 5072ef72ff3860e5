import type { Duplex } from "node:stream";
import type { Clock } from "@pm/core-types";
import type { WebSocket } from "ws";
import type { Faults } from "../faults/faults.ts";
import { type FaultKind, SOCKET_FAULTS } from "../faults/spec.ts";
import type { Outlet } from "./outlet.ts";

/** One client of a channel; frames go through the faults on their way out. */
export type Connection = {
  readonly number: number;
  /** Path of the channel, such as `/ws/market`. */
  readonly route: string;
  /** The account the client proved to be, for faults by wallet. */
  wallet: string | undefined;
  /** Sends a data frame. */
  readonly send: (frame: string) => void;
  /** Sends a frame that no fault touches, such as PONG. */
  readonly sendAlways: (frame: string) => void;
  readonly close: (code: number, reason: string) => void;
  readonly open: () => boolean;
  /** Sends a protocol ping; the client's library answers it. */
  readonly ping: () => void;
  /** Bytes that the client has not taken yet. */
  readonly behind: () => number;
};

const KINDS: ReadonlySet<FaultKind> = new Set(SOCKET_FAULTS);
/** A reader this far behind is dropped: memory stays bounded, and the client must resync. */
const MAX_BUFFERED_BYTES = 32_000_000;

/** Wraps one accepted socket. */
export function createConnection(options: {
  readonly socket: WebSocket;
  /** What carries the WebSocket: data frames are written to it ready-made. */
  readonly stream: Duplex;
  readonly outlet: Outlet;
  readonly number: number;
  readonly route: string;
  readonly faults: Faults;
  readonly clock: Clock;
}): Connection {
  const { socket, stream, outlet, faults, clock } = options;
  let mutedUntil = 0;
  let held: string | undefined;
  let frames = 0;

  /** Cuts the connection; what was sent before still leaves. */
  const cut = (): void => {
    stream.uncork();
    socket.terminate();
  };

  const write = (frame: string): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (stream.writableLength > MAX_BUFFERED_BYTES) {
      socket.terminate();
      return;
    }
    outlet.write(stream, frame);
  };

  const flush = (frame: string): void => {
    write(frame);
    if (held !== undefined) {
      write(held);
      held = undefined;
    }
  };

  const faulty = (frame: string): void => {
    const target = {
      request: options.number,
      frame: frames,
      surface: "socket",
      route: options.route,
      wallet: connection.wallet,
    };
    for (const fault of faults.hit(target, KINDS)) {
      switch (fault.kind) {
        case "mute":
          mutedUntil = fault.ms === undefined ? Number.POSITIVE_INFINITY : clock.monotonic() + fault.ms;
          return;
        case "drop":
          return;
        case "duplicate":
          write(frame);
          break;
        case "reorder":
          held = held === undefined ? frame : held;
          return;
        default:
          if (fault.status === undefined) cut();
          else socket.close(fault.status, fault.body ?? "");
          return;
      }
    }
    flush(frame);
  };

  const connection: Connection = {
    number: options.number,
    route: options.route,
    wallet: undefined,
    open: () => socket.readyState === socket.OPEN,
    close: (code, reason) => socket.close(code, reason),
    ping: () => {
      if (socket.readyState === socket.OPEN) socket.ping();
    },
    behind: () => stream.writableLength,
    sendAlways: write,
    send: (frame) => {
      frames += 1;
      if (mutedUntil > 0 && clock.monotonic() < mutedUntil) return;
      if (faults.idle() && held === undefined) write(frame);
      else faulty(frame);
    },
  };
  return connection;
}
