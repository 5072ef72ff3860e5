import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "@pm/core-types/virtual";
import { createVenue, type Venue, VenueDataError, type VenueOptions } from "../index.ts";
import { request, testClient } from "../testing/client.ts";
import { openDataFolder } from "./data-folder.ts";
import { encodeLine } from "./lines.ts";

describe("a venue that outlives its process", () => {
  let folder: string;
  let venues: Venue[];
  const start = async (options: VenueOptions): Promise<Venue> => {
    const venue = await createVenue({ accounts: 4, ...options });
    venues.push(venue);
    return venue;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pm-venue-"));
    venues = [];
  });
  afterEach(async () => {
    for (const venue of venues) await venue.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function live(venue: Venue): Promise<{ resting: string }> {
    const maker = await testClient(venue, venue.ready.accounts[0]!);
    const taker = await testClient(venue, venue.ready.accounts[1]!);
    const [yes, no] = venue.ready.markets[0]!.tokens.map((token) => token.tokenId);
    await maker.place({ tokenId: yes!, side: "BUY", price: "0.4", size: "30" });
    await taker.place({ tokenId: no!, side: "BUY", price: "0.6", size: "10" });
    venue.comment({ body: "kept", author: maker.account.funder, entityType: "Event", entityId: 1 });
    const resting = await maker.place({ tokenId: yes!, side: "BUY", price: "0.1", size: "10" });
    return { resting: (resting.body as { orderID: string }).orderID };
  }

  const essence = (venue: Venue) => {
    const { balances, orders, trades, feesCollected } = venue.ledger();
    return { balances, orders, trades, feesCollected };
  };

  it("continues after being killed: orders, trades, balances, keys, comments", async () => {
    const clock = createVirtualClock();
    const first = await start({ clock, data: join(folder, "live") });
    const { resting } = await live(first);
    await clock.advance(10_000);
    // What a killed process leaves is what lies in the folder now.
    cpSync(join(folder, "live"), join(folder, "after"), { recursive: true });
    const second = await start({ clock: createVirtualClock(clock.now()), data: join(folder, "after") });
    expect(essence(second)).toEqual(essence(first));
    expect(second.checkConservation()).toMatchObject({ ok: true });
    const maker = await testClient(second, second.ready.accounts[0]!);
    expect((await maker.get(`/data/order/${resting}`)).body).toMatchObject({ id: resting, status: "LIVE" });
    expect((await maker.send("DELETE", "/order", { orderID: resting })).body).toMatchObject({
      canceled: [resting],
    });
    expect((await request(`${second.ready.gamma}/comments`)).body).toMatchObject([{ body: "kept" }]);
    expect((await request(`${second.ready.gamma}/markets/1`)).body).toMatchObject({ volume24hr: 6 });
  });

  it("drops a line that was torn, and keeps every other", async () => {
    const data = join(folder, "torn");
    const first = await start({ clock: createVirtualClock(), data });
    await live(first);
    cpSync(data, join(folder, "copy"), { recursive: true });
    const [journal] = readdirSync(join(folder, "copy")).filter((name) => name.startsWith("journal"));
    appendFileSync(join(folder, "copy", journal!), '{"part":"engine","change":{"at":17');
    const second = await start({ clock: createVirtualClock(), data: join(folder, "copy") });
    expect(essence(second)).toEqual(essence(first));
    await live(second);
    cpSync(join(folder, "copy"), join(folder, "again"), { recursive: true });
    const third = await start({ clock: createVirtualClock(), data: join(folder, "again") });
    expect(essence(third)).toEqual(essence(second));
  });

  it("folds its journal into a snapshot when it closes, and continues from that", async () => {
    const data = join(folder, "closed");
    const first = await start({ clock: createVirtualClock(), data });
    await live(first);
    const before = essence(first);
    await first.close();
    expect(readdirSync(data).sort()).toEqual(["journal-2.jsonl", "snapshot.json"]);
    const second = await start({ clock: createVirtualClock(), data });
    expect(essence(second)).toEqual(before);
    await second.close();
    for (const [options, message] of [
      [{ seed: 2 }, "has seed 1, not 2"],
      [{ accounts: 5 }, "has 4 accounts, not 5"],
    ] as const) {
      await expect(createVenue({ ...options, data })).rejects.toThrow(message);
    }
    // Without being told, it goes on with its own.
    const third = await createVenue({ clock: createVirtualClock(), data });
    venues.push(third);
    expect(third.ready.accounts).toEqual(first.ready.accounts);
  });

  it("starts from a snapshot in memory, as the control API gives it", async () => {
    const first = await start({ clock: createVirtualClock() });
    await live(first);
    const snapshot = (await request(`${first.ready.control}/snapshot`)).body as never;
    const second = await start({ clock: createVirtualClock(), snapshot });
    expect(essence(second)).toEqual(essence(first));
  });

  it("goes on at the time it had reached, and runs what fell due meanwhile", async () => {
    const data = join(folder, "later");
    const first = await start({ clock: createVirtualClock(), data });
    await live(first);
    first.advance(3_600_000);
    first.restart(60_000);
    const then = first.now();
    cpSync(data, join(folder, "copy"), { recursive: true });
    const second = await start({ clock: createVirtualClock(), data: join(folder, "copy") });
    expect(second.now()).toBe(then);
    expect(second.engine.mode().mode).toBe("restarting");
    second.advance(61_000);
    expect(second.engine.mode().mode).toBe("post-only");
  });

  it("forgets a venue that was killed before it was ready", async () => {
    const data = join(folder, "early");
    const first = await start({ clock: createVirtualClock(), data });
    cpSync(data, join(folder, "copy"), { recursive: true });
    rmSync(join(folder, "copy", "snapshot.json"));
    const second = await start({ clock: createVirtualClock(), data: join(folder, "copy") });
    expect(essence(second)).toEqual(essence(first));
  });

  it("lets other traders keep the books moving after a restart", async () => {
    const clock = createVirtualClock();
    const data = join(folder, "market");
    const first = await start({ clock, data, mode: "market", agents: { rate: 100 } });
    await clock.advance(5_000);
    const owners = new Set(first.engine.openOrders().map((order) => order.owner));
    await first.close();
    const second = await start({ clock, data, mode: "market", agents: { rate: 100 } });
    const trades = second.ledger().trades.length;
    await clock.advance(5_000);
    expect(second.engine.openOrders().filter((order) => owners.has(order.owner))).toEqual([]);
    expect(second.engine.openOrders().length).toBeGreaterThan(50);
    expect(second.ledger().trades.length).toBeGreaterThan(trades);
    expect(second.checkConservation()).toMatchObject({ ok: true });
  });

  it("refuses a folder that is in use, unreadable or damaged, in one sentence", async () => {
    const data = join(folder, "busy");
    const first = await start({ data });
    await live(first);
    await expect(createVenue({ data })).rejects.toThrow(`is used by another venue, process ${process.pid}`);
    const copy = (name: string): string => {
      cpSync(data, join(folder, name), { recursive: true });
      return join(folder, name);
    };
    const other = copy("other");
    writeFileSync(join(other, "lock"), "1");
    await expect(createVenue({ data: other })).rejects.toThrow("is used by another venue, process 1");
    writeFileSync(join(folder, "file"), "");
    await expect(createVenue({ data: join(folder, "file") })).rejects.toThrow("cannot write to");
    await expect(createVenue({ data: join(folder, "file", "x") })).rejects.toThrow(
      "a part of the path is a file",
    );
    const bad = copy("bad");
    writeFileSync(
      join(bad, "journal-1.jsonl"),
      readFileSync(join(bad, "journal-1.jsonl"), "utf8").replace("submit", "commit"),
    );
    const refused = createVenue({ data: bad });
    await expect(refused).rejects.toBeInstanceOf(VenueDataError);
    await expect(refused).rejects.toThrow("is damaged at line");
    const newer = copy("newer");
    writeFileSync(join(newer, "snapshot.json"), encodeLine(1, { format: "pm-venue", version: 2 }));
    await expect(createVenue({ data: newer })).rejects.toThrow(
      "is of version 2; this release reads version 1",
    );
    const strange = copy("strange");
    writeFileSync(join(strange, "snapshot.json"), "{}");
    await expect(createVenue({ data: strange })).rejects.toThrow("is damaged, or no venue wrote it");
    // A refusal leaves the folder to others.
    rmSync(join(strange, "snapshot.json"));
    await start({ data: strange });
  });

  it("refuses a folder that it may not write to", () => {
    const data = join(folder, "sealed");
    mkdirSync(data, { mode: 0o555 });
    chmodSync(folder, 0o755);
    expect(() => asNobody(() => openDataFolder(data))).toThrow("this user may not write there (EACCES)");
  });
});

/** Runs `act` without the rights of root, which may write anywhere. */
function asNobody(act: () => void): void {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65_534);
  try {
    act();
  } finally {
    if (root) process.seteuid?.(0);
  }
}
