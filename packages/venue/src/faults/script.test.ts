import { afterEach, describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "@pm/core-types/virtual";
import {
  createVenue,
  type FaultSpec,
  parseFaultScript,
  replayFaults,
  type Venue,
  VenueUsageError,
} from "../index.ts";
import { request } from "../testing/client.ts";
import { openSocket } from "../testing/socket.ts";

describe("fault scripts", () => {
  const venues: Venue[] = [];
  afterEach(async () => {
    for (const venue of venues.splice(0)) await venue.close();
  });

  const run = async (faults: readonly FaultSpec[], seed = 3) => {
    const venue = await createVenue({ seed, accounts: 1, clock: createVirtualClock(), faults });
    venues.push(venue);
    const token = venue.ready.markets[0]!.tokens[0]!.tokenId;
    const socket = await openSocket(venue.ready.market);
    socket.send({ type: "market", assets_ids: [token] });
    socket.send("PING");
    const frames: unknown[] = [];
    const pong = async () => {
      for (let frame = await socket.next(); frame !== "PONG"; frame = await socket.next()) frames.push(frame);
    };
    await pong();
    const seen: unknown[] = [];
    for (let n = 0; n < 30; n++) {
      const path = n % 3 === 0 ? "/ok" : "/time";
      seen.push(
        await request(venue.ready.clob + path).then(
          ({ status }) => status,
          () => "no answer",
        ),
      );
      venue.engine.mirrorDepth(token as never, "BUY", "0.40", String(100 + n));
    }
    socket.send("PING");
    await pong();
    socket.close();
    const hits = venue.ledger().faults;
    return { seen, sizes: frames.map(size), hits };
  };

  it("come back hit by hit from the log of a run of chance", async () => {
    const chance: readonly FaultSpec[] = [
      { kind: "status", status: 503, route: "GET /time", probability: 0.3 },
      { kind: "reset-after", probability: 0.2 },
      { kind: "drop", route: "/ws/market", probability: 0.25 },
      { kind: "duplicate", probability: 0.25 },
    ];
    const first = await run(chance);
    expect(new Set(first.seen)).toEqual(new Set([200, 503, "no answer"]));
    expect(first.sizes.length).not.toBe(30);
    // Another seed draws other chances; the replay draws none.
    const other = await run(chance, 4);
    expect(other.seen).not.toEqual(first.seen);
    const replay = await run(replayFaults(first.hits), 4);
    expect(replay.seen).toEqual(first.seen);
    expect(replay.sizes).toEqual(first.sizes);
    expect(replay.hits.map(({ fault: _fault, ...hit }) => hit)).toEqual(
      first.hits.map(({ fault: _fault, ...hit }) => hit),
    );
  });

  it("wait, end, and let requests pass", async () => {
    const clock = createVirtualClock();
    const venue = await createVenue({
      accounts: 1,
      clock,
      faults: [
        { kind: "status", status: 500, route: "GET /ok", afterMs: 1_000, forMs: 2_000, times: null },
        { kind: "status", status: 502, route: "GET /time", skip: 2 },
      ],
    });
    venues.push(venue);
    const status = async (path: string) => (await request(venue.ready.clob + path)).status;
    expect(await status("/ok")).toBe(200);
    await clock.advance(1_000);
    expect(await status("/ok")).toBe(500);
    expect(await status("/ok")).toBe(500);
    await clock.advance(2_000);
    expect(await status("/ok")).toBe(200);
    expect([
      await status("/time"),
      await status("/time"),
      await status("/time"),
      await status("/time"),
    ]).toEqual([200, 200, 502, 200]);
    expect(venue.faults()).toEqual([]);
  });

  it.each([
    [{}, "a fault script must be a list of faults"],
    [[{ kind: "meteor" }], "kind must be one of"],
    [[{ kind: "drop", size: 1 }], "a fault has no field size"],
    [[{ kind: "drop", probability: 2 }], "probability is no valid field"],
    [[{ kind: "drop", times: 0 }], "times is no valid field"],
    [[null], "a fault must be an object"],
  ])("refuse what makes no sense: %j", async (script, problem) => {
    expect(() => parseFaultScript(script)).toThrow(VenueUsageError);
    await expect(createVenue({ faults: script as never })).rejects.toThrow(problem);
  });
});

function size(frame: unknown): string | undefined {
  const { price_changes: changes } = frame as { price_changes?: readonly { size: string }[] };
  return changes?.[0]?.size;
}
