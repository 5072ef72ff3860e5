/** Whether tests against a real server can run: they must where `CI` is set, and say so when they do not elsewhere. */
export declare function hasRedis(): boolean;

/** One redis-server of a test's own. */
export type RedisServer = {
  readonly port: number;
  /** Starts it, or starts it again. What it holds is lost unless `persistent`. */
  readonly start: () => Promise<void>;
  /** Kills it at once. */
  readonly kill: () => Promise<void>;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Passes connections to another port on to it, as a load balancer does after a failover. */
  readonly serveAlsoAt: (port: number) => Promise<void>;
  /** Runs one command on it. */
  readonly command: (...args: readonly string[]) => string;
  readonly close: () => Promise<void>;
};

/** Makes a server in a folder of its own. `persistent`: what it said it has is on its disk. */
export declare function createRedisServer(options?: { readonly persistent?: boolean }): Promise<RedisServer>;
