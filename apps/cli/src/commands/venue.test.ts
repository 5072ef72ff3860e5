import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createClob } from "@pm/clob";
import { localEnvironment } from "@pm/core-types";
import { privateKey } from "@pm/polymarket";
import { createVenue, type LedgerDump, type VenueReadyLine } from "@pm/venue";

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const children: ChildProcess[] = [];
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pm-venue-cli-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

/** `pm venue`, ready. */
async function start(...args: string[]) {
  const child = spawn(process.execPath, [main, "venue", "--json", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const exited = once(child, "exit");
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), "line").then(([text]) => text as string),
    exited.then(([code]) => {
      throw new Error(`pm venue ended with code ${code} before it was ready.`);
    }),
  ]);
  const ready = JSON.parse(line) as VenueReadyLine;
  const ledger = async () => {
    const { balances, orders, trades } = (await (
      await fetch(`${ready.control}/ledger`)
    ).json()) as LedgerDump;
    return { balances, orders, trades };
  };
  const stop = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return (await exited)[0] as number | null;
  };
  return { ready, ledger, stop };
}

/** `pm venue` that refuses. */
async function refused(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [main, "venue", ...args], { stdio: ["ignore", "ignore", "pipe"] });
  children.push(child);
  let text = "";
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  const [code] = (await once(child, "close")) as [number | null];
  expect(code).toBe(1);
  expect(text).not.toContain("    at ");
  return text;
}

describe("pm venue --data", () => {
  it("continues after kill -9 with the orders, keys and accounts it had", async () => {
    const first = await start("--data", folder, "--seed", "6", "--accounts", "4", "--durability", "machine");
    const [account] = first.ready.accounts;
    const { tokens } = first.ready.markets[0] as VenueReadyLine["markets"][number];
    const client = (ready: VenueReadyLine) => {
      const clob = createClob({ environment: localEnvironment(ready) });
      const signer = privateKey(account?.privateKey ?? "");
      return { clob, account: clob.account({ id: "main", signer }) };
    };
    const before = client(first.ready);
    const order = await before.account.placeLimit({
      tokenId: tokens[0]?.tokenId ?? "",
      side: "BUY",
      price: "0.42",
      size: "12",
    });
    expect(order.outcome).toBe("accepted");
    await before.clob.close();
    const ledger = await first.ledger();
    expect(await first.stop("SIGKILL")).toBeNull();

    const second = await start("--data", folder);
    expect(await second.ledger()).toEqual(ledger);
    expect(second.ready.accounts).toEqual(first.ready.accounts);
    const after = client(second.ready);
    await after.account.cancelOrder(order.id);
    expect((await second.ledger()).orders).toMatchObject([{ id: order.id, status: "CANCELED" }]);
    await after.clob.close();
    expect(await refused("--data", folder)).toContain("is used by another venue");
    expect(await second.stop("SIGTERM")).toBe(0);
    expect(await refused("--data", folder, "--seed", "7")).toContain("The saved venue has seed 6, not 7.");
  }, 60_000);
});

