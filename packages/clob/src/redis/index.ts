/**
 * The journal of `@pm/clob` in Redis, over a client of `ioredis` or `redis` that you bring.
 *
 * @packageDocumentation
 */
export {
  createRedisJournal,
  type IoRedisEval,
  type NodeRedisEval,
  type RedisJournalOptions,
} from "./redis-journal.ts";
