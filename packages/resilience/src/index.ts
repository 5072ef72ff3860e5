export { type Backoff, type BackoffOptions, createBackoff } from "./backoff/backoff.ts";
export * from "./http/index.ts";
export * from "./limiter/index.ts";
export { type ObserveOptions, observeRequests } from "./observe/observe-requests.ts";
