import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Whether tests against a real server can run: they must where `CI` is set, and say so when they do not elsewhere. */
export function hasRedis(): boolean {
  if (spawnSync("redis-server", ["--version"]).status === 0) return true;
  if (process.env.CI !== undefined && process.env.CI !== "" && process.env.CI !== "false") {
    spawnSync("apt-get", ["install", "-y", "redis-server"], { stdio: "inherit" });
    if (spawnSync("redis-server", ["--version"]).status === 0) return true;
    throw new Error("redis-server is missing in CI: install it with `apt-get install redis-server`.");
  }
  console.warn("Skipped: redis-server is not installed (`apt-get install redis-server`).");
  return false;
}

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
  readonly command: (...args: string[]) => string;
  readonly close: () => Promise<void>;
};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Makes a server in a folder of its own. */
export async function createRedisServer(
  options: { readonly persistent?: boolean } = {},
): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "pm-redis-"));
  let child: ChildProcess | undefined;
  let forwarder: Server | undefined;
  const forwarded = new Set<Socket>();
  const command = (...args: string[]) =>
    spawnSync("redis-cli", ["-p", String(port), ...args], { encoding: "utf8" }).stdout.trim();

  const kill = async () => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGKILL");
    await gone;
  };
  return {
    port,
    command,
    start: async () => {
      await kill();
      const durable =
        options.persistent === true
          ? ["--appendonly", "yes", "--appendfsync", "everysec"]
          : ["--appendonly", "no"];
      child = spawn(
        "redis-server",
        ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", ...durable],
        { stdio: "ignore" },
      );
      for (let tries = 0; command("PING") !== "PONG"; tries++) {
        if (tries > 200) throw new Error("redis-server did not start");
        await delay(25);
      }
    },
    kill,
    pause: () => child?.kill("SIGSTOP"),
    resume: () => child?.kill("SIGCONT"),
    serveAlsoAt: (other) =>
      new Promise((resolve) => {
        forwarder = createServer((client) => {
          const upstream = connect(port, "127.0.0.1");
          for (const [from, to] of [
            [client, upstream],
            [upstream, client],
          ] as const) {
            forwarded.add(from);
            from.pipe(to);
            from.on("error", () => to.destroy());
            from.on("close", () => to.destroy());
          }
        }).listen(other, "127.0.0.1", resolve);
      }),
    close: async () => {
      for (const socket of forwarded) socket.destroy();
      await new Promise<void>((resolve) =>
        forwarder === undefined ? resolve() : forwarder.close(() => resolve()),
      );
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
