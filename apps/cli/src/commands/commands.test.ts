import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "@jest/globals";

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const children: ChildProcess[] = [];

function pm(...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  const exited = once(child, "close").then(([code, signal]) => ({
    code: code as number | null,
    signal,
    ...output,
  }));
  const firstLine = async (): Promise<string> => {
    while (!output.stdout.includes("\n")) await Promise.race([once(child.stdout, "data"), exited]);
    return output.stdout.slice(0, output.stdout.indexOf("\n"));
  };
  return { child, exited, firstLine };
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

describe("pm venue", () => {
  it("prints one JSON line, serves what it names, and stops cleanly on SIGTERM", async () => {
    const { child, firstLine, exited } = pm("venue", "--seed", "3", "--accounts", "2", "--json");
    const ready = JSON.parse(await firstLine());
    expect(ready).toMatchObject({ chainId: 137, clob: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
    expect(ready.accounts).toHaveLength(2);
    expect(ready.markets[0]).toMatchObject({ tickSize: "0.01", negRisk: false });
    expect(ready.markets.filter((market: { negRisk: boolean }) => market.negRisk)).toHaveLength(3);
    const answer = await fetch(`${ready.clob}/ok`);
    expect(answer.status).toBe(200);
    const ledger = await (await fetch(`${ready.control}/ledger`)).json();
    expect(ledger).toMatchObject({ orders: [], trades: [] });
    child.kill("SIGTERM");
    const end = await exited;
    expect(end).toMatchObject({ code: 0, signal: null, stderr: "" });
    expect(end.stdout.trimEnd().split("\n")).toHaveLength(1);
  }, 30_000);

  it("gives the same keys and markets for the same seed", async () => {
    const lines = await Promise.all(
      [1, 2].map(async () => {
        const { child, firstLine, exited } = pm("venue", "--seed", "5", "--json");
        const { accounts, markets } = JSON.parse(await firstLine());
        child.kill("SIGINT");
        await exited;
        return { accounts, markets };
      }),
    );
    expect(lines[0]).toEqual(lines[1]);
  }, 30_000);

  it("says in one sentence that a port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const end = await pm("venue", "--port", String(port)).exited;
    server.close();
    expect(end.code).toBe(1);
    expect(end.stderr).toContain(String(port));
    expect(end.stderr).toContain("choose another port");
    expect(end.stderr).not.toContain("    at ");
  }, 30_000);

  it("refuses flags it does not understand", async () => {
    const end = await pm("venue", "--port", "many").exited;
    expect(end.code).toBe(1);
    expect(end.stderr).toContain("whole number");
  }, 30_000);
});

describe("pm demo", () => {
  it("leaves nothing behind when it is stopped halfway", async () => {
    const { child, firstLine, exited } = pm("demo");
    await firstLine();
    child.kill("SIGINT");
    expect((await exited).code).toBe(130);
  }, 30_000);

  it("prints its summary as one JSON line", async () => {
    const end = await pm("demo", "--json").exited;
    expect(end.code).toBe(0);
    expect(JSON.parse(end.stdout)).toMatchObject({ ok: true, duplicates: 0, lostFills: 0 });
  }, 60_000);
});
