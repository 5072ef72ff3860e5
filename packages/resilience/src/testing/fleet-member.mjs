import { createLimiter } from "@pm/resilience";
import { redisLimitStore } from "@pm/resilience/redis";
import { Redis } from "ioredis";
import { createClient } from "redis";

// One process of a fleet, run by the Redis tests with a job (see fleet.ts) as its argument: `width` callers ask for
// turns as fast as they get them; at the end the times are printed.

const job = JSON.parse(process.argv[2] ?? "{}");

async function connect() {
  if (job.client === "redis") {
    const client = createClient({
      url: `redis://127.0.0.1:${job.port}`,
      disableOfflineQueue: true,
      socket: { reconnectStrategy: () => 50 },
    });
    client.on("error", () => {});
    await client.connect();
    return { client, close: () => client.destroy() };
  }
  const client = new Redis(job.port, "127.0.0.1", {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => 50,
  });
  client.on("error", () => {});
  await new Promise((resolve) => client.once("ready", resolve));
  return { client, close: () => client.disconnect() };
}

const { client, close } = await connect();
const results = {};
const telemetry = {
  count: (name, attributes) => {
    const key = `${name}:${String(attributes?.result ?? "")}`;
    results[key] = (results[key] ?? 0) + 1;
  },
  observe: () => {},
  gauge: () => {},
  span: () => ({ setAttributes: () => {}, end: () => {} }),
};
const limiter = createLimiter({
  margin: 1,
  tables: [
    {
      name: "test",
      asOf: "2026-10-07",
      source: "test",
      windows: [{ id: "all", surfaces: "any", routes: ["* /**"], limit: job.limit, windowMs: job.windowMs }],
    },
  ],
  maxWaitMs: 1e9,
  store: redisLimitStore({ client, processes: job.processes, telemetry }),
  telemetry,
});

const times = [];
const wall = () => performance.timeOrigin + performance.now();
const request = { method: "GET", url: "http://venue.test/", endpoint: "GET /book", surface: "clob-public" };
process.stdout.write("ready\n");
await new Promise((resolve) => process.stdin.once("data", resolve));
const end = performance.now() + job.runMs;

async function caller() {
  while (performance.now() < end) {
    try {
      await limiter.acquire(request);
    } catch {
      return;
    }
    times.push(wall());
    if (job.pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, job.pauseMs));
  }
}
const callers = Array.from({ length: job.width }, caller);
await new Promise((resolve) => setTimeout(resolve, job.runMs));
limiter.close();
await Promise.all(callers);
close();
process.stdout.write(`${JSON.stringify({ times, results })}\n`);
process.stdin.destroy();
