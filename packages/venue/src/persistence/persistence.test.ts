import {
  appendFileSync,
  cpSync,
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
import { createVenue, type Venue, type VenueOptions } from "../index.ts";
import { request, testClient } from "../testing/client.ts";

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
    const first = await start({ clock, dataFolder: join(folder, "live") });
    const { resting } = await live(first);
    await clock.advance(10_000);
    // What a killed process leaves is what lies in the folder now.
    cpSync(join(folder, "live"), join(folder, "after"), { recursive: true });
    const second = await start({ clock: createVirtualClock(clock.now()), dataFolder: join(folder, "after") });
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
    const first = await start({ clock: createVirtualClock(), dataFolder: data });
    await live(first);
    cpSync(data, join(folder, "copy"), { recursive: true });
    const [journal] = readdirSync(join(folder, "copy")).filter((name) => name.startsWith("journal"));
    appendFileSync(join(folder, "copy", journal!), '{"part":"engine","change":{"at":17');
    const second = await start({ clock: createVirtualClock(), dataFolder: join(folder, "copy") });
    expect(essence(second)).toEqual(essence(first));
    await live(second).catch(() => {});
    expect(
      readFileSync(join(folder, "copy", journal!), "utf8")
        .split("\n")
        .at(-1),
    ).toBe("");
  });

  it("folds its journal into a snapshot when it closes, and continues from that", async () => {
    const data = join(folder, "closed");
    const first = await start({ clock: createVirtualClock(), dataFolder: data });
    await live(first);
    const before = essence(first);
    await first.close();
    expect(readdirSync(data).sort()).toEqual(["journal-1.jsonl", "snapshot.json"]);
    const second = await start({ clock: createVirtualClock(), dataFolder: data });
    expect(essence(second)).toEqual(before);
    await expect(createVenue({ seed: 2, dataFolder: join(folder, "closed") })).rejects.toThrow(
      "has seed 1, not 2",
    );
  });

  it("starts from a snapshot in memory, as the control API gives it", async () => {
    const first = await start({ clock: createVirtualClock() });
    await live(first);
    const snapshot = (await request(`${first.ready.control}/snapshot`)).body as never;
    const second = await start({ clock: createVirtualClock(), snapshot });
    expect(essence(second)).toEqual(essence(first));
  });

  it("refuses a folder that is in use, unreadable or damaged, in one sentence", async () => {
    const data = join(folder, "busy");
    const first = await start({ dataFolder: data });
    await live(first);
    cpSync(data, join(folder, "other"), { recursive: true });
    writeFileSync(join(folder, "other", "lock"), "1");
    await expect(createVenue({ dataFolder: join(folder, "other") })).rejects.toThrow(
      "is used by another venue, process 1",
    );
    writeFileSync(join(folder, "file"), "");
    await expect(createVenue({ dataFolder: join(folder, "file", "x") })).rejects.toThrow("cannot write to");
    cpSync(data, join(folder, "bad"), { recursive: true });
    writeFileSync(join(folder, "bad", "journal-0.jsonl"), "nonsense\n{}\n");
    await expect(createVenue({ dataFolder: join(folder, "bad") })).rejects.toThrow("damaged at line 1");
  });
});
