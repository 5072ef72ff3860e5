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
import { type Iteration, Iterations, type QueueOptions } from "../queue/iterations.ts";
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
  /** The same as an iteration over a bounded queue. @throws {ValidationError | ClosedError} */
  readonly events: <Name extends LiveDataStreamName>(
    name: Name,
    filter: LiveDataStreams[Name]["filter"],
    options?: QueueOptions,
  ) => Iteration<LiveDataEvent<Name>>;
  readonly stats: () => { readonly frames: number; readonly events: number; readonly anomalies: number };
  readonly close: () => Promise<void>;
};

/** What the server is asked for. */
type Wire = {
  readonly definition: StreamDefinition;
  readonly filters: string | undefined;
  count: number;
};
/** What somebody here wants of it: not every filter is one that the server knows. */
type Want = {
  readonly name: LiveDataStreamName;
  readonly definition: StreamDefinition;
  readonly filter: never;
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
  const wires = new Map<string, Wire>();
  const wants = new Map<string, Want>();
  const listeners = new Listeners<LiveDataEvent>((error) => {
    telemetry.count("pm_handler_errors_total", { channel: "live-data" });
    logger.log("error", "a live-data handler threw", { error: String(error) });
    options.onHandlerError?.(error);
  });
  const iterations = new Iterations(telemetry, "live-data");
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
      for (const [key, { name, definition, filter }] of wants) {
        if (name === event.stream && definition.matches(filter, event.payload as never)) {
          listeners.emit(key, event);
        }
      }
    },
  };

  // One subscription a frame: one that the server does not know spoils every other in the same frame.
  const send = (action: "subscribe" | "unsubscribe", { definition, filters }: Wire) => {
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
    const isSteady = [...wants.values()].some(({ definition, filter }) => definition.isSteady(filter));
    if (isSteady && now - heardAt >= steadySilenceMs) {
      connection.restart(`steady streams silent for ${Math.round(now - heardAt)} ms`);
    } else if (now - refreshedAt >= refreshMs) {
      refreshedAt = now;
      for (const wire of wires.values()) {
        send("unsubscribe", wire);
        send("subscribe", wire);
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
      for (const wire of wires.values()) send("subscribe", wire);
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

  const subscribe: LiveDataStream["subscribe"] = (name, filter, handler) => {
    if (closed) throw new ClosedError({ message: "The live-data stream is closed." });
    const definition = LIVE_DATA_STREAMS[name];
    const filters = definition.filters(filter as never);
    const wireKey = `${name} ${filters ?? ""}`;
    const wire = wires.get(wireKey) ?? { definition, filters, count: 0 };
    wires.set(wireKey, wire);
    const key = `${name} ${JSON.stringify(filter)}`;
    const want = wants.get(key) ?? { name, definition, filter: filter as never, count: 0 };
    wants.set(key, want);
    want.count++;
    if (++wire.count === 1) {
      send("subscribe", wire);
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
        if (--want.count === 0) wants.delete(key);
        if (--wire.count > 0) return;
        wires.delete(wireKey);
        send("unsubscribe", wire);
      },
    };
  };

  return {
    subscribe,
    events: (name, filter, queue) => iterations.open((handler) => subscribe(name, filter, handler), queue),
    stats: () => ({ ...stats }),
    close: async () => {
      closed = true;
      cancelSend?.();
      cancelSweep?.();
      iterations.end();
      listeners.clear();
      await connection.close();
    },
  };
}
