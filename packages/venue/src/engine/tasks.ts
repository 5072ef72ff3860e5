import type { Core } from "./core.ts";
import { clearBook, setState } from "./markets.ts";
import { endMode, sweep } from "./modes.ts";
import { cancelOrder } from "./orders.ts";
import type { Task } from "./scheduler.ts";
import { settle } from "./settlement.ts";
import { release } from "./submit.ts";

/** Brings the engine to `time`: everything that falls due before runs at its own moment. */
export function runUntil(core: Core, time: number): void {
  for (let task = core.scheduler.take(time); task !== undefined; task = core.scheduler.take(time)) {
    core.now = Math.max(core.now, task.due);
    run(core, task);
    core.flush();
  }
  core.now = Math.max(core.now, time);
}

function run(core: Core, { kind, key }: Task): void {
  switch (kind) {
    case "settle":
      settle(core, key);
      break;
    case "release":
      release(core, key);
      break;
    case "expire":
      expire(core, key);
      break;
    case "open":
      start(core, key);
      break;
    case "start":
      clear(core, key);
      break;
    case "mode":
      endMode(core, key);
      break;
    case "sweep":
      sweep(core);
      break;
  }
}

function expire(core: Core, id: string): void {
  const order = core.orders.get(id);
  if (order?.level !== undefined) cancelOrder(core, order, "CANCELED");
}

function start(core: Core, conditionId: string): void {
  const market = core.markets.get(conditionId);
  if (market?.state === "pending") setState(core, market, "open");
}

function clear(core: Core, conditionId: string): void {
  const market = core.markets.get(conditionId);
  if (market !== undefined) clearBook(core, market, "CANCELED");
}