describe("pm venue", () => {
  it("lists as many markets as it is told, and keeps them moving at the rate it is told", async () => {
    const flags = ["--mode", "market", "--markets", "30", "--rate", "500", "--clock", "virtual"];
    const { ready, stop } = await start(...flags, "--accounts", "1");
    expect(ready.markets).toHaveLength(30);
    const control = async (path: string, body?: unknown): Promise<unknown> =>
      (
        await fetch(`${ready.control}/${path}`, {
          ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
        })
      ).json();
    const ordersSeen = async () => ((await control("ledger")) as LedgerDump).orders.length;
    const before = await ordersSeen();
    expect(await ordersSeen()).toBe(before);
    await control("advance", { ms: 2_000 });
    expect((await ordersSeen()) - before).toBeGreaterThan(300);
    expect(await control("conservation")).toMatchObject({ ok: true });
    expect(await stop("SIGINT")).toBe(0);
  }, 60_000);

  it("repeats to the byte on a virtual clock", async () => {
    const run = async (): Promise<string> => {
      const { ready, stop } = await start("--mode", "market", "--clock", "virtual", "--seed", "5");
      await fetch(`${ready.control}/advance`, { method: "POST", body: '{"ms":3000}' });
      const books = await Promise.all(
        ready.markets.map(async ({ tokens }) =>
          (await fetch(`${ready.clob}/book?token_id=${tokens[0]?.tokenId}`)).text(),
        ),
      );
      await stop("SIGTERM");
      return books.join("");
    };
    expect(await run()).toBe(await run());
  }, 60_000);

  it("opens books on request, and knows --limits", async () => {
    const { ready, stop } = await start("--seed-books", "--limits", "enforce");
    const token = ready.markets[0]?.tokens[0]?.tokenId;
    const book = (await (await fetch(`${ready.clob}/book?token_id=${token}`)).json()) as { bids: unknown[] };
    expect(book.bids.length).toBeGreaterThan(0);
    await stop("SIGTERM");
  }, 60_000);

  it("warns when anybody can reach it, and keeps control to itself", async () => {
    const child = spawn(process.execPath, [main, "venue", "--json", "--host", "0.0.0.0"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    const [warning] = (await once(createInterface({ input: child.stderr }), "line")) as [string];
    expect(warning).toContain("not on loopback");
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const { port } = new URL((JSON.parse(line) as VenueReadyLine).clob);
    expect((await fetch(`http://127.0.0.1:${port}/ok`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/_venue/ledger`)).status).toBe(404);
  }, 60_000);

  it("refuses flags that make no sense, each with one sentence", async () => {
    expect(await refused("--rate", "10")).toContain("--rate needs --mode market");
    expect(await refused("--mode", "chaos")).toContain("It must be one of scripted, market, paper.");
    expect(await refused("--port", "99999")).toContain("It must be a whole number from 0 to 65532.");
    expect(await refused("--nonsense")).toContain("unknown option '--nonsense'");
  }, 60_000);
});

describe("pm venue --faults", () => {
  it("injects the faults of a script", async () => {
    const script = join(folder, "faults.json");
    await writeFile(script, JSON.stringify([{ kind: "status", status: 503, route: "GET /ok" }]));
    const { ready, stop } = await start("--faults", script);
    const statuses = [(await fetch(`${ready.clob}/ok`)).status, (await fetch(`${ready.clob}/ok`)).status];
    expect(statuses).toEqual([503, 200]);
    await stop("SIGTERM");
    await writeFile(script, '[{"kind":"meteor"}]');
    expect(await refused("--faults", script)).toContain("kind must be one of");
    expect(await refused("--faults", join(folder, "none.json"))).toContain("no such file");
  });
});

describe("pm venue --mode paper", () => {
  it("copies the books of a venue whose ready line it is given", async () => {
    const source = await createVenue({ seed: 8, seedBooks: true, accounts: 1 });
    try {
      const file = join(folder, "ready.json");
      await writeFile(file, `${JSON.stringify(source.ready)}\n`);
      const [market] = source.ready.markets;
      const token = market?.tokens[1]?.tokenId ?? "";
      const paper = await start("--mode", "paper", "--mirror", file, "--slugs", market?.slug ?? "");
      expect(paper.ready.markets.map(({ slug }) => slug)).toEqual([market?.slug]);
      const bookOf = async (ready: VenueReadyLine) => {
        const book = (await (await fetch(`${ready.clob}/book?token_id=${token}`)).json()) as Record<
          string,
          unknown
        >;
        return { bids: book.bids, asks: book.asks };
      };
      const wanted = JSON.stringify(await bookOf(source.ready));
      while (JSON.stringify(await bookOf(paper.ready)) !== wanted) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(await paper.stop("SIGINT")).toBe(0);
    } finally {
      await source.close();
    }
  }, 60_000);

  it("says what is missing", async () => {
    expect(await refused("--mode", "paper")).toContain("--mode paper needs --mirror");
    expect(await refused("--mirror", "production")).toContain("--mirror needs --mode paper");
    expect(await refused("--mode", "paper", "--mirror", join(folder, "none"))).toContain("there is no file");
  }, 60_000);
});
