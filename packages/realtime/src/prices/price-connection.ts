import {
  AuthenticationError,
  type PolymarketError,
  type Random,
  Secret,
  systemClock,
  systemRandom,
  WebSocketError,
} from "@pm/core-types";
import { createConnection } from "../connection/connection.ts";
import type { Down, LivenessOptions, StreamPorts } from "../connection/options.ts";
import { type Anomaly, sampleOf } from "../frames/anomaly.ts";
import { FieldError, type Fields, isFields } from "../frames/fields.ts";
import type { UserCredentials } from "../user/user-stream.ts";
import { PRICE_CHANNELS, type PriceChannelName, readPricePayload, subjectOf } from "./price-channels.ts";
import type { PriceEvent } from "./price-events.ts";
import { createPriceRequests } from "./price-requests.ts";

/** One subscription: a channel and its filter in the server's words. */
export type PriceKey = { readonly channel: PriceChannelName; readonly filter: Fields };

/** One connection to the price socket and the subscriptions it carries. */
export type PriceConnection = {
  /** Subscriptions by subject. */
  readonly keys: ReadonlyMap<string, PriceKey>;
  readonly add: (subject: string, key: PriceKey) => void;
  readonly remove: (subject: string) => void;
  readonly close: () => Promise<void>;
};

/** What happens on a connection. */
export type PriceConnectionEvents = {
  readonly onFrame: () => void;
  readonly onEvent: (subject: string, event: PriceEvent) => void;
  readonly onAnomaly: (anomaly: Anomaly) => void;
  readonly onError: (error: PolymarketError) => void;
  /** The server dropped frames for this reader. */
  readonly onDropped: (frames: number) => void;
  readonly onState: (state: "live" | "gap" | "failed") => void;
};

/** 4001: credentials; 4008: a rule was broken. Trying again would end the same. */
const AUTH_FAILED = 4001;
const POLICY = 4008;
/** The server is being emptied: everybody comes back at a different moment. */
const DRAINING = 4003;
const DRAIN_SPREAD_MS = 10_000;

/** Channels that bring something every second, and how long they may not. */
const STEADY: ReadonlySet<PriceChannelName> = new Set(["price.crypto", "price.crypto.twap"]);
const STEADY_SILENCE_MS = 30_000;

