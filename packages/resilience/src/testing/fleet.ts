import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** What one process of a fleet does; see fleet-member.mjs. */
export type FleetJob = {
  readonly port: number;
  readonly client: "ioredis" | "redis";
  readonly limit: number;
  readonly windowMs: number;
  readonly processes: number;
  readonly runMs: number;
  /** Callers that ask at once. */
  readonly width: number;
  /** Milliseconds each caller waits between turns. */
  readonly pauseMs: number;
};

/** What one process did: wall times of its turns, and how the store answered. */
export type FleetResult = {
  readonly times: readonly number[];
  readonly results: Readonly<Record<string, number>>;
};

/** A running fleet: all of its processes ask from the moment `start` is called. */
export type Fleet = { readonly start: () => void; readonly results: Promise<readonly FleetResult[]> };

/** Starts one process per job and waits until all are connected. */
export async function launchFleet(jobs: readonly FleetJob[]): Promise<Fleet> {
  const members = jobs.map((job) => launch(job));
  await Promise.all(members.map((member) => member.ready));
  return {
    start: () => {
      for (const { child } of members) child.stdin?.write("go\n");
    },
    results: Promise.all(members.map((member) => member.result)),
  };
}

function launch(job: FleetJob): { child: ChildProcess; ready: Promise<void>; result: Promise<FleetResult> } {
  const script = fileURLToPath(new URL("./fleet-member.mjs", import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(job)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines: string[] = [];
  let onReady = () => {};
  const ready = new Promise<void>((resolve) => {
    onReady = resolve;
  });
  createInterface({ input: child.stdout! }).on("line", (line) => {
    if (line === "ready") onReady();
    else lines.push(line);
  });
  const result = new Promise<FleetResult>((resolve, reject) => {
    child.once("close", (code) => {
      if (code === 0 && lines[0] !== undefined) resolve(JSON.parse(lines[0]) as FleetResult);
      else reject(new Error(`a fleet member ended with ${code}`));
    });
  });
  return { child, ready, result };
}
