import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "@jest/globals";
import { node24 } from "@pm/node-24";
import { createVenue, type Venue } from "./index.ts";

const SCRIPT = fileURLToPath(new URL("./testing/unified-client.ts", import.meta.url));
const node = node24();
const GOAL = {
  gameId: 7,
  leagueAbbreviation: "cup",
  slug: "a-b",
  homeTeam: "A",
  awayTeam: "B",
  status: "InProgress",
  score: "1-0",
  period: "1H",
  elapsed: "12:00",
  live: true,
  ended: false,
};
const anywhere = node === undefined ? it.skip : it;

describe("@polymarket/client", () => {
  let venue: Venue | undefined;
  let child: ChildProcess | undefined;
  afterEach(async () => {
    child?.kill();
    await venue?.close();
  });

  anywhere(
    "discovers, trades with every kind of wallet, streams",
    async () => {
      venue = await createVenue({
        accounts: 4,
        seedBooks: true,
        settlement: { minedAfterMs: 50, confirmedAfterMs: 50 },
      });
      const { ready, relayerKey, comment, sport, ledger } = venue;
      const asked = { ready, relayerKeys: ready.accounts.map((account) => relayerKey(account.address)) };
      const errors: string[] = [];
      child = fork(SCRIPT, {
        ...(node === undefined ? {} : { execPath: node }),
        execArgv: ["--disable-warning=ExperimentalWarning"],
        env: { PM_ASKED: JSON.stringify(asked) },
        stdio: ["ignore", "ignore", "pipe", "ipc"],
      });
      child.stderr?.on("data", (chunk) => errors.push(String(chunk)));
      const told = await new Promise<Record<string, unknown>>((resolve, reject) => {
        child?.on("exit", () => reject(new Error(errors.join(""))));
        child?.on("message", (message: "streaming" | { told: Record<string, unknown> }) => {
          if (message !== "streaming") {
            resolve(message.told);
            return;
          }
          comment({ author: ready.accounts[0]!.address, body: "Rain.", entityType: "Event", entityId: 1 });
          sport(GOAL);
        });
      });

      expect(told.discovery).toMatchObject({
        markets: ready.markets.map((market) => market.slug).sort(),
        event: true,
        found: 1,
      });
      const trading = told.trading as Record<string, unknown>[];
      expect(trading.map((one) => one.wallet)).toEqual(
        ready.accounts.map((account) => account.funder.toLowerCase()),
      );
      for (const one of trading) {
        expect(one).toMatchObject({
          posted: [true, true],
          settled: 1,
          open: 3,
          price: "0.3",
          cancelled: [1, 2],
          trades: 1,
          activity: ["MERGE", "SPLIT", "TRADE"],
          closedOnly: false,
        });
        const { tokenId, size } = one.position as { tokenId: string; size: string };
        expect(tokenId).toBe(ready.markets[0]?.tokens[1]?.tokenId);
        expect(size).toBe(one.bought);
      }
      expect(told.streams).toEqual(
        expect.arrayContaining([
          "market/book",
          "user/trade",
          "comments/comment_created",
          "sports/sport_result",
        ]),
      );
      expect(ledger().requests.filter((request) => request.route === undefined)).toEqual([]);
      expect(venue.checkConservation()).toMatchObject({ ok: true });
    },
    60_000,
  );
});
