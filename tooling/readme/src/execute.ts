import { spawn } from "node:child_process";

/** How one example ended. */
export type Outcome = Readonly<{ succeeded: boolean; output: string; milliseconds: number }>;

/**
 * Runs one compiled example in a process of its own.
 *
 * @param timeoutMs after this many milliseconds it is killed and counts as failed
 */
export const execute = (
  file: string,
  environment: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<Outcome> =>
  new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(process.execPath, ["--enable-source-maps", file], {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let timedOut = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, timeoutMs);
    child.on("close", (code) => {
      clearTimeout(timer);
      const reason = timedOut
        ? `\nstill running after ${timeoutMs / 1000} s: something it opened is not closed`
        : "";
      resolve({ succeeded: code === 0, output: output + reason, milliseconds: performance.now() - started });
    });
  });
