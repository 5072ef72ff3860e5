import {
  type CancelTimer,
  ClosedError,
  noopLogger,
  noopTelemetry,
  systemClock,
  ValidationError,
} from "@pm/core-types";
import { createConnection } from "../connection/connection.ts";
import type { LivenessOptions, StreamPorts } from "../connection/options.ts";
import type { Anomaly } from "../frames/anomaly.ts";
import { Listeners } from "../market/listeners.ts";
import type { Subscription } from "../market/market-stream.ts";
import { type LiveDataEvent, readLiveDataFrame } from "./read-live-data-frame.ts";
import {
  LIVE_DATA_STREAMS,
  type LiveDataStreamName,
  type LiveDataStreams,
  type StreamDefinition,
} from "./streams.ts";

/** Settings of {@link createLiveDataStream}. */
export type LiveDataStreamOptions = StreamPorts &
  Omit<LivenessOptions, "silenceMs"> & {
    /** The live-data socket, such as `environment.hosts.rtdsSocket`. */
    readonly url: string;
    /** Steady streams (prices, all trades) bring something at least this often; default 20,000 ms. */
    readonly steadySilenceMs?: number | undefined;
    /** Subscriptions the server forgets are asked for again this often; default 600,000 ms. */
    readonly refreshMs?: number | undefined;
    readonly onAnomaly?: ((anomaly: Anomaly) => void) | undefined;
    readonly onHandlerError?: ((error: unknown) => void) | undefined;
    /** The connection was lost or is back: what happened between is not sent again. */
    readonly onState?: ((state: "live" | "gap") => void) | undefined;
  };

/** The live-data socket: trades of the whole venue, comments, prices. */
export type LiveDataStream = {
  /**
   * Calls `handler` with each event of a stream that fits `filter`.
   *
   * @throws {ValidationError} a filter the server would ignore or choke on. @throws {ClosedError}
   */
  readonly subscribe: <Name extends LiveDataStreamName>(
    name: Name,
    filter: LiveDataStreams[Name]["filter"],
    handler: (event: LiveDataEvent<Name>) => void,
  ) => Subscription;
  readonly stats: () => { readonly frames: number; readonly events: number; readonly anomalies: number };
  readonly close: () => Promise<void>;
};

type Entry = {
  readonly name: LiveDataStreamName;
  readonly definition: StreamDefinition;
  readonly filter: never;
  readonly filters: string | undefined;
  count: number;
};

/** Frames to the server keep this distance. */
const FRAME_INTERVAL_MS = 50;
const SWEEP_MS = 5_000;

