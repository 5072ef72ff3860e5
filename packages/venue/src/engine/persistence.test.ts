import { describe, expect, it } from "@jest/globals";
import { POLYGON_CONTRACTS, ValidationError } from "@pm/core-types";
import { createEngine } from "./engine.ts";
import { manualClock, runScript } from "./testing/script.ts";
import type { Engine, JournalEntry } from "./types.ts";

const CONFIG = { seed: 7 };

function fresh(snapshot?: unknown): Engine {
  return createEngine({
    clock: manualClock(),
    contracts: POLYGON_CONTRACTS,
    config: CONFIG,
    ...(snapshot === undefined ? {} : { snapshot }),
  });
}

const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe("journal and snapshot", () => {
  it("rebuild an engine by replaying its journal", () => {
    for (let seed = 0; seed < 40; seed++) {
      const journal: JournalEntry[] = [];
      const { engine } = runScript(seed, 80, () => {}, {
        journal: (entry) => journal.push(throughJson(entry)),
      });
      const again = fresh();
      for (const entry of journal) again.replay(entry);
      expect(JSON.stringify(again.snapshot())).toBe(JSON.stringify(engine.snapshot()));
    }
  });

  it("continue from a snapshot as if nothing had happened", () => {
    for (let seed = 100; seed < 140; seed++) {
      const journal: JournalEntry[] = [];
      let kept: unknown;
      let from = 0;
      const { engine } = runScript(
        seed,
        80,
        (running, step) => {
          if (!step.includes("step 40:")) return;
          kept = throughJson(running.snapshot());
          from = journal.length;
        },
        { journal: (entry) => journal.push(throughJson(entry)) },
      );
      const again = fresh(kept);
      for (const entry of journal.slice(from)) again.replay(entry);
      expect(JSON.stringify(again.snapshot())).toBe(JSON.stringify(engine.snapshot()));
      expect(again.ledger()).toEqual(engine.ledger());
      expect(again.checkConservation().problems).toEqual([]);
    }
  });

  it("refuse a snapshot of another form", () => {
    expect(() => fresh({ version: 99 })).toThrow(ValidationError);
    expect(() => fresh("text")).toThrow(ValidationError);
    const other = createEngine({ clock: manualClock(), contracts: POLYGON_CONTRACTS, config: { seed: 8 } });
    expect(() => fresh(other.snapshot())).toThrow("The snapshot is of seed 8, the engine of seed 7.");
    expect(() => fresh().replay({ at: 1, call: "explode", args: [] })).toThrow(ValidationError);
  });
});
