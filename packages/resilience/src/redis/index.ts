export type { IoRedisLike, NodeRedisLike } from "./client.ts";
export { type RedisLimitStoreOptions, redisLimitStore } from "./redis-limit-store.ts";