/** Opens the live-data socket with the first subscription. */
export function createLiveDataStream(options: LiveDataStreamOptions): LiveDataStream {
  const { clock = systemClock, logger = noopLogger, telemetry = noopTelemetry } = options;
  const steadySilenceMs = options.steadySilenceMs ?? 20_000;
  const refreshMs = options.refreshMs ?? 600_000;
  if (!/^wss?:\/\//.test(options.url)) {
    throw new ValidationError({
      message: "url of a live-data stream must be a ws(s) URL.",
      context: { field: "url" },
    });
  }
  const entries = new Map<string, Entry>();
  const listeners = new Listeners<LiveDataEvent>((error) => {
    telemetry.count("pm_handler_errors_total", { channel: "live-data" });
    logger.log("error", "a live-data handler threw", { error: String(error) });
    options.onHandlerError?.(error);
  });
  const stats = { frames: 0, events: 0, anomalies: 0 };
  const outbox: string[] = [];
  let cancelSend: CancelTimer | undefined;
  let cancelSweep: CancelTimer | undefined;
  let heardAt = 0;
  let refreshedAt = 0;
  let closed = false;

  const anomaly = (found: Anomaly) => {
    stats.anomalies++;
    telemetry.count("pm_frames_anomalous_total", { channel: "live-data", kind: found.kind });
    logger.log("warn", "unreadable live-data frame", { kind: found.kind, reason: found.reason });
    options.onAnomaly?.(found);
  };
  const sink = {
    anomaly,
    event: (event: LiveDataEvent) => {
      stats.events++;
      for (const [key, entry] of entries) {
        if (entry.name === event.stream && entry.definition.matches(entry.filter, event.payload as never)) {
          listeners.emit(key, event);
        }
      }
    },
  };

  // One subscription a frame: one that the server does not know spoils every other in the same frame.
  const send = (action: "subscribe" | "unsubscribe", { definition, filters }: Entry) => {
    // A new socket is told everything that is wanted then.
    if (connection.state() !== "open") return;
    const { topic, type } = definition;
    const subscription = { topic, type, ...(filters === undefined ? {} : { filters }) };
    outbox.push(JSON.stringify({ action, subscriptions: [subscription] }));
    pump();
  };
  const pump = () => {
    if (cancelSend !== undefined || connection.state() !== "open") return;
    const next = outbox.shift();
    if (next === undefined) return;
    connection.send(next);
    cancelSend = clock.setTimer(FRAME_INTERVAL_MS, () => {
      cancelSend = undefined;
      pump();
    });
  };
  const sweep = () => {
    cancelSweep = clock.setTimer(SWEEP_MS, sweep);
    if (connection.state() !== "open") return;
    const now = clock.monotonic();
    const isSteady = [...entries.values()].some((entry) => entry.definition.isSteady(entry.filter));
    if (isSteady && now - heardAt >= steadySilenceMs) {
      connection.restart(`steady streams silent for ${Math.round(now - heardAt)} ms`);
    } else if (now - refreshedAt >= refreshMs) {
      refreshedAt = now;
      for (const entry of entries.values()) {
        send("unsubscribe", entry);
        send("subscribe", entry);
      }
    }
  };

  const connection = createConnection({
    ...options,
    channel: "live-data",
    pingIntervalMs: options.pingIntervalMs ?? 5_000,
    // This server answers no heartbeat: only data tells that it lives.
    silenceMs: Number.POSITIVE_INFINITY,
    onOpen: () => {
      heardAt = refreshedAt = clock.monotonic();
      outbox.length = 0;
      for (const entry of entries.values()) send("subscribe", entry);
      options.onState?.("live");
    },
    onText: (text) => {
      stats.frames++;
      heardAt = clock.monotonic();
      readLiveDataFrame(text, sink);
    },
    onBinary: (bytes) =>
      anomaly({ kind: "binary", reason: `a binary frame of ${bytes.length} bytes`, sample: "" }),
    onDown: ({ wasOpen }) => {
      cancelSend?.();
      cancelSend = undefined;
      if (wasOpen) options.onState?.("gap");
      return undefined;
    },
  });

  return {
    subscribe: (name, filter, handler) => {
      if (closed) throw new ClosedError({ message: "The live-data stream is closed." });
      const definition = LIVE_DATA_STREAMS[name];
      const filters = definition.filters(filter as never);
      const key = `${name} ${filters ?? ""}`;
      const entry = entries.get(key) ?? { name, definition, filter: filter as never, filters, count: 0 };
      entries.set(key, entry);
      if (++entry.count === 1) {
        send("subscribe", entry);
        connection.start();
        cancelSweep ??= clock.setTimer(SWEEP_MS, sweep);
      }
      const remove = listeners.add([key], handler as (event: LiveDataEvent) => void);
      let released = false;
      return {
        close: () => {
          if (released) return;
          released = true;
          remove();
          if (--entry.count > 0) return;
          entries.delete(key);
          send("unsubscribe", entry);
        },
      };
    },
    stats: () => ({ ...stats }),
    close: async () => {
      closed = true;
      cancelSend?.();
      cancelSweep?.();
      listeners.clear();
      await connection.close();
    },
  };
}
