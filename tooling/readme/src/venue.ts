import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A running venue: `ready` is the JSON line it announced itself with. */
export type RunningVenue = Readonly<{ ready: string; stop: () => Promise<void> }>;

const START_TIMEOUT_MS = 20_000;

/** Starts `pm venue` and waits for its line. @throws when it ends or stays silent instead */
export const startVenue = (program: string): Promise<RunningVenue> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, "venue", "--port", "0", "--seed", "1", "--json"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let complaints = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaints += text;
    });
    let isReady = false;
    const closed = new Promise<void>((done) => child.once("close", () => done()));
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`The venue ${why}. ${complaints}`.trim()));
    };
    const timer = setTimeout(() => fail("did not announce itself in time"), START_TIMEOUT_MS);
    child.once("error", (error) => fail(`cannot be started: ${error.message}`));
    child.once("close", () => {
      if (!isReady) fail("ended before it was ready");
    });
    createInterface({ input: child.stdout }).once("line", (ready) => {
      if (!isJson(ready)) return fail(`announced itself with something that is not JSON: ${ready}`);
      clearTimeout(timer);
      isReady = true;
      const stop = () => {
        child.kill("SIGTERM");
        return closed;
      };
      resolve({ ready, stop });
    });
  });

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
