import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "@jest/globals";
import { createSeededRandom } from "@pm/core-types/virtual";
import { createVenue } from "@pm/venue";

/** A job that places ten orders, each under its own key, and knows nothing of earlier lives but their journal. */
const JOB = `
  const { createClob } = await import(process.env.CLOB);
  const { openFileJournal } = await import(process.env.NODE_CLOB);
  const { localEnvironment } = await import("@pm/core-types");
  const { privateKey } = await import("@pm/signing");
  const ready = JSON.parse(process.env.PM_VENUE);
  const journal = await openFileJournal(process.env.JOURNAL);
  const clob = createClob({ environment: localEnvironment(ready) });
  const account = clob.account({ id: "job", signer: privateKey(ready.accounts[0].privateKey), journal });
  const tokenId = ready.markets[0].tokens[0].tokenId;
  for (let step = 0; step < 10; step++) {
    console.log("placing " + step);
    const order = await account.placeLimit({
      tokenId, side: "BUY", price: "0." + (30 + step), size: "10", idempotencyKey: "step-" + step,
    });
    const { outcome } = await order.decided();
    console.log(step + " " + outcome + " " + order.id);
  }
  console.log("done");
  await clob.close();
  await journal.close();
`;

describe("a process that is killed again and again", () => {
  it("places each order exactly once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pm-crash-"));
    const venue = await createVenue({ seed: 3 });
    const random = createSeededRandom(5);
    const accepted = new Map<string, string>();
    let kills = 0;
    try {
      venue.inject({ kind: "lost-answer", route: "POST /order", probability: 0.3, ms: 30 });
      venue.inject({ kind: "reset-before", route: "POST /order", probability: 0.2 });
      for (let life = 0; life < 30; life++) {
        const child = spawn(process.execPath, ["--input-type=module", "-e", JOB], {
          cwd: new URL("../..", import.meta.url),
          stdio: ["ignore", "pipe", "inherit"],
          env: {
            ...process.env,
            CLOB: new URL("../../dist/index.js", import.meta.url).href,
            NODE_CLOB: new URL("./index.js", new URL("../../dist/node/", import.meta.url)).href,
            JOURNAL: join(folder, "orders.journal"),
            PM_VENUE: JSON.stringify(venue.ready),
          },
        });
        const gone = once(child, "exit");
        let lines = 1 + Math.floor(random.next() * 8);
        let done = false;
        for await (const line of createInterface({ input: child.stdout })) {
          const [, step, outcome, id] = /^(\d+) (\w+) (0x\w+)$/.exec(line) ?? [];
          if (step !== undefined && id !== undefined) {
            expect(outcome).toBe("accepted");
            expect(accepted.get(step) ?? id).toBe(id);
            accepted.set(step, id);
          }
          done ||= line === "done";
          lines -= 1;
          if (lines === 0 && kills < 6) {
            // Somewhere between the journal, the network and the answer.
            setTimeout(() => child.kill("SIGKILL"), random.next() * 15);
            kills += 1;
          }
        }
        await gone;
        if (done) break;
      }
      const { orders } = venue.ledger();
      expect(kills).toBeGreaterThan(2);
      expect(orders.map((order) => order.price).sort()).toEqual(
        Array.from({ length: 10 }, (_, step) => `0.${30 + step}`.replace(/0$/, "")).sort(),
      );
      expect(orders.map((order) => order.id).sort()).toEqual([...accepted.values()].sort());
    } finally {
      await venue.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
