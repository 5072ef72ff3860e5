import { describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "@pm/core-types/virtual";
import type { Anomaly } from "../frames/anomaly.ts";
import { fakeSockets } from "../testing/fake-sockets.ts";
import { createSportsStream, type SportsResult } from "./sports-stream.ts";

const game = {
  gameId: 7,
  leagueAbbreviation: "nba",
  homeTeam: "A",
  awayTeam: "B",
  status: "inprogress",
  score: "10-8",
  period: "1Q",
  live: true,
  ended: false,
};

describe("createSportsStream", () => {
  it("answers pings, delivers what changed, and leaves repetitions out", async () => {
    const clock = createVirtualClock();
    const network = fakeSockets();
    const anomalies: Anomaly[] = [];
    const stream = createSportsStream({
      url: "ws://venue/sports",
      sockets: network.factory,
      clock,
      onAnomaly: (anomaly) => anomalies.push(anomaly),
    });
    const seen: SportsResult[] = [];
    stream.subscribe((result) => seen.push(result));
    const socket = network.last();
    socket.open();
    socket.deliver("ping");
    expect(socket.sent).toEqual(["pong"]);
    socket.deliver(JSON.stringify(game));
    socket.deliver(JSON.stringify(game));
    socket.deliver(
      JSON.stringify([
        { ...game, score: "12-8" },
        { metadataGameId: "cricket-1", score: "50/2", live: true },
      ]),
    );
    socket.deliver("[7]");
    socket.deliver("{");
    expect(seen.map(({ gameId, score, live }) => [gameId, score, live])).toEqual([
      ["7", "10-8", true],
      ["7", "12-8", true],
      ["cricket-1", "50/2", true],
    ]);
    expect(stream.games().get("7")?.score).toBe("12-8");
    expect(anomalies.map((anomaly) => anomaly.kind)).toEqual(["malformed", "invalid-json"]);
    await clock.advance(60_000);
    expect(socket.left()).toBe("terminated");
    await stream.close();
    expect(clock.pending()).toBe(0);
  });
});
