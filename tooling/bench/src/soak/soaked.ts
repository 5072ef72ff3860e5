import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { VenueReadyLine } from "@pm/venue";
import type { Said, Vital } from "./soaked-process.ts";

/** A busy venue in another process. */
export type Soaked = {
  readonly ready: VenueReadyLine;
  readonly vital: () => Promise<Vital>;
  readonly close: () => void;
};

/** Starts it: traders that act `rate` times a second in that many markets. */
export async function startSoaked(rate: string, markets: string): Promise<Soaked> {
  const child = fork(fileURLToPath(new URL("./soaked-process.js", import.meta.url)), [rate, markets]);
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
    vital: async () => {
      child.send("vital");
      const said = await heard();
      if (!("vital" in said)) throw new Error("The venue started anew.");
      return said.vital;
    },
    close: () => child.disconnect(),
  };
}
