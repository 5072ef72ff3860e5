import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createVenue, type Venue } from "@pm/venue";

/** Places one order under a key, and kills itself with -9 at the named moment. */
const JOB = `
  const { createClob } = await import(process.env.CLOB);
  const { openFileJournal } = await import(process.env.NODE_CLOB);
  const { localEnvironment } = await import("@pm/core-types");
  const { createTransport } = await import("@pm/resilience");
  const { privateKey } = await import("@pm/signing");
  const ready = JSON.parse(process.env.PM_VENUE);
  const die = (moment) => { if (process.env.DIE === moment) process.kill(process.pid, "SIGKILL"); };
  const file = await openFileJournal(process.env.JOURNAL);
  const journal = { ...file, append: async (records) => {
    const what = records[0].type;
    if (what === "intent") die("before the intent is kept");
    if (what === "fact") die("before the outcome is kept");
    await file.append(records);
    if (what === "intent") die("between the journal and the network");
    if (what === "fact") die("after the outcome is kept");
  } };
  const http = createTransport();
  const transport = async (request) => {
    if (request.endpoint !== "POST /order") return http(request);
    const sent = http(request);
    if (process.env.DIE === "while the order is on its way") setTimeout(() => die(process.env.DIE), 5);
    const response = await sent;
    die("after the venue answered");
    return response;
  };
  const clob = createClob({ environment: localEnvironment(ready), transport });
  const account = clob.account({ id: "job", signer: privateKey(ready.accounts[0].privateKey), journal });
  const tokenId = ready.markets[0].tokens[0].tokenId;
  const order = await account.placeLimit({ tokenId, side: "BUY", price: "0.30", size: "10", idempotencyKey: "entry" });
  const { outcome } = await order.decided();
  const { reserved } = await account.fetchBalance();
  console.log(JSON.stringify({ id: order.id, outcome, reserved: reserved.toFixed() }));
  await clob.close();
  await http.close();
  await file.close();
`;

describe("a process that dies", () => {
  let folder: string;
  let venue: Venue;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "pm-phase-"));
    venue = await createVenue({ seed: 3 });
  });
  afterEach(async () => {
    await venue.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function live(moment = "never"): Promise<{ signal: string | null; told: Record<string, string> }> {
    const child = spawn(process.execPath, ["--input-type=module", "-e", JOB], {
      cwd: new URL("../..", import.meta.url),
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        DIE: moment,
        CLOB: new URL("../../dist/index.js", import.meta.url).href,
        NODE_CLOB: new URL("../../dist/node/index.js", import.meta.url).href,
        JOURNAL: join(folder, "orders.journal"),
        PM_VENUE: JSON.stringify(venue.ready),
      },
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    const [, signal] = (await once(child, "close")) as [number | null, string | null];
    return { signal, told: output === "" ? {} : JSON.parse(output) };
  }

  it.each([
    ["before the intent is kept", undefined],
    ["between the journal and the network", undefined],
    ["while the order is on its way", 300],
    ["after the venue answered", undefined],
    ["before the outcome is kept", undefined],
    ["after the outcome is kept", undefined],
  ] as const)(
    "%s leaves one order, under one key, with its funds held once",
    async (moment, latencyMs) => {
      if (latencyMs !== undefined) {
        venue.inject({ kind: "latency", route: "POST /order", ms: latencyMs, times: 1 });
      }
      expect((await live(moment)).signal).toBe("SIGKILL");
      const { told } = await live();
      const again = await live();
      expect(told).toMatchObject({ outcome: "accepted", reserved: "3" });
      expect(again.told).toEqual(told);
      expect(venue.ledger().orders.map(({ id }) => id)).toEqual([told.id]);
    },
    60_000,
  );

  it("while it was writing leaves a torn end, which is cut off", async () => {
    expect((await live("before the outcome is kept")).signal).toBe("SIGKILL");
    appendFileSync(join(folder, "orders.journal"), '0badc0de {"type":"fact","scope":"x","ord');
    const { told } = await live();
    expect(told).toMatchObject({ outcome: "accepted", reserved: "3" });
    expect(venue.ledger().orders.map(({ id }) => id)).toEqual([told.id]);
  }, 60_000);
});
