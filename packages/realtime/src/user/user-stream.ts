import {
  AuthenticationError,
  ClosedError,
  noopLogger,
  noopTelemetry,
  type PolymarketError,
  Secret,
  systemClock,
} from "@pm/core-types";
import { createConnection } from "../connection/connection.ts";
import type { Down, LivenessOptions, StreamPorts } from "../connection/options.ts";
import type { Anomaly } from "../frames/anomaly.ts";
import { readUserFrame } from "../frames/read-user-frame.ts";
import type { UserEvent } from "../frames/user-events.ts";
import { Listeners } from "../market/listeners.ts";
import type { Subscription } from "../market/market-stream.ts";
import { createQueue } from "../queue/bounded-queue.ts";
import { Progress } from "./progress.ts";
import { createRecovery, type Gap } from "./recovery.ts";

/** API credentials of one wallet. Plain strings are wrapped; nothing prints them. */
export type UserCredentials = {
  readonly key: string;
  readonly secret: string | Secret;
  readonly passphrase: string | Secret;
};

/** Whether what you know of your own orders is complete. */
export type UserStateEvent =
  /** A connection was lost: events between the two times, and until the next `live`, may be missing. */
  | { readonly type: "gap"; readonly gap: Gap; readonly reason: string }
  /** Connected, and every known gap has been closed. */
  | { readonly type: "live"; readonly epoch: number };

/** What a user stream delivers. */
export type UserStreamEvent = UserEvent | UserStateEvent;

/** Settings of {@link createUserStream}. */
export type UserStreamOptions = StreamPorts &
  LivenessOptions & {
    /** The user channel, such as `environment.hosts.userSocket`. */
    readonly url: string;
    readonly credentials: UserCredentials;
    /** Condition ids; default every market. */
    readonly markets?: readonly string[] | undefined;
    /** Reads over HTTP what happened in a gap. Until it succeeds the stream does not call itself live. */
    readonly recover?: ((gap: Gap) => Promise<readonly UserEvent[]>) | undefined;
    /**
     * With `recover`: what happened is read over HTTP this often, also without a known gap, because a frame that was
     * never sent leaves no trace. Default 60,000 ms.
     */
    readonly auditMs?: number | undefined;
    readonly onAnomaly?: ((anomaly: Anomaly) => void) | undefined;
    readonly onHandlerError?: ((error: unknown) => void) | undefined;
  };

/** The user channel of one wallet. */
export type UserStream = {
  /** Calls `handler` with each event: orders, trades, gaps and recoveries. Repetitions are left out. */
  readonly subscribe: (handler: (event: UserStreamEvent) => void) => Subscription;
  /** The same as an iteration over a bounded queue (default 10,000, dropping the oldest). */
  readonly events: (options?: {
    readonly capacity?: number;
  }) => AsyncIterableIterator<UserStreamEvent> & { readonly dropped: () => number };
  readonly state: () => "connecting" | "recovering" | "live" | "failed" | "closed";
  /**
   * Resolves when the stream is live.
   *
   * @throws {AuthenticationError} when the venue refused the credentials.
   */
  readonly ready: () => Promise<void>;
  readonly stats: () => UserStreamStats;
  readonly close: () => Promise<void>;
};

/** What a user stream has seen. */
export type UserStreamStats = {
  readonly frames: number;
  readonly events: number;
  readonly duplicates: number;
  /** Events that no frame brought: they were read over HTTP. */
  readonly recovered: number;
  readonly unknown: number;
  readonly malformed: number;
  readonly gaps: number;
};

