import { createHash } from "node:crypto";
import { type Clock, noopTelemetry, systemClock, type Telemetry, ValidationError } from "@pm/core-types";
import type {
  Adjustment,
  BucketDemand,
  Demand,
  LimitStore,
  StoreAnswer,
} from "../limiter/store/limit-store.ts";
import { positive, whole } from "../options/positive.ts";
import { type IoRedisLike, type NodeRedisLike, runnerOf } from "./client.ts";
import { readReply, type ScriptReply } from "./reply.ts";
import { scriptFor } from "./script.ts";

/** Settings of {@link redisLimitStore}. */
export type RedisLimitStoreOptions = {
  /** A connected client of `ioredis` or `redis`. It stays the caller's: closing the store does not close it. */
  readonly client: IoRedisLike | NodeRedisLike;
  /** Processes that share the limits, at most: more than this and the slices no longer add up. */
  readonly processes: number;
  /** Prefix of every key; one per fleet that shares an address. Default `pm`. */
  readonly namespace?: string;
  /** Share of each window kept for the time Redis is away, divided among the processes; default 0.05. */
  readonly windowReserve?: number;
  /** The same for each signer's buckets; default 0.2. */
  readonly bucketReserve?: number;
  /** False when each signer is used by one process alone: its buckets then stay there, whole. Default true. */
  readonly shareSigners?: boolean;
  /** Milliseconds a grant may be used after its slot; default 50. Windows are that much longer. */
  readonly slackMs?: number;
  /** Milliseconds into the future in which slots are given out; default 250. */
  readonly horizonMs?: number;
  /** Milliseconds after which an answer is no longer waited for; default 250. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  readonly telemetry?: Telemetry;
};

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 1_000;

/**
 * Limits shared by the processes of a fleet through Redis 7 or newer: one script call per request, on the server's
 * clock, in order of arrival. While Redis is away each process lives on its slice; whatever happens to Redis, all of
 * them together never exceed the limit. Give it to `createLimiter({ store })`.
 *
 * Requires of Redis: with replicas, `min-replicas-to-write 1`, so that an old master that was cut off stops granting;
 * a clock that is slewed, not stepped, forwards.
 *
 * @throws {ValidationError} when an option makes no sense.
 */
export function redisLimitStore(options: RedisLimitStoreOptions): LimitStore {
  const { clock = systemClock, telemetry = noopTelemetry, namespace = "pm" } = options;
  const runner = runnerOf(options.client);
  const processes = whole("processes", options.processes);
  const slackMs = positive("slackMs", options.slackMs ?? 50);
  const horizonMs = positive("horizonMs", options.horizonMs ?? 250);
  const timeoutMs = positive("timeoutMs", options.timeoutMs ?? 250);
  const reserve = {
    processes,
    windows: share("windowReserve", options.windowReserve ?? 0.05),
    buckets: share("bucketReserve", options.bucketReserve ?? 0.2),
  };
  const script = scriptFor(namespace);
  const sha = createHash("sha1").update(script).digest("hex");
  const key = (name: string) => `{${namespace}}:${name}`;
  const meta = key("meta");

  let epoch = "";
  let seen = 0;
  let failures = 0;
  let retryAt = Number.NEGATIVE_INFINITY;
  let probing = false;
  let closed = false;

  /** Slots lie up to `horizonMs` ahead and are used up to `slackMs` late: that much less may be in a burst. */
  const inScript = (bucket: BucketDemand): BucketDemand => ({
    ...bucket,
    burst: bucket.burst - (bucket.rate * (horizonMs + slackMs)) / 1000,
  });
  const head = (operation: string, boot: boolean, windows: number): string[] => [
    operation,
    boot ? "1" : "0",
    epoch,
    String(seen),
    String(slackMs),
    String(horizonMs),
    String(windows),
  ];
  const run = async (
    keys: readonly string[],
    args: (boot: boolean) => readonly string[],
  ): Promise<unknown> => {
    try {
      return await runner.bySha(sha, keys, args(false));
    } catch (error) {
      // The server has never seen the script: it is new, restarted, or another one took its place.
      if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
      return runner.byText(script, keys, args(true));
    }
  };
  const ask = async (
    keys: readonly string[],
    args: (boot: boolean) => readonly string[],
  ): Promise<ScriptReply> => {
    const reply = readReply(await withTimeout(run(keys, args), clock, timeoutMs));
    if (reply.epoch !== epoch) {
      if (epoch !== "") telemetry.count("pm_limiter_store_epochs_total");
      epoch = reply.epoch;
      seen = 0;
    }
    seen = Math.max(seen, reply.sequence);
    return reply;
  };
  const away = (): StoreAnswer => ({
    kind: "unavailable",
    retryMs: Math.max(1, retryAt - clock.monotonic()),
  });
  const failed = (): StoreAnswer => {
    failures += 1;
    retryAt =
      clock.monotonic() + Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(10, failures - 1));
    telemetry.count("pm_limiter_store_failures_total");
    return away();
  };

  return {
    reserve,
    sharesSigners: options.shareSigners ?? true,
    largestCost: (bucket) => Math.floor(inScript(bucket).burst),
    acquire: async ({ windows, bucket }: Demand): Promise<StoreAnswer> => {
      const sentAt = clock.monotonic();
      if (closed || sentAt < retryAt || probing || !runner.isReady()) {
        if (sentAt >= retryAt) retryAt = sentAt + FIRST_RETRY_MS;
        return away();
      }
      // While it was away, one request finds out whether it is back.
      const isProbe = failures > 0;
      probing = isProbe;
      const keys = [
        meta,
        ...windows.map(({ id }) => key(`w:${id}`)),
        ...(bucket === undefined ? [] : [key(`b:${bucket.id}`)]),
      ];
      const tokens = bucket === undefined ? [] : [inScript(bucket).rate, inScript(bucket).burst, bucket.cost];
      const own = [...windows.flatMap(({ limit, windowMs }) => [limit, windowMs]), ...tokens].map(String);
      try {
        const reply = await ask(keys, (boot) => [...head("acquire", boot, windows.length), ...own]);
        failures = 0;
        if (reply.kind === "granted") {
          return { kind: "granted", waitMs: reply.waitMs, validUntil: sentAt + reply.waitMs + slackMs };
        }
        const blocked = reply.blocked.map((name) =>
          name === "b" ? (bucket?.id ?? "") : (windows[Number(name) - 1]?.id ?? ""),
        );
        // Asking again when the slot comes into sight is soon enough.
        return { kind: "denied", waitMs: Math.max(1, reply.waitMs - horizonMs / 2), blocked };
      } catch {
        return failed();
      } finally {
        if (isProbe) probing = false;
      }
    },
    adjust: (adjustment: Adjustment): void => {
      if (closed || failures > 0 || !runner.isReady()) return;
      const windows = adjustment.do === "hold" ? adjustment.windows : [];
      const { bucket } = adjustment;
      const amount =
        adjustment.do === "debit"
          ? adjustment.count
          : adjustment.do === "cap"
            ? adjustment.most
            : adjustment.ms;
      const keys = [
        meta,
        ...windows.map((id) => key(`w:${id}`)),
        ...(bucket === undefined ? [] : [key(`b:${bucket.id}`)]),
      ];
      const floor =
        adjustment.do === "debit" && adjustment.floor !== undefined ? String(adjustment.floor) : "";
      const tokens =
        bucket === undefined ? [] : [String(inScript(bucket).rate), String(inScript(bucket).burst), floor];
      const args = [...head("adjust", false, windows.length), adjustment.do, String(amount), ...tokens];
      withTimeout(runner.bySha(sha, keys, args), clock, timeoutMs).catch(() =>
        telemetry.count("pm_limiter_store_failures_total"),
      );
    },
    close: () => {
      closed = true;
    },
  };
}

/** @throws when the answer is not there in time; it is then ignored if it comes after all. */
function withTimeout<T>(promise: Promise<T>, clock: Clock, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(ms, () => reject(new Error("no answer in time")));
    promise.then(resolve, reject).finally(cancel);
  });
}

function share(name: string, value: number): number {
  if (value >= 0 && value < 1) return value;
  throw new ValidationError({
    message: `${name} must be in [0, 1), not ${String(value)}.`,
    context: { field: name },
  });
}
