import {
  type CancelTimer,
  noopLogger,
  noopTelemetry,
  type Socket,
  systemClock,
  systemRandom,
} from "@pm/core-types";
import { type Backoff, createBackoff } from "@pm/resilience";
import { webSockets } from "../sockets/web-socket.ts";
import type { Connection, ConnectionOptions, ConnectionState } from "./options.ts";

/** A connection that survived this long starts its backoff over. */
const STABLE_MS = 5_000;
/** How long a peer may take to finish the closing handshake. */
const CLOSE_GRACE_MS = 1_000;

/** A self-healing connection: full-jitter backoff, heartbeat, silence watchdog, one epoch per socket. */
export function createConnection(options: ConnectionOptions): Connection {
  const {
    clock = systemClock,
    random = systemRandom,
    logger = noopLogger,
    telemetry = noopTelemetry,
    channel,
  } = options;
  const sockets = options.sockets ?? webSockets();
  const pingText = "pingText" in options ? options.pingText : "PING";
  const pingIntervalMs = options.pingIntervalMs ?? 10_000;
  const silenceMs = options.silenceMs ?? 25_000;
  const openTimeoutMs = options.openTimeoutMs ?? 10_000;
  const backoff: Backoff = createBackoff({
    baseMs: options.backoffBaseMs ?? 250,
    capMs: options.backoffCapMs ?? 30_000,
    random,
  });

  let state: ConnectionState = "idle";
  let epoch = 0;
  let socket: Socket | undefined;
  let openedAt = 0;
  let heardAt = 0;
  // A socket that was replaced may still deliver: only the latest attempt counts.
  let latest: object | undefined;
  const timers = new Map<string, CancelTimer>();
  let closed: Promise<void> | undefined;
  let finishClose = () => {};

  const setTimer = (name: string, ms: number, task: () => void) => {
    timers.get(name)?.();
    timers.set(name, clock.setTimer(ms, task));
  };
  const clearTimers = () => {
    for (const cancel of timers.values()) cancel();
    timers.clear();
  };

  const connect = () => {
    state = "connecting";
    const mine = {};
    latest = mine;
    const isCurrent = () => mine === latest && state !== "closed";
    const down = (code: number, reason: string) => {
      if (mine === latest) onDown(code, reason);
    };
    setTimer("open", openTimeoutMs, () => {
      const stuck = socket;
      down(1006, `not open after ${openTimeoutMs} ms`);
      stuck?.terminate();
    });
    try {
      socket = sockets(options.url, {
        onOpen: () => {
          if (isCurrent()) onOpen();
        },
        onMessage: (data) => {
          if (!isCurrent()) return;
          heardAt = clock.monotonic();
          if (typeof data !== "string") options.onBinary(data, epoch);
          else if (data === "PONG") options.onPong?.();
          else options.onText(data, epoch, heardAt);
        },
        onError: (error) => {
          if (isCurrent()) logger.log("warn", "socket error", { channel, error: messageOf(error) });
        },
        onClose: down,
      });
    } catch (error) {
      down(1006, messageOf(error));
    }
  };

  const onOpen = () => {
    timers.get("open")?.();
    state = "open";
    epoch++;
    openedAt = heardAt = clock.monotonic();
    telemetry.count("pm_socket_opened_total", { channel });
    logger.log("info", "socket open", { channel, epoch });
    if (pingText !== undefined) {
      const beat = () => {
        socket?.send(pingText);
        setTimer("ping", pingIntervalMs, beat);
      };
      setTimer("ping", pingIntervalMs, beat);
    }
    watchSilence(silenceMs);
    options.onOpen(epoch);
  };

  const watchSilence = (ms: number) => {
    if (!Number.isFinite(ms)) return;
    setTimer("silence", ms, () => {
      const quiet = clock.monotonic() - heardAt;
      if (quiet >= silenceMs) restart(`silent for ${Math.round(quiet)} ms`);
      else watchSilence(silenceMs - quiet);
    });
  };

  const onDown = (code: number, reason: string) => {
    const wasOpen = state === "open";
    clearTimers();
    socket = undefined;
    latest = undefined;
    if (state === "closed") {
      finishClose();
      return;
    }
    if (wasOpen && clock.monotonic() - openedAt >= STABLE_MS) backoff.reset();
    state = "waiting";
    telemetry.count("pm_socket_closed_total", { channel, code });
    logger.log("warn", "socket down", { channel, epoch, code, reason });
    const quietMs = wasOpen ? clock.monotonic() - heardAt : 0;
    const asked = options.onDown({ code, reason, wasOpen, quietMs });
    if (state !== "waiting") return;
    if (asked === "stop") {
      state = "closed";
      return;
    }
    const wait = asked ?? backoff.next();
    // A socket that was open and may come back at once needs no turn of the clock; one that never opened does.
    if (wait === 0 && wasOpen) connect();
    else setTimer("reconnect", wait, connect);
  };

  const restart = (reason: string) => {
    if (state !== "open" && state !== "connecting") return;
    const old = socket;
    onDown(1006, reason);
    old?.terminate();
  };

  const close = (): Promise<void> => {
    state = "closed";
    clearTimers();
    const last = socket;
    if (last === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      finishClose = () => {
        clearTimers();
        socket = undefined;
        resolve();
      };
      setTimer("close", CLOSE_GRACE_MS, () => {
        last.terminate();
        finishClose();
      });
      last.close(1000, "");
    });
  };

  return {
    state: () => state,
    epoch: () => epoch,
    start: () => {
      if (state === "idle") connect();
    },
    send: (text) => {
      if (state !== "open" || socket === undefined) return false;
      socket.send(text);
      return true;
    },
    restart,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