/** Opens the user channel of one wallet. It connects at once and heals by itself. */
export function createUserStream(options: UserStreamOptions): UserStream {
  const { clock = systemClock, logger = noopLogger, telemetry = noopTelemetry } = options;
  const { credentials } = options;
  const listeners = new Listeners<UserStreamEvent>((error) => {
    telemetry.count("pm_handler_errors_total", { channel: "user" });
    logger.log("error", "a user handler threw", { error: String(error) });
    options.onHandlerError?.(error);
  });
  const progress = new Progress();
  const stats = { frames: 0, events: 0, duplicates: 0, recovered: 0, unknown: 0, malformed: 0, gaps: 0 };
  const endings = new Set<(error?: unknown) => void>();
  const readers = new Set<{ resolve: () => void; reject: (error: unknown) => void }>();
  let state: ReturnType<UserStream["state"]> = "connecting";
  let failure: PolymarketError | undefined;
  /** There is something before the present connection that may be missing. */
  let wasLive = false;
  let cancelPatience = () => {};

  const emit = (event: UserStreamEvent) => listeners.emit(EVERY, event);
  const take = (event: UserEvent) => {
    if (!progress.advance(event)) {
      stats.duplicates++;
      return;
    }
    stats.events++;
    emit(event);
  };
  const onAnomaly = (anomaly: Anomaly) => {
    if (anomaly.kind === "unknown") stats.unknown++;
    else stats.malformed++;
    telemetry.count("pm_frames_anomalous_total", { channel: "user", kind: anomaly.kind });
    logger.log("warn", "unreadable user frame", { kind: anomaly.kind, reason: anomaly.reason });
    options.onAnomaly?.(anomaly);
  };

  const recovery = createRecovery({
    recover: options.recover,
    auditMs: options.auditMs ?? 60_000,
    clock,
    logger,
    random: options.random,
    unsettledFrom: () => progress.unsettledFrom(clock.now() - SETTLED_WITHIN_MS),
    onRecovered: (missed) => {
      for (const event of missed) {
        if (!progress.advance(event)) continue;
        stats.recovered++;
        stats.events++;
        emit(event);
      }
    },
  });

  const becomeLive = () => {
    state = "live";
    wasLive = true;
    recovery.startAudits();
    emit({ type: "live", epoch: connection.epoch() });
    for (const reader of readers) reader.resolve();
    readers.clear();
  };

  const fail = (error: PolymarketError) => {
    state = "failed";
    failure = error;
    logger.log("error", "user stream failed", { code: error.code, message: error.message });
    for (const reader of readers) reader.reject(error);
    readers.clear();
    for (const end of [...endings]) end(error);
  };

  const signedIn = () => {
    if (state !== "connecting") return;
    cancelPatience();
    state = "recovering";
    if (wasLive) {
      void recovery.catchUp().then((done) => {
        if (done) becomeLive();
      });
    } else {
      recovery.begin();
      becomeLive();
    }
  };

  const connection = createConnection({
    ...options,
    channel: "user",
    onOpen: () => {
      connection.send(authFrame(credentials, options.markets));
      // There is no answer to signing in. What comes after it, such as this heartbeat's, means it was not refused.
      connection.send("PING");
      cancelPatience = clock.setTimer(PATIENCE_MS, signedIn);
    },
    onPong: () => signedIn(),
    onText: (text) => {
      stats.frames++;
      signedIn();
      if (text !== "") readUserFrame(text, { event: take, anomaly: onAnomaly });
    },
    onBinary: (bytes) =>
      onAnomaly({ kind: "binary", reason: `a binary frame of ${bytes.length} bytes`, sample: "" }),
    onDown: (down) => {
      cancelPatience();
      recovery.pause();
      if (isRefusal(down)) {
        fail(
          new AuthenticationError({
            message: `The user channel refused API key ${credentials.key}: ${down.reason === "" ? `close code ${down.code}` : down.reason}.`,
            context: { channel: "user", code: down.code, reason: down.reason },
          }),
        );
        return "stop";
      }
      if (state === "live") {
        stats.gaps++;
        const now = clock.now();
        emit({ type: "gap", gap: { from: now - down.quietMs, to: now }, reason: down.reason });
      }
      state = "connecting";
      return undefined;
    },
  });
  connection.start();

  return {
    subscribe: (handler) => ({ close: listeners.add([EVERY], handler) }),
    events: (queueOptions = {}) => {
      const queue = createQueue<UserStreamEvent>({
        capacity: queueOptions.capacity ?? 10_000,
        onReturn: () => {
          endings.delete(queue.end);
          remove();
        },
      });
      const remove = listeners.add([EVERY], (event) => {
        if (!queue.push(event)) telemetry.count("pm_queue_dropped_total", { channel: "user" });
      });
      endings.add(queue.end);
      if (failure !== undefined) queue.end(failure);
      return queue;
    },
    state: () => state,
    ready: () => {
      if (state === "live") return Promise.resolve();
      if (failure !== undefined) return Promise.reject(failure);
      return new Promise((resolve, reject) => readers.add({ resolve, reject }));
    },
    stats: () => ({ ...stats }),
    close: async () => {
      if (state !== "failed") state = "closed";
      cancelPatience();
      recovery.pause();
      for (const reader of readers)
        reader.reject(new ClosedError({ message: "The user stream was closed." }));
      readers.clear();
      for (const end of [...endings]) end();
      listeners.clear();
      await connection.close();
    },
  };
}

const EVERY = "*";
/** A trade that is not settled after this long is not waited for any more. */
const SETTLED_WITHIN_MS = 6 * 3_600_000;
/** A venue that answers no heartbeats is taken to have accepted the credentials after this long. */
const PATIENCE_MS = 3_000;

/** The frame that signs in, key for key as the official SDK sends it. */
function authFrame(credentials: UserCredentials, markets: readonly string[] | undefined): string {
  return JSON.stringify({
    auth: {
      apiKey: credentials.key,
      passphrase: reveal(credentials.passphrase),
      secret: reveal(credentials.secret),
    },
    type: "user",
    ...(markets === undefined ? {} : { markets }),
  });
}

function reveal(value: string | Secret): string {
  return value instanceof Secret ? value.reveal() : value;
}

/** The venue closes with a policy code, or says why, when it does not accept the credentials. */
function isRefusal(down: Down): boolean {
  return (
    down.wasOpen &&
    (down.code === 1008 || down.code === 4001 || /auth|credential|api ?key/i.test(down.reason))
  );
}
