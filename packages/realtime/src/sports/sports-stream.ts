import { noopLogger, noopTelemetry, systemClock, ValidationError } from "@pm/core-types";
import { createConnection } from "../connection/connection.ts";
import type { LivenessOptions, StreamPorts } from "../connection/options.ts";
import { type Anomaly, sampleOf } from "../frames/anomaly.ts";
import { FieldError, type Fields, isFields, optionalText } from "../frames/fields.ts";
import { Listeners } from "../market/listeners.ts";
import type { Subscription } from "../market/market-stream.ts";
import { type Iteration, Iterations, type QueueOptions } from "../queue/iterations.ts";

/** The state of one game. The socket sends all games and repeats what did not change. */
export type SportsResult = {
  /** The venue's id of the game; some sports have only a text. */
  readonly gameId: string;
  readonly league: string;
  readonly slug: string | undefined;
  readonly homeTeam: string | undefined;
  readonly awayTeam: string | undefined;
  /** As the source writes it; the spelling varies. */
  readonly status: string | undefined;
  readonly score: string;
  readonly period: string | undefined;
  readonly elapsed: string | undefined;
  readonly live: boolean;
  readonly ended: boolean;
  /** Which side acts, where a sport has turns. */
  readonly turn: string | undefined;
  readonly raw: Fields;
};

/** Settings of {@link createSportsStream}. */
export type SportsStreamOptions = StreamPorts &
  Omit<LivenessOptions, "pingIntervalMs"> & {
    /** The sports socket, such as `environment.hosts.sportsSocket`. */
    readonly url: string;
    readonly onAnomaly?: ((anomaly: Anomaly) => void) | undefined;
    readonly onHandlerError?: ((error: unknown) => void) | undefined;
  };

/** The sports socket: results of every game, without subscriptions. */
export type SportsStream = {
  /** Calls `handler` when a game's state changed; what is only repeated is left out. */
  readonly subscribe: (handler: (result: SportsResult) => void) => Subscription;
  /** The same as an iteration over a bounded queue. */
  readonly events: (options?: QueueOptions) => Iteration<SportsResult>;
  /** The last known state of every game heard of, at most 5,000. */
  readonly games: () => ReadonlyMap<string, SportsResult>;
  readonly close: () => Promise<void>;
};

const MAX_GAMES = 5_000;
const EVERY = "*";

/** Opens the sports socket at once. */
export function createSportsStream(options: SportsStreamOptions): SportsStream {
  const { logger = noopLogger, telemetry = noopTelemetry, clock = systemClock } = options;
  if (!/^wss?:\/\//.test(options.url)) {
    throw new ValidationError({
      message: "url of a sports stream must be a ws(s) URL.",
      context: { field: "url" },
    });
  }
  const games = new Map<string, SportsResult>();
  const texts = new Map<string, string>();
  const listeners = new Listeners<SportsResult>((error) => {
    telemetry.count("pm_handler_errors_total", { channel: "sports" });
    logger.log("error", "a sports handler threw", { error: String(error) });
    options.onHandlerError?.(error);
  });
  const anomaly = (found: Anomaly) => {
    telemetry.count("pm_frames_anomalous_total", { channel: "sports", kind: found.kind });
    logger.log("warn", "unreadable sports frame", { kind: found.kind, reason: found.reason });
    options.onAnomaly?.(found);
  };

  const take = (frame: Fields) => {
    const result = readSportsResult(frame);
    const text = JSON.stringify({ ...frame, timestamp: undefined });
    if (texts.get(result.gameId) === text) return;
    for (const map of [games, texts] as Map<string, unknown>[]) map.delete(result.gameId);
    games.set(result.gameId, result);
    texts.set(result.gameId, text);
    const [oldest] = games.keys();
    if (games.size > MAX_GAMES && oldest !== undefined) {
      games.delete(oldest);
      texts.delete(oldest);
    }
    listeners.emit(EVERY, result);
  };

  const connection = createConnection({
    ...options,
    clock,
    channel: "sports",
    // Here the server asks, in text or by protocol, and the client answers.
    pingText: undefined,
    silenceMs: options.silenceMs ?? 60_000,
    onOpen: () => {},
    onText: (text) => {
      if (text === "ping" || text === "PING") {
        connection.send(text === "ping" ? "pong" : "PONG");
        return;
      }
      if (text === "") return;
      try {
        const value: unknown = JSON.parse(text);
        for (const frame of Array.isArray(value) ? value : [value]) {
          if (!isFields(frame)) throw new FieldError("a result must be an object");
          take(frame);
        }
      } catch (error) {
        if (error instanceof FieldError)
          anomaly({ kind: "malformed", reason: error.message, sample: sampleOf(text) });
        else if (error instanceof SyntaxError) {
          anomaly({ kind: "invalid-json", reason: "the frame is not JSON", sample: sampleOf(text) });
        } else throw error;
      }
    },
    onBinary: (bytes) =>
      anomaly({ kind: "binary", reason: `a binary frame of ${bytes.length} bytes`, sample: "" }),
    onDown: () => undefined,
  });
  connection.start();

  const iterations = new Iterations(telemetry, "sports");
  const subscribe: SportsStream["subscribe"] = (handler) => ({ close: listeners.add([EVERY], handler) });

  return {
    subscribe,
    events: (queue) => iterations.open(subscribe, queue),
    games: () => games,
    close: async () => {
      iterations.end();
      listeners.clear();
      await connection.close();
    },
  };
}

/** Reads one result. @throws {FieldError} */
function readSportsResult(frame: Fields): SportsResult {
  const gameId = optionalText(frame, "gameId") ?? optionalText(frame, "metadataGameId");
  if (gameId === undefined) throw new FieldError("gameId must be a number or text");
  return {
    gameId,
    league: optionalText(frame, "leagueAbbreviation") ?? "",
    slug: optionalText(frame, "slug"),
    homeTeam: optionalText(frame, "homeTeam"),
    awayTeam: optionalText(frame, "awayTeam"),
    status: optionalText(frame, "status"),
    score: optionalText(frame, "score") ?? "",
    period: optionalText(frame, "period"),
    elapsed: optionalText(frame, "elapsed"),
    live: frame.live === true,
    ended: frame.ended === true,
    turn: optionalText(frame, "turn"),
    raw: frame,
  };
}
