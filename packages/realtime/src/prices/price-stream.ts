import {
  ClosedError,
  noopLogger,
  noopTelemetry,
  type PolymarketError,
  ValidationError,
} from "@pm/core-types";
import type { LivenessOptions, StreamPorts } from "../connection/options.ts";
import type { Anomaly } from "../frames/anomaly.ts";
import { Listeners } from "../market/listeners.ts";
import type { Subscription } from "../market/market-stream.ts";
import { type Iteration, Iterations, type QueueOptions } from "../queue/iterations.ts";
import type { UserCredentials } from "../user/user-stream.ts";
import { type PriceChannelName, type PriceChannels, subjectOf, wireFilter } from "./price-channels.ts";
import { openPriceConnection, type PriceConnection, type PriceKey } from "./price-connection.ts";
import type { PriceEvent } from "./price-events.ts";

/** Settings of {@link createPriceStream}. */
export type PriceStreamOptions = StreamPorts &
  LivenessOptions & {
    /** The price socket, such as `environment.hosts.priceSocket`. */
    readonly url: string;
    /** Needed for `price.polymarket`. */
    readonly credentials?: UserCredentials | undefined;
    /** Subscriptions on one connection; default and most 64. */
    readonly keysPerSocket?: number | undefined;
    readonly onAnomaly?: ((anomaly: Anomaly) => void) | undefined;
    readonly onHandlerError?: ((error: unknown) => void) | undefined;
    /** A subscription that was refused, or a connection the server will not have again. */
    readonly onError?: ((error: PolymarketError) => void) | undefined;
    /** A connection is up, was lost, or is refused for good. */
    readonly onState?: ((state: "live" | "gap" | "failed") => void) | undefined;
  };

/** The price socket: crypto, equities, averages, best prices of tokens. */
export type PriceStream = {
  /** @throws {ValidationError} a filter the server would refuse. @throws {ClosedError} */
  readonly subscribe: <Name extends PriceChannelName>(
    name: Name,
    filter: PriceChannels[Name]["filter"],
    handler: (event: PriceEvent<Name>) => void,
  ) => Subscription;
  /** The same as an iteration over a bounded queue. @throws {ValidationError | ClosedError} */
  readonly events: <Name extends PriceChannelName>(
    name: Name,
    filter: PriceChannels[Name]["filter"],
    options?: QueueOptions,
  ) => Iteration<PriceEvent<Name>>;
  readonly stats: () => {
    readonly frames: number;
    readonly events: number;
    readonly anomalies: number;
    /** Events that sequence numbers show to be missing. */
    readonly missed: number;
    /** Frames the server dropped because a connection was read too slowly. */
    readonly dropped: number;
    readonly sockets: number;
  };
  readonly close: () => Promise<void>;
};

/** The server takes no more on one connection. */
const MAX_KEYS = 64;

/** A connection and how much it may carry: half as much after each time the server dropped frames for it. */
type Slot = { readonly connection: PriceConnection; limit: number };

/** Opens the price socket with the first subscription, and more of them as they are needed. */
export function createPriceStream(options: PriceStreamOptions): PriceStream {
  const { logger = noopLogger, telemetry = noopTelemetry } = options;
  if (!/^wss?:\/\//.test(options.url)) {
    throw new ValidationError({
      message: "url of a price stream must be a ws(s) URL.",
      context: { field: "url" },
    });
  }
  const keysPerSocket = Math.max(1, Math.min(MAX_KEYS, options.keysPerSocket ?? MAX_KEYS));
  const slots = new Set<Slot>();
  const home = new Map<string, Slot>();
  const counts = new Map<string, number>();
  const stats = { frames: 0, events: 0, anomalies: 0, missed: 0, dropped: 0 };
  const listeners = new Listeners<PriceEvent>((error) => {
    telemetry.count("pm_handler_errors_total", { channel: "prices" });
    logger.log("error", "a price handler threw", { error: String(error) });
    options.onHandlerError?.(error);
  });
  const iterations = new Iterations(telemetry, "prices");
  let closed = false;

  const open = (): Slot => {
    const connection = openPriceConnection(options, {
      onFrame: () => {
        stats.frames++;
      },
      onEvent: (subject, event) => {
        stats.events++;
        stats.missed += event.missed;
        listeners.emit(subject, event);
      },
      onAnomaly: (anomaly) => {
        stats.anomalies++;
        telemetry.count("pm_frames_anomalous_total", { channel: "prices", kind: anomaly.kind });
        logger.log("warn", "unreadable price frame", { kind: anomaly.kind, reason: anomaly.reason });
        options.onAnomaly?.(anomaly);
      },
      onError: (error) => {
        logger.log("error", "price stream", { code: error.code, message: error.message });
        options.onError?.(error);
      },
      onDropped: (frames) => relieve(slot, frames),
      onState: (state) => options.onState?.(state),
    });
    const slot: Slot = { connection, limit: keysPerSocket };
    slots.add(slot);
    return slot;
  };

  const place = (subject: string, key: PriceKey, except?: Slot) => {
    const slot = [...slots].find((one) => one !== except && one.connection.keys.size < one.limit) ?? open();
    home.set(subject, slot);
    slot.connection.add(subject, key);
  };

  /** A connection that is read too slowly carries half of what it did; the rest moves to others. */
  const relieve = (slot: Slot, frames: number) => {
    stats.dropped += frames;
    telemetry.count("pm_frames_dropped_total", { channel: "prices" }, frames);
    const { keys } = slot.connection;
    slot.limit = Math.max(1, Math.floor(keys.size / 2));
    logger.log("warn", "the price server dropped frames", { frames, keys: keys.size, limit: slot.limit });
    for (const [subject, key] of [...keys].slice(slot.limit)) {
      slot.connection.remove(subject);
      place(subject, key, slot);
    }
  };

  const release = (subject: string) => {
    const left = (counts.get(subject) ?? 1) - 1;
    if (left > 0) {
      counts.set(subject, left);
      return;
    }
    counts.delete(subject);
    const slot = home.get(subject);
    home.delete(subject);
    if (slot === undefined) return;
    slot.connection.remove(subject);
    if (slot.connection.keys.size > 0) return;
    slots.delete(slot);
    void slot.connection.close();
  };

  const subscribe: PriceStream["subscribe"] = (name, filter, handler) => {
    if (closed) throw new ClosedError({ message: "The price stream is closed." });
    const wire = wireFilter(filter);
    const subject = subjectOf(name, wire);
    counts.set(subject, (counts.get(subject) ?? 0) + 1);
    if (!home.has(subject)) place(subject, { channel: name, filter: wire });
    const remove = listeners.add([subject], handler as (event: PriceEvent) => void);
    let released = false;
    return {
      close: () => {
        if (released) return;
        released = true;
        remove();
        release(subject);
      },
    };
  };

  return {
    subscribe,
    events: (name, filter, queue) => iterations.open((handler) => subscribe(name, filter, handler), queue),
    stats: () => ({ ...stats, sockets: slots.size }),
    close: async () => {
      closed = true;
      iterations.end();
      listeners.clear();
      await Promise.all([...slots].map((slot) => slot.connection.close()));
      slots.clear();
    },
  };
}
