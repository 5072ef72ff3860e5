import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { findChromium } from "@pm/jest/chromium";
import { createVenue } from "@pm/venue";
import { build } from "esbuild";
import type { PageReport } from "../testing/browser-page.ts";
import { submitOrder } from "../testing/venue-orders.ts";

const BROWSER = findChromium();

/** The page with everything it needs, as a bundler for browsers makes it. */
async function bundle(): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL("../testing/browser-page.ts", import.meta.url))],
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    target: "es2022",
    logLevel: "silent",
  });
  return result.outputFiles[0]?.text ?? "";
}

describe("a bundle for browsers", () => {
  it("holds nothing that only Node has", async () => {
    const script = await bundle();
    expect(script).not.toMatch(/require\("(?:node:)?\w+"\)|from "node:/);
    expect(script.length).toBeGreaterThan(10_000);
  }, 60_000);
});

(BROWSER === undefined ? describe.skip : describe)("in a headless browser", () => {
  it("keeps books at the venue, confirmed by hash, equal to the venue's own", async () => {
    const script = await bundle();
    const venue = await createVenue({ seed: 6, seedBooks: true });
    const profile = await mkdtemp(join(tmpdir(), "pm-browser-"));
    const [market] = venue.ready.markets;
    const tokens = market?.tokens.map((token) => token.tokenId) ?? [];
    let onLive = () => {};
    let onReport: (report: PageReport) => void = () => {};
    let onFailed: (error: Error) => void = () => {};
    const live = new Promise<void>((resolve) => {
      onLive = resolve;
    });
    const reported = new Promise<PageReport>((resolve, reject) => {
      onReport = resolve;
      onFailed = reject;
    });
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on("end", () => {
        if (request.url === "/live") onLive();
        if (request.url === "/report") onReport(JSON.parse(body) as PageReport);
        if (request.url === "/failed") onFailed(new Error(body));
        response.setHeader("content-type", request.url === "/page.js" ? "text/javascript" : "text/html");
        response.end(request.url === "/page.js" ? script : '<!doctype html><script src="/page.js"></script>');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const settings = encodeURIComponent(JSON.stringify({ url: venue.ready.market, tokens, changes: 10 }));
    const browser = spawn(
      BROWSER ?? "",
      [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        `--user-data-dir=${profile}`,
        `http://127.0.0.1:${port}/#${settings}`,
      ],
      { stdio: "ignore" },
    );
    const gone = new Promise((resolve) => browser.once("close", resolve));
    try {
      await live;
      for (let n = 0; n < 5; n++) {
        submitOrder(venue, { tokenId: tokens[0] ?? "", side: "BUY", price: `0.0${n + 1}`, size: "100" });
      }
      const report = await reported;
      expect(report.live).toBe(true);
      expect(report.stats.malformed).toBe(0);
      expect(report.stats.hashChecked).toBeGreaterThan(0);
      for (const token of tokens) {
        const theirs = venue.engine.book(token);
        const text = (levels: readonly { price: string; size: string }[] | undefined) =>
          [...(levels ?? [])].reverse().map((level) => `${level.price} ${level.size}`);
        expect(report.books[token]).toEqual({ bids: text(theirs?.bids), asks: text(theirs?.asks) });
      }
    } finally {
      browser.kill("SIGKILL");
      await gone;
      server.close();
      server.closeAllConnections();
      await venue.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  }, 120_000);
});
