import type { Order } from "@pm/clob";
import { type Fetch, localEnvironment, type Socket, type SocketFactory } from "@pm/core-types";
import { createSeededRandom, type VirtualClock } from "@pm/core-types/virtual";
import { connect, type Polymarket, type Wallet } from "@pm/polymarket";
import { privateKey } from "@pm/signing";
import type { Venue } from "@pm/venue";
import type { Disk } from "./disk.ts";
import { createLife, type Life } from "./life.ts";

/** A process that trades some of the venue's wallets, can die at any moment, and comes back with nothing but its disk. */
export type Machine = {
  readonly life: () => Life;
  /** The present life's client, as soon as it is there. */
  readonly client: () => Promise<Polymarket>;
  readonly wallet: (index: number) => Promise<Wallet>;
  /** kill −9, and a new life. */
  readonly crash: () => void;
  readonly crashes: () => number;
  /** When each life began, venue time. */
  readonly births: () => readonly number[];
  /** Every order of a wallet that changed in this life. */
  readonly changed: (index: number) => readonly Order[];
  readonly close: () => Promise<void>;
};

/** What a machine is made of. */
export type MachineParts = {
  readonly venue: Venue;
  readonly clock: VirtualClock;
  readonly seed: number;
  readonly fetch: Fetch;
  readonly sockets: SocketFactory;
  readonly disk: Disk;
  /** Wallets by their place in the ready line. */
  readonly wallets: readonly number[];
  /** Wallets whose API credentials somebody got wrong. */
  readonly strangers: ReadonlySet<number>;
  /** Whether a life listens to the user channel. */
  readonly listens: (life: number) => boolean;
};

/** A machine in its first life. */
export function createMachine(parts: MachineParts): Machine {
  const { venue, clock } = parts;
  const births: number[] = [];
  let changed = new Map<number, Map<string, Order>>();
  let life = createLife(0);
  let client = begin(life);

  async function begin(mine: Life): Promise<Polymarket> {
    births.push(venue.now());
    const seen = new Map<number, Map<string, Order>>();
    changed = seen;
    const pm = await connect({
      environment: localEnvironment(venue.ready),
      clock,
      random: createSeededRandom(parts.seed * 1_009 + mine.number),
      sockets: mortalSockets(parts.sockets, mine),
      http: { fetch: mortalFetch(parts.fetch, mine), timeoutMs: 4_000 },
      wallets: {
        journal: parts.disk.mount(mine),
        resolve: { absenceMs: 10_000 },
        follow: { hurryMs: 300, everyMs: 3_000, withFeedMs: 20_000 },
      },
    });
    for (const index of parts.wallets) {
      const given = venue.ready.accounts[index]!;
      const wallet = await pm.wallets.add({
        id: `wallet ${index}`,
        signer: privateKey(given.privateKey),
        signatureType: given.signatureType,
        funder: given.funder,
        ...(parts.strangers.has(index) ? { credentials: STRANGE } : {}),
      });
      const own = new Map<string, Order>();
      seen.set(index, own);
      wallet.orders.onChange((order) => own.set(order.id, order));
      if (parts.listens(mine.number)) void wallet.watch().catch(() => {});
    }
    return pm;
  }

  return {
    life: () => life,
    client: () => client,
    wallet: async (index) => (await client).wallets.get(`wallet ${index}`),
    crash: () => {
      const before = client;
      life.die();
      parts.disk.tear();
      // Only its timers are cleared away; the dead neither send nor hear nor write.
      void before.then((pm) => pm.close()).catch(() => {});
      life = createLife(life.number + 1);
      client = begin(life);
    },
    crashes: () => life.number,
    births: () => births,
    changed: (index) => [...(changed.get(index)?.values() ?? [])],
    close: async () => (await client).close(),
  };
}

const STRANGE = {
  key: "00000000-0000-4000-8000-000000000000",
  secret: "c29tZWJvZHkgZWxzZSdzIHNlY3JldA==",
  passphrase: "somebody else's",
};

/** What a process sent goes its way; what it is answered after its death, nobody hears. */
function mortalFetch(fetch: Fetch, life: Life): Fetch {
  return async (url, init) => {
    if (life.dead()) return life.never();
    try {
      const response = await fetch(url, init);
      return life.dead() ? await life.never() : response;
    } catch (error) {
      if (life.dead()) return life.never();
      throw error;
    }
  };
}

function mortalSockets(sockets: SocketFactory, life: Life): SocketFactory {
  return (url, handlers): Socket => {
    if (life.dead()) return { send: () => {}, close: () => {}, terminate: () => {}, bufferedAmount: () => 0 };
    const alive =
      <A extends unknown[]>(handler: (...args: A) => void) =>
      (...args: A): void => {
        if (!life.dead()) handler(...args);
      };
    const socket = sockets(url, {
      onOpen: alive(handlers.onOpen),
      onMessage: alive(handlers.onMessage),
      onError: alive(handlers.onError),
      onClose: alive(handlers.onClose),
    });
    void life.died.then(() => socket.terminate());
    return socket;
  };
}
