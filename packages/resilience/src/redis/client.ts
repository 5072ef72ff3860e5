import { ValidationError } from "@pm/core-types";

/** What is used of an `ioredis` client. */
export type IoRedisLike = {
  evalsha(sha: string, keys: number, ...args: string[]): Promise<unknown>;
  eval(script: string, keys: number, ...args: string[]): Promise<unknown>;
  readonly status?: string;
};

/** What is used of a client of the `redis` package. */
export type NodeRedisLike = {
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  readonly isReady?: boolean;
};

/** A script's two ways to run, whatever the client. */
export type ScriptRunner = {
  readonly isReady: () => boolean;
  /** @throws an error that begins with NOSCRIPT when the server does not know the script. */
  readonly bySha: (sha: string, keys: readonly string[], args: readonly string[]) => Promise<unknown>;
  readonly byText: (script: string, keys: readonly string[], args: readonly string[]) => Promise<unknown>;
};

/**
 * Makes both clients look alike.
 *
 * @throws {ValidationError} when `client` is neither.
 */
export function runnerOf(client: IoRedisLike | NodeRedisLike): ScriptRunner {
  if ("evalSha" in client) {
    return {
      isReady: () => client.isReady !== false,
      bySha: (sha, keys, args) => client.evalSha(sha, { keys: [...keys], arguments: [...args] }),
      byText: (script, keys, args) => client.eval(script, { keys: [...keys], arguments: [...args] }),
    };
  }
  if ("evalsha" in client) {
    return {
      // Anything else would queue the call until the connection is back, long after its answer is wanted.
      isReady: () => client.status === undefined || client.status === "ready",
      bySha: (sha, keys, args) => client.evalsha(sha, keys.length, ...keys, ...args),
      byText: (script, keys, args) => client.eval(script, keys.length, ...keys, ...args),
    };
  }
  throw new ValidationError({
    message: "client must be a connected client of ioredis or redis.",
    context: { field: "client" },
  });
}
