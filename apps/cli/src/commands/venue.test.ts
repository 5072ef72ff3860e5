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
