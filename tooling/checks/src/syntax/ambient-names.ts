/** Globals that are a clock, a timer or the network by themselves. */
export const AMBIENT_GLOBALS: ReadonlySet<string> = new Set([
  "fetch",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "WebSocket",
  "EventSource",
  "XMLHttpRequest",
]);

/** Members of globals; the rest of these objects is harmless. */
export const AMBIENT_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Date: ["now"],
  Math: ["random"],
  performance: ["now", "timeOrigin"],
  process: ["hrtime", "uptime"],
  crypto: ["getRandomValues", "randomUUID"],
  AbortSignal: ["timeout"],
  globalThis: [...AMBIENT_GLOBALS],
};

/** Reads the clock when called without arguments. */
export const AMBIENT_CALLS: ReadonlySet<string> = new Set(["Date"]);

/** Modules of Node that hand out the same things under another name. */
export const AMBIENT_MODULES: Readonly<Record<string, "all" | readonly string[]>> = {
  timers: "all",
  "timers/promises": "all",
  perf_hooks: "all",
  crypto: [
    "randomBytes",
    "randomInt",
    "randomUUID",
    "randomFill",
    "randomFillSync",
    "getRandomValues",
    "webcrypto",
  ],
};
