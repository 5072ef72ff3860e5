import { sampleOf } from "../frames/anomaly.ts";
import { FieldError, isFields, optionalTime } from "../frames/fields.ts";
import type { FrameSink } from "../frames/read-market-frame.ts";
import { LIVE_DATA_STREAMS, type LiveDataStreamName, type LiveDataStreams } from "./streams.ts";

/** One event of the live-data socket. */
export type LiveDataEvent<Name extends LiveDataStreamName = LiveDataStreamName> = {
  readonly [N in Name]: {
    readonly stream: N;
    /** The venue's own name of what happened, such as `update` or `request_created`. */
    readonly type: string;
    readonly payload: LiveDataStreams[N]["payload"];
    /** When the server sent it, Unix milliseconds. */
    readonly timestamp: number;
  };
}[Name];

/** Streams by `topic`, in the order of the table. */
const BY_TOPIC = new Map<string, LiveDataStreamName[]>();
for (const [name, { topic }] of Object.entries(LIVE_DATA_STREAMS) as [
  LiveDataStreamName,
  { topic: string },
][]) {
  BY_TOPIC.set(topic, [...(BY_TOPIC.get(topic) ?? []), name]);
}

/** Reads one text frame of the live-data socket. Servers greet with an empty one. */
export function readLiveDataFrame(frame: string, sink: FrameSink<LiveDataEvent>): void {
  if (frame === "") return;
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    sink.anomaly({ kind: "invalid-json", reason: "the frame is not JSON", sample: sampleOf(frame) });
    return;
  }
  if (!isFields(value)) {
    sink.anomaly({ kind: "malformed", reason: "a frame must be an object", sample: sampleOf(frame) });
    return;
  }
  const { topic, type, payload } = value;
  if (typeof topic !== "string" && value.statusCode !== undefined) {
    sink.anomaly({ kind: "refused", reason: `status ${String(value.statusCode)}`, sample: sampleOf(frame) });
    return;
  }
  const names = typeof topic === "string" && typeof type === "string" ? streamsOf(topic, type, payload) : [];
  if (names.length === 0) {
    sink.anomaly({
      kind: "unknown",
      reason: `${sampleOf(topic ?? "no topic").slice(0, 40)} ${sampleOf(type ?? "no type").slice(0, 40)} is not known`,
      sample: sampleOf(frame),
    });
    return;
  }
  try {
    if (!isFields(payload)) throw new FieldError("payload must be an object");
    const timestamp = optionalTime(value, "timestamp") ?? 0;
    for (const stream of names) {
      const read = LIVE_DATA_STREAMS[stream].read(payload, type as string);
      sink.event({ stream, type, payload: read, timestamp } as LiveDataEvent);
    }
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    sink.anomaly({
      kind: "malformed",
      reason: `${String(topic)}: ${error.message}`,
      sample: sampleOf(frame),
    });
  }
}

/** The oracle's averages and prices share their symbols, and the server labels all their histories `crypto_prices`. */
const ORACLE_STREAMS: readonly LiveDataStreamName[] = [
  "prices.crypto.chainlink",
  "prices.crypto.twap30",
  "prices.crypto.twap60",
];

function streamsOf(topic: string, type: string, payload: unknown): readonly LiveDataStreamName[] {
  if (topic === "crypto_prices" && type === "subscribe" && isFields(payload)) {
    const { symbol } = payload;
    if (typeof symbol === "string" && symbol.includes("/")) return ORACLE_STREAMS;
  }
  return (BY_TOPIC.get(topic) ?? []).filter((name) =>
    LIVE_DATA_STREAMS[name].types.some((known) =>
      known.endsWith("_") ? type.startsWith(known) : known === type,
    ),
  );
}