/** Opens a connection at once. Subscriptions are desired state: a new socket is told all of them, in one frame. */
export function openPriceConnection(
  options: StreamPorts &
    LivenessOptions & { readonly url: string; readonly credentials?: UserCredentials | undefined },
  events: PriceConnectionEvents,
): PriceConnection {
  const random: Random = options.random ?? systemRandom;
  const keys = new Map<string, PriceKey>();
  /** Next sequence number by channel; they begin anew on every connection. */
  const sequences = new Map<string, number>();
  const clock = options.clock ?? systemClock;
  const steadySilenceMs = options.silenceMs ?? STEADY_SILENCE_MS;
  let dataAt = 0;
  let cancelWatch = () => {};
  const requests = createPriceRequests({
    clock,
    send: (text) => connection.send(text),
    onUnanswered: (rid) => connection.restart(`request ${rid} was not answered`),
  });

  const post = (op: "subscribe" | "unsubscribe", subjects: readonly string[]) => {
    if (connection.state() !== "open" || subjects.length === 0) return;
    const subscriptions = subjects.flatMap((subject) => {
      const key = keys.get(subject);
      return key === undefined ? [] : [{ channel: key.channel, filter: key.filter }];
    });
    requests.post({ op, subscriptions }, subjects);
  };

  const onData = (frame: Fields, channel: PriceChannelName) => {
    let missed = 0;
    dataAt = clock.monotonic();
    if (typeof frame.seq === "number" && Number.isSafeInteger(frame.seq)) {
      missed = Math.max(0, frame.seq - (sequences.get(channel) ?? frame.seq));
      sequences.set(channel, frame.seq + 1);
    }
    if (typeof frame.dropped === "number" && frame.dropped > 0) events.onDropped(frame.dropped);
    const payload = readPricePayload(channel, frame.payload);
    events.onEvent(subjectOf(channel, frame.payload as Fields), {
      channel,
      payload,
      isSnapshot: frame.snapshot === true,
      missed,
      timestamp: typeof frame.ts === "number" ? frame.ts : 0,
    } as PriceEvent);
  };

  const onControl = (frame: Fields) => {
    const subjects = requests.answered(frame.rid);
    if (frame.op !== "error") return;
    const code = typeof frame.code === "string" ? frame.code : "unknown";
    const init = {
      message: `The price socket refused ${String(frame.channel ?? "a request")}: ${code}.`,
      context: { code, channel: frame.channel, subjects },
    };
    events.onError(
      code.startsWith("auth")
        ? new AuthenticationError(init)
        : new WebSocketError({ ...init, retry: "never" }),
    );
  };

  const onText = (text: string) => {
    events.onFrame();
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch {
      events.onAnomaly({ kind: "invalid-json", reason: "the frame is not JSON", sample: sampleOf(text) });
      return;
    }
    if (!isFields(frame)) {
      events.onAnomaly({ kind: "malformed", reason: "a frame must be an object", sample: sampleOf(text) });
      return;
    }
    if (typeof frame.op === "string") {
      onControl(frame);
      return;
    }
    const { channel: named } = frame;
    const channel = PRICE_CHANNELS.find((known) => known === named);
    if (channel === undefined) {
      const reason = `channel ${sampleOf(named ?? "none").slice(0, 60)} is not known`;
      events.onAnomaly({ kind: "unknown", reason, sample: sampleOf(text) });
      return;
    }
    try {
      onData(frame, channel);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      events.onAnomaly({ kind: "malformed", reason: `${channel}: ${error.message}`, sample: sampleOf(text) });
    }
  };

  /** A socket that answers pings and brings no prices is not alive: crypto prices come every second. */
  const watchData = () => {
    cancelWatch = clock.setTimer(steadySilenceMs, () => {
      const isSteady = [...keys.values()].some(({ channel }) => STEADY.has(channel));
      const quietMs = clock.monotonic() - dataAt;
      if (isSteady && quietMs >= steadySilenceMs)
        connection.restart(`no prices for ${Math.round(quietMs)} ms`);
      else watchData();
    });
  };

  const onDown = ({ code, reason, wasOpen }: Down): number | "stop" | undefined => {
    requests.reset();
    cancelWatch();
    sequences.clear();
    if (code === AUTH_FAILED || code === POLICY) {
      const init = {
        message: `The price socket closed with ${code}${reason === "" ? "" : `: ${reason}`}.`,
        context: { code },
      };
      events.onError(
        code === AUTH_FAILED
          ? new AuthenticationError(init)
          : new WebSocketError({ ...init, retry: "never" }),
      );
      events.onState("failed");
      return "stop";
    }
    if (wasOpen) events.onState("gap");
    return code === DRAINING ? random.next() * DRAIN_SPREAD_MS : undefined;
  };

  const connection = createConnection({
    ...options,
    channel: "prices",
    // The server's own pings are not seen here, and best prices of a quiet token may not change for hours.
    pingText: '{"op":"ping"}',
    silenceMs: options.silenceMs ?? 30_000,
    onOpen: () => {
      if (options.credentials !== undefined)
        requests.postFirst({ op: "auth", auth: authOf(options.credentials) });
      post("subscribe", [...keys.keys()]);
      dataAt = clock.monotonic();
      watchData();
      events.onState("live");
    },
    onText,
    onBinary: (bytes) =>
      events.onAnomaly({ kind: "binary", reason: `a binary frame of ${bytes.length} bytes`, sample: "" }),
    onDown,
  });
  connection.start();

  return {
    keys,
    add: (subject, key) => {
      keys.set(subject, key);
      post("subscribe", [subject]);
    },
    remove: (subject) => {
      post("unsubscribe", [subject]);
      keys.delete(subject);
    },
    close: () => {
      requests.reset();
      cancelWatch();
      return connection.close();
    },
  };
}

function authOf({ key, secret, passphrase }: UserCredentials): Fields {
  const reveal = (value: string | Secret) => (value instanceof Secret ? value.reveal() : value);
  return { apiKey: key, secret: reveal(secret), passphrase: reveal(passphrase) };
}
