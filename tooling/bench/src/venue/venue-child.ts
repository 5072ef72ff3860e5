import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { EngineName } from "@pm/signing";
import type { VenueReadyLine } from "@pm/venue";
import type { Said } from "./venue-process.ts";

/** A venue in another process. */
export type VenueChild = {
  readonly ready: VenueReadyLine;
  /** CPU seconds that process has used, all of its threads together. */
  readonly cpuSeconds: () => Promise<number>;
  readonly close: () => void;
};

/** Starts it, verifying signatures with the engine of that name. */
export async function startVenue(engine: EngineName): Promise<VenueChild> {
  const child: ChildProcess = fork(fileURLToPath(new URL("./venue-process.js", import.meta.url)), [engine]);
  const heard = (): Promise<Said> =>
    new Promise((resolve, reject) => {
      const onExit = (code: number | null): void => reject(new Error(`The venue ended with ${code}.`));
      child.once("exit", onExit);
      child.once("message", (said: Said) => {
        child.off("exit", onExit);
        resolve(said);
      });
    });
  const first = await heard();
  if (!("ready" in first)) throw new Error("The venue did not say where it listens.");
  return {
    ready: first.ready,
    cpuSeconds: async () => {
      child.send("cpu");
      const said = await heard();
      return "cpu" in said ? said.cpu / 1e6 : Number.NaN;
    },
    close: () => child.disconnect(),
  };
}
