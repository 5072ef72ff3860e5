import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { installDebian, isCi } from "./debian.mjs";

/** Whether tests against a real server can run: they must where `CI` is set, and say so when they do not elsewhere. */
export function hasRedis() {
  if (spawnSync("redis-server", ["--version"]).status === 0) return true;
  if (isCi) {
    installDebian("redis-server");
    if (spawnSync("redis-server", ["--version"]).status === 0) return true;
    throw new Error("redis-server is missing in CI: install it with `apt-get install redis-server`.");
  }
  console.warn("Skipped: redis-server is not installed (`apt-get install redis-server`).");
  return false;
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Makes a server in a folder of its own. */
export async function createRedisServer(options = {}) {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "pm-redis-"));
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let child;
  /** @type {import("node:net").Server | undefined} */
  let forwarder;
  /** @type {Set<import("node:net").Socket>} */
  const forwarded = new Set();
  const command = (...args) =>
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
          ? ["--appendonly", "yes", "--appendfsync", "always"]
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
          ]) {
            forwarded.add(from);
            from.pipe(to);
            from.on("error", () => to.destroy());
            from.on("close", () => to.destroy());
          }
        }).listen(other, "127.0.0.1", resolve);
      }),
    close: async () => {
      for (const socket of forwarded) socket.destroy();
      await new Promise((resolve) =>
        forwarder === undefined ? resolve(undefined) : forwarder.close(() => resolve(undefined)),
      );
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
