import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createRedisServer, hasRedis, type RedisServer } from "@pm/jest/redis-server";
import { type FleetJob, type FleetResult, launchFleet } from "../testing/fleet.ts";
import { densest } from "../testing/sliding.ts";

const LIMIT = 300;
const PROCESSES = 8;
/** Long enough for a second to start, one to run, one and a half to be disturbed in, and two windows to recover in. */
const RUN_MS = 6_500;

const jobs = (
  port: number,
  runMs: number,
  windowMs: number,
  change: (index: number) => Partial<FleetJob> = () => ({}),
): FleetJob[] =>
  Array.from({ length: PROCESSES }, (_, index) => ({
    port,
    client: index % 2 === 0 ? "ioredis" : "redis",
    limit: LIMIT,
    windowMs,
    processes: PROCESSES,
    runMs,
    width: 40,
    pauseMs: 0,
    ...change(index),
  }));

const sum = (results: readonly FleetResult[], key: string) =>
  results.reduce((total, { results: seen }) => total + (seen[key] ?? 0), 0);

/** All turns of a fleet in order of time; no interval of the window's length may hold more than the limit. */
function judged(results: readonly FleetResult[], windowMs = 1_000): number[] {
  const times = results.flatMap(({ times: own }) => own).sort((a, b) => a - b);
  expect(densest(times, windowMs)).toBeLessThanOrEqual(LIMIT);
  return times;
}

/** The store gives out turns again at the end: slices alone are no more than eight a window. */
function expectAlive(times: readonly number[]): void {
  expect(times.filter((at) => at > times.at(-1)! - 1_500).length).toBeGreaterThan(LIMIT / 4);
}

const describeWithRedis = hasRedis() ? describe : describe.skip;

describeWithRedis("redisLimitStore, eight processes and a real server", () => {
  let server: RedisServer;
  beforeEach(async () => {
    server = await createRedisServer();
    await server.start();
  });
  afterEach(async () => {
    await server.close();
  });

  it("shares one quota: no window is exceeded, at least 90 % is used, the greedy share fairly and starve nobody", async () => {
    const modest = { width: 2, pauseMs: 400 };
    const fleet = await launchFleet(jobs(server.port, 8_000, 2_000, (index) => (index === 0 ? modest : {})));
    fleet.start();
    const results = await fleet.results;
    const times = judged(results, 2_000);
    // The best window, and the best two in a row: what else runs on the machine must not decide.
    expect(densest(times, 2_000)).toBeGreaterThanOrEqual(0.9 * LIMIT);
    expect(densest(times, 4_000)).toBeGreaterThanOrEqual(0.8 * 2 * LIMIT);
    const [few, ...greedy] = results.map(({ times: own }) => own.length);
    const fair = greedy.reduce((total, count) => total + count, 0) / greedy.length;
    expect(Math.min(...greedy)).toBeGreaterThan(0.5 * fair);
    expect(Math.max(...greedy)).toBeLessThan(2 * fair);
    // Two callers who may have to wait for a window each time, and for nothing else.
    expect(few).toBeGreaterThanOrEqual(5);
  }, 60_000);

  it("exceeds nothing on a bad day, works after each mishap, and lives on slices when the server stays away", async () => {
    const mishaps: readonly (readonly [string, () => Promise<void> | void])[] = [
      ["made to forget the script", () => void server.command("SCRIPT", "FLUSH")],
      ["emptied", () => void server.command("FLUSHALL")],
      [
        "paused",
        async () => {
          server.pause();
          await delay(1_500);
          server.resume();
        },
      ],
      [
        "killed, and started again with nothing",
        async () => {
          await server.kill();
          await delay(500);
          await server.start();
        },
      ],
    ];
    const fleet = await launchFleet(jobs(server.port, 20_000, 1_000));
    fleet.start();
    const calm: (readonly [string, number])[] = [];
    for (const [what, happen] of mishaps) {
      await delay(1_500);
      await happen();
      await delay(2_000);
      calm.push([what, performance.timeOrigin + performance.now()]);
    }
    await server.kill();
    const results = await fleet.results;
    const times = judged(results);
    // Slices alone are no more than eight a window: what is more came from the store.
    for (const [what, at] of calm) {
      expect([
        what,
        times.filter((time) => time > at - 1_000 && time <= at + 1_000).length > LIMIT / 4,
      ]).toEqual([what, true]);
    }
    expect(sum(results, "pm_limiter_store_total:fallback")).toBeGreaterThanOrEqual(PROCESSES);
  }, 90_000);
});

describeWithRedis("redisLimitStore, servers that keep their state", () => {
  const servers: RedisServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  const create = async (options: Parameters<typeof createRedisServer>[0]) => {
    const server = await createRedisServer(options);
    servers.push(server);
    await server.start();
    return server;
  };

  it("trusts no state that may have lost its last writes", async () => {
    const server = await create({ persistent: true });
    const fleet = await launchFleet(jobs(server.port, RUN_MS, 1_000));
    fleet.start();
    await delay(2_000);
    await server.start();
    const results = await fleet.results;
    judged(results);
    expect(sum(results, "pm_limiter_store_epochs_total:")).toBeGreaterThanOrEqual(PROCESSES);
  }, 60_000);

  it("trusts no replica that was made master", async () => {
    const master = await create({});
    const replica = await create({});
    replica.command("REPLICAOF", "127.0.0.1", String(master.port));
    const fleet = await launchFleet(jobs(master.port, RUN_MS, 1_000));
    fleet.start();
    await delay(2_000);
    await master.kill();
    replica.command("REPLICAOF", "NO", "ONE");
    // What a sentinel or a load balancer does: the same address is another server from now on.
    await replica.serveAlsoAt(master.port);
    const results = await fleet.results;
    const times = judged(results);
    expectAlive(times);
  }, 60_000);
});
