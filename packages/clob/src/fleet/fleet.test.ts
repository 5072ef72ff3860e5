import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { apiKey, Secret, SigningError } from "@pm/core-types";
import { privateKey, type Signer } from "@pm/signing";
import { createMemoryJournal } from "../journal/memory-journal.ts";
import { type LocalVenue, openLocalVenue } from "../testing/local-venue.ts";
import { createFleet, type Fleet } from "./fleet.ts";

let local: LocalVenue;
let fleet: Fleet;
let tokenId: string;

async function open(accounts: number): Promise<void> {
  local = await openLocalVenue({ seed: 5, accounts, settlement: { minedAfterMs: 0, confirmedAfterMs: 0 } });
  fleet = createFleet(local.clob, { journal: createMemoryJournal() });
  tokenId = local.venue.ready.markets[0]!.tokens[0]!.tokenId;
}

function add(index: number, signer?: Signer) {
  const given = local.venue.ready.accounts[index]!;
  return fleet.add({
    id: `w${index}`,
    signer: signer ?? privateKey(given.privateKey),
    signatureType: given.signatureType,
    funder: given.funder,
  });
}

const order = (part: Record<string, unknown> = {}) => ({
  tokenId,
  side: "BUY" as const,
  price: "0.3",
  size: "10",
  ...part,
});

afterEach(async () => {
  fleet.close();
  await local.close();
});

describe("a fleet", () => {
  beforeEach(() => open(10));

  it("knows its wallets, and the default one", () => {
    expect(() => fleet.get()).toThrow("There is no wallet yet.");
    const first = add(0);
    add(1);
    expect(fleet.get()).toBe(first);
    fleet.setDefault("w1");
    expect(fleet.get().id).toBe("w1");
    expect(() => fleet.get("nobody")).toThrow('There is no wallet "nobody".');
    expect(() => add(0)).toThrow('There is a wallet "w0" already.');
    fleet.remove("w1");
    expect(fleet.get().id).toBe("w0");
    expect(fleet.list()).toHaveLength(1);
    // Nothing was sent so far.
    expect(local.venue.ledger().requests).toHaveLength(0);
  });

  it("lets a removed wallet's signer forget its key", async () => {
    const account = add(0);
    fleet.remove("w0");
    await expect(account.placeLimit(order())).rejects.toMatchObject({ code: "signing-failed" });
  });

  it("places orders of many wallets, results in the order given, with progress", async () => {
    for (let index = 0; index < 10; index++) add(index);
    const progress: string[] = [];
    const orders = [
      { wallet: "w3", request: order() },
      { wallet: "w0", request: order({ size: "11" }) },
      { wallet: "nobody", request: order() },
      { wallet: "w3", request: order({ price: "0.555" }) },
      { wallet: "w3", request: order({ size: "12" }) },
    ];
    const legs = await fleet.placeMany(orders, {
      onProgress: ({ wallet, ok }) => progress.push(`${wallet} ${ok}`),
    });
    expect(legs.map((leg) => leg.order?.outcome ?? leg.error?.name)).toEqual([
      "accepted",
      "accepted",
      "WalletNotFoundError",
      "TickSizeError",
      "accepted",
    ]);
    expect(progress.sort()).toEqual(["nobody false", "w0 true", "w3 true"]);
    expect(local.venue.ledger().requests.filter((request) => request.route === "POST /orders")).toHaveLength(
      2,
    );
  });

  it("reads all balances, tells every change, and stops everything at once", async () => {
    for (let index = 0; index < 10; index++) add(index);
    const changes = new Set<string>();
    fleet.onOrder((wallet) => changes.add(wallet.id));
    await fleet.each((account) => account.placeLimit(order()));
    expect(changes.size).toBe(10);
    const balances = await fleet.fetchBalances();
    expect(balances.map((result) => result.ok && result.value.reserved.toFixed())).toEqual(
      Array(10).fill("3"),
    );
    const reports = await fleet.kill({ reason: "drill" });
    expect(reports).toHaveLength(10);
    expect(reports.every((report) => report.verified && report.canceled.length === 1)).toBe(true);
    const after = await fleet.each((account) => account.placeLimit(order()));
    expect(after.every((result) => !result.ok && result.error.name === "GuardError")).toBe(true);
  });

  it("does not begin wallets after an abort", async () => {
    for (let index = 0; index < 6; index++) add(index);
    const controller = new AbortController();
    const results = await fleet.each(
      async (account) => {
        controller.abort(new Error("enough"));
        return account.id;
      },
      { concurrency: 1, signal: controller.signal },
    );
    expect(results.map((result) => result.ok)).toEqual([true, false, false, false, false, false]);
  });
});

describe("two hundred wallets, twenty of them broken", () => {
  beforeEach(() => open(200));

  it("the others see no error, and each broken one has its own", async () => {
    const broken = {
      "wrong credentials": [0, 1, 2, 3, 4],
      "a signer that fails": [5, 6, 7, 8, 9],
      banned: [10, 11, 12, 13, 14],
      "closed only": [15, 16, 17, 18, 19],
    } as const;
    for (let index = 0; index < 200; index++) {
      const given = local.venue.ready.accounts[index]!;
      const key = privateKey(given.privateKey);
      if (index < 5) {
        fleet.add({
          id: `w${index}`,
          signer: key,
          signatureType: given.signatureType,
          funder: given.funder,
          credentials: {
            key: apiKey("f4f247b7-0000-4000-8000-000000000000"),
            secret: new Secret("c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LQ=="),
            passphrase: new Secret("wrong"),
          },
        });
      } else if (index < 10) {
        add(index, {
          address: key.address,
          signDigest: () => {
            throw new SigningError({ message: "the device is gone" });
          },
        });
      } else {
        add(index);
        if (index < 15) local.venue.setBanned(given.funder, true);
        else if (index < 20) local.venue.setClosedOnly(given.funder, true);
      }
    }
    const results = await fleet.each(
      async (account) => [
        await account.placeLimit(order()),
        await account.placeLimit(order({ price: "0.31" })),
      ],
      { concurrency: 64 },
    );
    const outcome = (index: number): string => {
      const result = results[index]!;
      if (!result.ok) return result.error.name;
      const [first] = result.value;
      return first!.error?.name ?? first!.outcome;
    };
    expect(broken["wrong credentials"].map(outcome)).toEqual(Array(5).fill("AuthenticationError"));
    expect(broken["a signer that fails"].map(outcome)).toEqual(Array(5).fill("SigningError"));
    expect(broken.banned.map(outcome)).toEqual(Array(5).fill("AccountBannedError"));
    expect(broken["closed only"].map(outcome)).toEqual(Array(5).fill("ClosedOnlyError"));
    const healthy = results.slice(20);
    expect(healthy.filter((result) => !result.ok)).toEqual([]);
    expect(
      healthy.every((result) => result.ok && result.value.every((each) => each.outcome === "accepted")),
    ).toBe(true);
    expect(local.venue.ledger().orders.filter((each) => each.status === "LIVE")).toHaveLength(360);
  }, 60_000);
});
