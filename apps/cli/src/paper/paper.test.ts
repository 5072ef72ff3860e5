import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createClob } from "@pm/clob";
import { localEnvironment, ValidationError } from "@pm/core-types";
import { privateKey } from "@pm/polymarket";
import { createVenue, type Venue } from "@pm/venue";
import { openMirror } from "./open-mirror.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function venue(options: Parameters<typeof createVenue>[0]): Promise<Venue> {
  const one = await createVenue(options);
  closing.push(one.close);
  return one;
}

/** A venue that copies another one over real sockets. */
async function copyOf(source: Venue, from: string, tokens: readonly string[] = []): Promise<Venue> {
  const mirror = await openMirror({ from, tokens, slugs: [], limit: 20 });
  closing.push(mirror.close);
  return venue({ seed: source.now() % 1_000, mode: "paper", accounts: 2, feed: mirror.feed });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const books = (one: Venue, tokens: readonly string[]) =>
  tokens.map((token) => {
    const book = one.engine.book(token);
    return { bids: book?.bids, asks: book?.asks };
  });

function trader(one: Venue, index: number) {
  const clob = createClob({ environment: localEnvironment(one.ready) });
  closing.push(clob.close);
  const account = one.ready.accounts[index];
  if (account === undefined) throw new Error("no such account");
  const { privateKey: key, signatureType, funder } = account;
  return clob.account({ id: `trader-${index}`, signer: privateKey(key), signatureType, funder });
}

describe("paper trading over a market stream", () => {
  it("copies another venue's books, fills orders against them, and only ever reads there", async () => {
    const source = await venue({ seed: 3, seedBooks: true, accounts: 2 });
    const tokens = source.ready.markets.flatMap((market) => market.tokens.map((token) => token.tokenId));
    const paper = await copyOf(source, JSON.stringify(source.ready));
    expect(paper.ready.markets.map(({ conditionId }) => conditionId)).toEqual(
      source.ready.markets.map(({ conditionId }) => conditionId),
    );
    expect(paper.ready.markets).toMatchObject(
      source.ready.markets.map(({ slug, negRisk, tickSize, minOrderSize, tokens }) => ({
        slug,
        negRisk,
        tickSize,
        minOrderSize,
        tokens,
      })),
    );
    const same = () => JSON.stringify(books(paper, tokens)) === JSON.stringify(books(source, tokens));
    await until(same);

    // The market with fees: a taker pays them on paper as there.
    const rateCut = source.ready.markets.at(-1);
    const token = rateCut?.tokens[0]?.tokenId ?? "";
    const ask = paper.engine.bestPrices(token)?.ask ?? "";
    const taken = await trader(paper, 0).placeLimit({ tokenId: token, side: "BUY", price: ask, size: "10" });
    expect(taken.status).toBe("matched");
    const [fill] = paper.ledger().trades;
    expect(fill).toMatchObject({ price: ask, size: "10", tokenId: token });
    expect(fill?.fee).not.toBe("0");

    // An own bid behind the copied depth: a trade over there serves that first.
    const bid = paper.engine.bestPrices(token)?.bid ?? "";
    const ahead = paper.engine.book(token)?.bids.at(-1)?.size ?? "0";
    const own = await trader(paper, 1).placeLimit({ tokenId: token, side: "BUY", price: bid, size: "20" });
    const filled = () => paper.engine.order(own.id)?.matched;
    // So far the source has only been read.
    const seen = [...source.ledger().requests];
    expect(seen.length).toBeGreaterThan(5);
    for (const { method, wallet, status, orderHashes } of seen) {
      expect({ method, wallet, status, orderHashes }).toEqual({
        method: "GET",
        wallet: undefined,
        status: 200,
        orderHashes: [],
      });
    }
    source.fund(source.ready.accounts[0]?.funder ?? "", "5000", token);
    const seller = trader(source, 0);
    await seller.placeLimit({ tokenId: token, side: "SELL", price: bid, size: "10" });
    const volume = () => paper.engine.marketOfToken(token)?.volumeShares;
    await until(() => volume() === 20_000_000n);
    expect(filled()).toBe(0n);
    const rest = (Number(ahead) - 10 + 5).toString();
    await seller.placeLimit({ tokenId: token, side: "SELL", price: bid, size: rest });
    await until(() => filled() !== 0n);
    expect(filled()).toBe(5_000_000n);
    expect(paper.checkConservation()).toMatchObject({ ok: true });
  }, 60_000);

  it("follows a busy venue", async () => {
    const source = await venue({ seed: 4, mode: "market", agents: { rate: 200 }, accounts: 1 });
    const [market] = source.ready.markets;
    const token = market?.tokens[0]?.tokenId ?? "";
    const paper = await copyOf(source, source.ready.clob, [token]);
    await until(() => paper.ledger().trades.length > 5);
    expect(paper.ready.markets).toHaveLength(1);
    source.setMode("disabled");
    await until(() => {
      const [there, here] = [source.engine.book(token), paper.engine.book(token)];
      return JSON.stringify([there?.bids, there?.asks]) === JSON.stringify([here?.bids, here?.asks]);
    });
    expect(paper.checkConservation()).toMatchObject({ ok: true });
  }, 60_000);

  it("takes the markets with rewards when none is named", async () => {
    const source = await venue({ seed: 5, accounts: 1 });
    const paper = await copyOf(source, `${source.ready.control}/ready`);
    expect(paper.ready.markets).toHaveLength(source.ready.markets.length);
    const busy = await copyOf(source, `${source.ready.clob}/`);
    expect(busy.ready.markets.map(({ slug }) => slug)).toEqual(["bitcoin-above-150k-on-december-31-2027"]);
  }, 60_000);

  it("says in one sentence what it cannot copy", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pm-mirror-"));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, "ready.json");
    await writeFile(file, '{"privateKey":"0xsecret"}\n');
    const open = (from: string) => openMirror({ from, tokens: [], slugs: [], limit: 1 });
    await expect(open("elsewhere")).rejects.toThrow('neither "production" nor a URL');
    const refused = open(file);
    await expect(refused).rejects.toBeInstanceOf(ValidationError);
    await expect(refused).rejects.not.toThrow("secret");
  });
});
