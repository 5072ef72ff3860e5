import {
  type CancelTimer,
  type Clock,
  JournalError,
  type Logger,
  noopLogger,
  systemClock,
  ValidationError,
} from "@pm/core-types";
import type { Journal, JournalRecord } from "../journal/journal.ts";
import { createJournalIndex, type JournalIndex } from "../journal/journal-index.ts";
import { DEFAULT_KEEP_KEYS_MS } from "../journal/memory-journal.ts";

/** What is used of a client of `ioredis`. */
export type IoRedisEval = { eval(script: string, keys: number, ...args: string[]): Promise<unknown> };

/** What is used of a client of the `redis` package. */
export type NodeRedisEval = {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
};

/** Settings of {@link createRedisJournal}; everything has a default. */
export type RedisJournalOptions = {
  /** Before the names of its lists; default `pm:journal:`. */
  readonly prefix?: string;
  /** How long after its order was closed an idempotency key is remembered; milliseconds, default a week. */
  readonly keepKeysMs?: number;
  /** A wallet's list is rewritten when it is longer than this and mostly of no use any more; default 5,000. */
  readonly compactAt?: number;
  /** An append that is not answered in this time fails, and the order is not sent; default 2,000. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
};

const APPEND = `
for i = 1, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
return redis.call('LLEN', KEYS[1])`;
const READ = `return redis.call('LRANGE', KEYS[1], 0, -1)`;
/** Replaces the list, unless somebody appended meanwhile. */
const COMPACT = `
if redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[1]) then return 0 end
redis.call('DEL', KEYS[1])
for i = 2, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
return 1`;

type Scope = { readonly index: JournalIndex; length: number; liveLength: number; compacting: boolean };

/**
 * A journal in Redis, one list a wallet, for processes that do not keep their disks. It is as durable as the server:
 * with `appendonly yes` and `appendfsync always` a record is on its disk when `append` resolves. One process at a time
 * may trade a wallet.
 *
 * @param client a connected client of `ioredis` or `redis`; it stays the caller's to close.
 * @throws {ValidationError} a client that is neither.
 */
export function createRedisJournal(
  client: IoRedisEval | NodeRedisEval,
  options: RedisJournalOptions = {},
): Journal {
  const {
    prefix = "pm:journal:",
    compactAt = 5_000,
    timeoutMs = 2_000,
    clock = systemClock,
    logger = noopLogger,
  } = options;
  const keepKeysMs = options.keepKeysMs ?? DEFAULT_KEEP_KEYS_MS;
  const run = runnerOf(client);
  const scopes = new Map<string, Promise<Scope>>();
  let closed = false;

  const call = async (
    what: string,
    script: string,
    scope: string,
    args: readonly string[],
  ): Promise<unknown> => {
    try {
      return await within(clock, timeoutMs, run(script, prefix + scope, args));
    } catch (cause) {
      throw new JournalError({
        message: `The journal in Redis could not be ${what}: ${cause instanceof Error ? cause.message : String(cause)}.`,
        action: "Check the Redis server and the connection; orders are not sent without their journal entry.",
        context: { scope },
        cause,
      });
    }
  };

  const load = async (scope: string): Promise<Scope> => {
    const index = createJournalIndex(keepKeysMs);
    const lines = (await call("read", READ, scope, [])) as readonly string[];
    for (const line of lines) index.apply(JSON.parse(line) as JournalRecord);
    return { index, length: lines.length, liveLength: lines.length, compacting: false };
  };

  /** What this process knows of a list; read once, and again after a failure. */
  const open = (scope: string): Promise<Scope> => {
    const known = scopes.get(scope) ?? load(scope);
    scopes.set(scope, known);
    known.catch(() => scopes.delete(scope));
    return known;
  };

  const compact = async (name: string, scope: Scope): Promise<void> => {
    scope.compacting = true;
    try {
      const live = scope.index.live(clock.now()).map((record) => JSON.stringify(record));
      const done = await call("compacted", COMPACT, name, [String(scope.length), ...live]);
      if (done === 1) scope.length = live.length;
      scope.liveLength = live.length;
    } catch (error) {
      // The list is whole; the next append tries again.
      logger.log("warn", "The journal in Redis could not be compacted", { reason: (error as Error).message });
    } finally {
      scope.compacting = false;
    }
  };

  return {
    append: async (records) => {
      if (closed) throw new JournalError({ message: "The journal in Redis is closed." });
      for (const [name, group] of byScope(records)) {
        const scope = await open(name);
        const length = await call(
          "written",
          APPEND,
          name,
          group.map((record) => JSON.stringify(record)),
        );
        scope.length = Number(length);
        for (const record of group) scope.index.apply(record);
        if (scope.length > compactAt && scope.length > 2 * scope.liveLength && !scope.compacting) {
          void compact(name, scope);
        }
      }
    },
    read: async (name) => {
      // Another process may have written since: what counts is what is there now.
      scopes.delete(name);
      return (await open(name)).index.read(name);
    },
    close: async () => {
      closed = true;
    },
  };
}

function runnerOf(client: IoRedisEval | NodeRedisEval) {
  if ("evalSha" in client) {
    return (script: string, key: string, args: readonly string[]) =>
      client.eval(script, { keys: [key], arguments: [...args] });
  }
  if ("eval" in client) {
    return (script: string, key: string, args: readonly string[]) =>
      (client as IoRedisEval).eval(script, 1, key, ...args);
  }
  throw new ValidationError({
    message: "client must be a connected client of ioredis or redis.",
    context: { field: "client" },
  });
}

function byScope(records: readonly JournalRecord[]): ReadonlyMap<string, readonly JournalRecord[]> {
  const groups = new Map<string, JournalRecord[]>();
  for (const record of records) {
    const group = groups.get(record.scope);
    if (group === undefined) groups.set(record.scope, [record]);
    else group.push(record);
  }
  return groups;
}

/** The result of `work`, or a failure when it takes longer: clients queue calls while they are not connected. */
function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  let cancel: CancelTimer = () => {};
  const late = new Promise<never>((_, reject) => {
    cancel = clock.setTimer(ms, () => reject(new Error(`no answer within ${ms} ms`)));
  });
  return Promise.race([work, late]).finally(() => cancel());
}
