import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createSeededRandom } from "@pm/core-types/virtual";
import { createVenue, type FaultSpec } from "@pm/venue";
import { type ChaosReport, countKinds, NOTHING } from "./report.ts";

/** What the child prints for each order, and at the end. */
export type JobLine =
  | { readonly key: string; readonly outcome: string; readonly id: string }
  | { readonly done: true };

/** Answers that never come, lie or break off. */
const FAULTS: readonly FaultSpec[] = [
  { kind: "lost-answer", probability: 0.2, ms: 30 },
  { kind: "reset-before", probability: 0.15 },
  { kind: "reset-after", probability: 0.1 },
  { kind: "reset-during", probability: 0.1 },
  { kind: "truncated", probability: 0.1 },
  { kind: "status", status: 500, processed: true, probability: 0.1 },
  { kind: "latency", probability: 0.1, ms: 200 },
];
const ORDERS = 10;
const KILLS = 6;
const LIVES = 40;

/**
 * One run in real time: a child process places ten orders under a file journal and is killed with -9 again and again,
 * while the venue loses answers; its successors have nothing but the journal.
 */
export async function killReal(seed: number, program: string): Promise<ChaosReport> {
  const folder = mkdtempSync(join(tmpdir(), "pm-chaos-"));
  const venue = await createVenue({ seed });
  const random = createSeededRandom(seed);
  const accepted = new Map<string, string>();
  const violations: string[] = [];
  let kills = 0;
  let done = false;
  try {
    for (const fault of FAULTS) venue.inject({ route: "POST /order", ...fault });
    for (let life = 0; life < LIVES && !done; life++) {
      const child = spawn(process.execPath, [program, "chaos-job"], {
        stdio: ["ignore", "pipe", "inherit"],
        env: {
          ...process.env,
          PM_VENUE: JSON.stringify(venue.ready),
          PM_CHAOS_JOURNAL: join(folder, "orders.journal"),
          PM_CHAOS_ORDERS: String(ORDERS),
        },
      });
      const gone = once(child, "exit");
      let lines = 1 + Math.floor(random.next() * 6);
      for await (const text of createInterface({ input: child.stdout })) {
        const line = JSON.parse(text) as JobLine;
        if ("done" in line) done = true;
        else {
          if (line.outcome !== "accepted")
            violations.push(`seed ${seed}: key ${line.key} became ${line.outcome}`);
          if ((accepted.get(line.key) ?? line.id) !== line.id)
            violations.push(`seed ${seed}: key ${line.key} named two orders`);
          accepted.set(line.key, line.id);
        }
        lines -= 1;
        if (lines === 0 && kills < KILLS) {
          // Somewhere between the journal, the network and the answer.
          setTimeout(() => child.kill("SIGKILL"), random.next() * 15);
          kills += 1;
        }
      }
      await gone;
    }
    const { orders, faults } = venue.ledger();
    const ids = new Set(accepted.values());
    for (const order of orders) {
      if (!ids.has(order.id)) violations.push(`seed ${seed}: the venue has ${order.id}, which nobody knows`);
    }
    if (orders.length !== ORDERS)
      violations.push(`seed ${seed}: ${orders.length} orders for ${ORDERS} intents`);
    return {
      ...NOTHING,
      runs: 1,
      orders: orders.length,
      faults: faults.length,
      violations,
      unresolved: done ? 0 : ORDERS - accepted.size,
      crashes: kills,
      kinds: countKinds(faults),
    };
  } finally {
    await venue.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
