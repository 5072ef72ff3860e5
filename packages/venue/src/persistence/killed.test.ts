import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { LedgerDump, Venue, VenueReadyLine } from "../index.ts";
import { request, testClient } from "../testing/client.ts";

const built = fileURLToPath(new URL("../../dist/index.js", import.meta.url));
const SCRIPT = `
  const { createVenue } = await import(process.argv[1]);
  const venue = await createVenue({ data: process.argv[2], accounts: 4 });
  console.log(JSON.stringify(venue.ready));
`;

/** A venue in a process of its own, and how to kill it. */
type Process = { readonly ready: VenueReadyLine; readonly kill: () => Promise<void> };

describe("a venue whose process is killed", () => {
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pm-venue-killed-"));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(): Promise<Process> {
    const child = spawn(process.execPath, ["--input-type=module", "-e", SCRIPT, built, folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    const exited = once(child, "exit");
    const lines = createInterface({ input: child.stdout });
    const [line] = (await once(lines, "line")) as [string];
    return {
      ready: JSON.parse(line) as VenueReadyLine,
      kill: async () => {
        child.kill("SIGKILL");
        await exited;
      },
    };
  }

  const clientOf = (ready: VenueReadyLine, index: number) =>
    testClient({ ready, now: () => Date.now() } as Venue, ready.accounts[index]!);
  const ledgerOf = async (ready: VenueReadyLine) =>
    (await request(`${ready.control}/ledger`)).body as LedgerDump;
  const essence = ({ balances, orders, trades, feesCollected }: LedgerDump) => ({
    balances,
    orders,
    trades,
    feesCollected,
  });

  it("has, when it starts again, every order and trade it ever confirmed", async () => {
    const first = await start();
    const [yes, no] = first.ready.markets[0]!.tokens.map((token) => token.tokenId) as [string, string];
    const confirmed: { readonly orderID: string; readonly status: string }[] = [];
    const trader = async (index: number, tokenId: string): Promise<void> => {
      const client = await clientOf(first.ready, index);
      for (;;) {
        // The connection breaks when the venue dies.
        const answer = await client
          .place({
            tokenId,
            side: "BUY",
            price: "0.5",
            size: "5",
            salt: BigInt(confirmed.length * 10 + index),
          })
          .catch(() => undefined);
        if (answer === undefined) return;
        if (answer.status === 200) confirmed.push(answer.body as (typeof confirmed)[number]);
        if (confirmed.length === 40) await first.kill();
      }
    };
    await Promise.all([trader(0, yes), trader(1, no)]);
    expect(confirmed.length).toBeGreaterThanOrEqual(40);

    const second = await start();
    const ledger = await ledgerOf(second.ready);
    const orders = new Map(ledger.orders.map((order) => [order.id, order]));
    const traded = new Set(
      ledger.trades.flatMap((trade) => [trade.takerOrderId, ...trade.makers.map((one) => one.orderId)]),
    );
    for (const { orderID, status } of confirmed) {
      expect(orders.has(orderID)).toBe(true);
      if (status === "matched") expect(traded.has(orderID)).toBe(true);
    }
    // At most what was under way when it died came on top.
    expect(ledger.orders.length - confirmed.length).toBeLessThanOrEqual(2);
    expect((await request(`${second.ready.control}/conservation`)).body).toMatchObject({ ok: true });

    // The key still works, and the venue goes on.
    const client = await clientOf(second.ready, 0);
    expect(await client.place({ tokenId: yes, side: "BUY", price: "0.1", size: "5" })).toMatchObject({
      status: 200,
    });
  }, 60_000);

  it("has the same ledger when nothing was under way", async () => {
    const first = await start();
    const [maker, taker] = [await clientOf(first.ready, 0), await clientOf(first.ready, 1)];
    const [yes, no] = first.ready.markets[0]!.tokens.map((token) => token.tokenId) as [string, string];
    await maker.place({ tokenId: yes, side: "BUY", price: "0.4", size: "30" });
    await taker.place({ tokenId: no, side: "BUY", price: "0.6", size: "10" });
    const advanced = await request(`${first.ready.control}/advance`, {
      method: "POST",
      body: '{"ms":600000}',
    });
    const { now } = advanced.body as { now: number };
    const before = await ledgerOf(first.ready);
    expect(before.trades).toMatchObject([{ status: "CONFIRMED" }]);
    await first.kill();

    const second = await start();
    const after = await ledgerOf(second.ready);
    expect(essence(after)).toEqual(essence(before));
    expect(after.now).toBeGreaterThanOrEqual(now);
    expect(second.ready.accounts).toEqual(first.ready.accounts);
    expect(second.ready.markets).toEqual(first.ready.markets);
  }, 60_000);
});
