import { afterTurn } from "@pm/core-types";

let waiting: (() => void)[] = [];

/**
 * Runs `act` when everything that arrived in this turn of the event loop has been handled. Answers leave then, one
 * after another: waking a client costs more than deciding on its order, and one that is already awake costs nothing.
 */
export function atEndOfTurn(act: () => void): void {
  if (waiting.length === 0) afterTurn(run);
  waiting.push(act);
}

function run(): void {
  const acts = waiting;
  waiting = [];
  for (const act of acts) act();
}
