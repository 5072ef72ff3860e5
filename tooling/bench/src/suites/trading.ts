// Orders end to end: checks, signature, HTTP, the venue's own verification and matching, and the answer. The venue runs
// in a process of its own; ours and the official client trade beside each other on it, each with its own wallet.
import { systemClock } from "@pm/core-types";
import { createCache } from "@pm/resilience";
import { OrderType, Side } from "@polymarket/clob-client-v2";
import { pairedRow, sampledRow } from "../paired-row.ts";
import type { Row } from "../row.ts";
import { defineSuite } from "../suite.ts";
import { officialClient, ourAccounts } from "../trading/clients.ts";
import { startVenue } from "../trading/venue-process.ts";

const NETWORK_MS = 50;
const PEER = "@polymarket/clob-client-v2";
/** Far from any other price, so that it rests. */
const PRICE = "0.01";
const SIZE = "5";

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = systemClock.monotonic();
  await work();
  return systemClock.monotonic() - started;
};

/** One wallet for us and one for the official client on the same venue. */
const duel = async (latencyMs: number) => {
  const venue = await startVenue({ latencyMs });
  const tokenId = venue.ready.markets[0]?.tokens[0]?.tokenId ?? "";
  const { accounts, close } = await ourAccounts(venue.ready, 1);
  const account = accounts[0];
  if (account === undefined) throw new Error("The venue has no account.");
  const official = await officialClient(venue.ready, 1);
  const order = { tokenId, side: "BUY" as const, price: PRICE, size: SIZE };
  const theirs = () =>
    official.createAndPostOrder(
      { tokenID: tokenId, price: 0.01, size: 5, side: Side.BUY },
      undefined,
      OrderType.GTC,
    );
  return {
    account,
    official,
    order,
    theirs,
    clear: () => Promise.all([account.cancelAll(), official.cancelAll()]),
    close: async () => {
      await close();
      await venue.close();
    },
  };
};

/** Ten orders: ours in one request, the official client's one by one, each answer 50 ms away. */
const batch: Row = sampledRow({
  name: "batch-10/clob-client-v2",
  unit: "ms",
  peerName: PEER,
  samples: 9,
  prepare: async () => {
    const { account, order, theirs, clear, close } = await duel(NETWORK_MS);
    return {
      ours: async () => {
        const took = await timed(() => account.placeMany(Array.from({ length: 10 }, () => order)));
        await clear();
        return took;
      },
      peer: async () => {
        const took = await timed(async () => {
          for (let each = 0; each < 10; each++) await theirs();
        });
        await clear();
        return took;
      },
      close,
    };
  },
});

/** One order there and back, without a network between. */
const one: Row = sampledRow({
  name: "place-one/clob-client-v2",
  unit: "ms",
  peerName: PEER,
  samples: 15,
  prepare: async () => {
    const { account, order, theirs, clear, close } = await duel(0);
    const rounds = 20;
    const average = async (place: () => Promise<unknown>): Promise<number> => {
      const took = await timed(async () => {
        for (let each = 0; each < rounds; each++) await place();
      });
      await clear();
      return took / rounds;
    };
    return { ours: () => average(() => account.placeLimit(order)), peer: () => average(theirs), close };
  },
});

/** Orders a second that one client process keeps up, each in its best way: ours in batches, theirs side by side. */
const sustained: Row = sampledRow({
  name: "sustained/clob-client-v2",
  unit: "orders/s",
  better: "more",
  peerName: PEER,
  samples: 7,
  prepare: async () => {
    const { account, order, theirs, clear, close } = await duel(0);
    const orders = 150;
    return {
      ours: async () => {
        const took = await timed(() => account.placeMany(Array.from({ length: orders }, () => order)));
        await clear();
        return (orders * 1000) / took;
      },
      peer: async () => {
        const took = await timed(() => Promise.all(Array.from({ length: orders }, theirs)));
        await clear();
        return (orders * 1000) / took;
      },
      close,
    };
  },
});

/** The balances of a hundred wallets, each answer 50 ms away. */
const sweep: Row = sampledRow({
  name: "sweep-100/clob-client-v2",
  unit: "ms",
  peerName: PEER,
  samples: 5,
  prepare: async () => {
    const venue = await startVenue({ accounts: 101, latencyMs: NETWORK_MS });
    const { accounts, close } = await ourAccounts(venue.ready, 100);
    const official = await Promise.all(
      accounts.map((account, index) => officialClient(venue.ready, index, account)),
    );
    return {
      ours: () => timed(() => Promise.all(accounts.map((account) => account.fetchBalance()))),
      peer: () =>
        timed(async () => {
          for (const client of official) {
            await client.getBalanceAllowance({ asset_type: "COLLATERAL" as never });
          }
        }),
      close: async () => {
        await close();
        await venue.close();
      },
    };
  },
});

const ENTRIES = 10_000;

/** A full cache that takes one more entry: ours drops the one unused the longest, the peer looks for it. */
const evict: Row = pairedRow({
  name: "cache-evict/scan",
  unit: "µs/op",
  peerName: "scan for the oldest",
  prepare: () => {
    const cache = createCache<string, number>({ max: ENTRIES, ttlMs: 3_600_000 });
    const scanned = new Map<string, { value: number; usedAt: number }>();
    for (let each = 0; each < ENTRIES; each++) {
      cache.set(`k${each}`, each);
      scanned.set(`k${each}`, { value: each, usedAt: each });
    }
    let ours = ENTRIES;
    let theirs = ENTRIES;
    return {
      ours: () => {
        cache.set(`k${ours}`, ours);
        ours += 1;
      },
      peer: () => {
        let oldest: string | undefined;
        let usedAt = Number.POSITIVE_INFINITY;
        for (const [key, entry] of scanned) {
          if (entry.usedAt < usedAt) {
            oldest = key;
            usedAt = entry.usedAt;
          }
        }
        if (oldest !== undefined) scanned.delete(oldest);
        scanned.set(`k${theirs}`, { value: theirs, usedAt: theirs });
        theirs += 1;
      },
    };
  },
});

export default defineSuite("trading", [batch, one, sustained, sweep, evict]);
