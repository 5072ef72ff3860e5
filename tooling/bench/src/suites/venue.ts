// The venue: orders over HTTP with every signature verified, its matching core alone, and one book told to hundreds.
// The matching core runs without HTTP and signatures, and its time is moved by hand, so that settlement keeps up and
// nothing waits.
import { type ApiKey, address, type Clock, type OrderId, POLYGON_CONTRACTS, type Side } from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import { type EngineName, engineByName } from "@pm/signing";
import { createEngine, type Engine } from "@pm/venue";
import { pairedRow, sampledRow } from "../paired-row.ts";
import type { Row } from "../row.ts";
import { defineSuite } from "../suite.ts";
import { fanOutLag, fanOutRate } from "../venue/fan-out.ts";
import { type Measure, signedOrders } from "../venue/signed-orders.ts";

const MARKETS = 20;
const TRADERS = 16;
const NO_BUILDER = `0x${"0".repeat(64)}` as const;

/** A clock that only moves when told to, and has no timers: the engine catches up at each call. */
function handClock(): Clock & { readonly move: (ms: number) => void } {
  const start = 1_790_000_000_000;
  let now = start;
  return {
    now: () => now,
    monotonic: () => now - start,
    setTimer: () => () => {},
    move: (ms) => {
      now += ms;
    },
  };
}

/** Three limit orders, some of which cross, and two cancels. */
function matching(watch: (engine: Engine) => void): { ours: () => void; close: () => void } {
  const clock = handClock();
  const engine = createEngine({ clock, contracts: POLYGON_CONTRACTS });
  const markets = Array.from({ length: MARKETS }, (_, n) =>
    engine.addMarket({ slug: `market-${n}`, question: `Market ${n}?` }),
  );
  const traders = Array.from({ length: TRADERS }, (_, n) => {
    const owner = address(`0x${(0x77_0000 + n).toString(16).padStart(40, "0")}`);
    engine.fund(owner, 100_000_000_000_000n);
    engine.approveAll(owner);
    for (const { conditionId } of markets) engine.split(owner, conditionId, 1_000_000_000_000n);
    return { owner, key: `00000000-0000-4000-8000-${n.toString().padStart(12, "0")}` as ApiKey };
  });
  watch(engine);
  const random = createSeededRandom(1);
  const upTo = (limit: number) => Math.floor(random.next() * limit);
  const resting: { readonly key: ApiKey; readonly id: OrderId }[] = [];
  let orders = 0;

  const place = (): void => {
    const { owner, key } = traders[upTo(TRADERS)]!;
    const outcome = upTo(2) as 0 | 1;
    const side: Side = upTo(2) === 0 ? "BUY" : "SELL";
    const cents = 50 + upTo(21) - 10;
    const shares = BigInt(5 + upTo(100)) * 1_000_000n;
    const usd = (shares * BigInt(cents)) / 100n;
    const id = `0x${(++orders).toString(16).padStart(64, "0")}` as OrderId;
    const order = {
      id,
      maker: owner,
      signer: owner,
      tokenId: markets[upTo(MARKETS)]!.outcomes[outcome].tokenId,
      side,
      makerAmount: side === "BUY" ? usd : shares,
      takerAmount: side === "BUY" ? shares : usd,
      signatureType: 0,
      timestamp: 0n,
      builder: NO_BUILDER,
    } as const;
    engine.submit({ order, owner: key, orderType: "GTC", expiration: 0 }, (result) => {
      if (result.success && result.status === "live") resting.push({ key, id });
    });
  };

  const cancelOne = (): void => {
    const at = upTo(resting.length);
    const old = resting[at];
    const last = resting.pop();
    if (old === undefined || last === undefined) return;
    if (old !== last) resting[at] = last;
    engine.cancel(old.key, old.id);
  };

  const ours = (): void => {
    for (let n = 0; n < 3; n++) place();
    for (let n = 0; n < 2; n++) cancelOne();
    clock.move(1);
  };
  for (let n = 0; n < 2_000; n++) place();
  return { ours, close: engine.close };
}

const SUBSCRIBERS = 500;

/** Orders a second of one core's time (all the threads of the venue's process together), or of the wall's. */
const signed = (name: string, engine: EngineName, batch: number, measure: Measure = "core"): Row =>
  sampledRow({
    name: `signed-orders/${name}`,
    unit: measure === "core" ? "orders/core-s" : "orders/s",
    better: "more",
    samples: 7,
    prepare: () => signedOrders({ engine, batch, measure, orders: engine === "portable" ? 600 : 3_000 }),
  });

const native = await engineByName("native").then(
  () => true,
  () => false,
);

const nativeRows = [
  signed("native/batches of 15", "native", 15),
  signed("native/one by one", "native", 1),
  signed("native/batches of 15, wall clock", "native", 15, "wall"),
];

export default defineSuite("venue", [
  ...(native ? nativeRows : []),
  signed("wasm/batches of 15", "wasm", 15),
  signed("portable/batches of 15", "portable", 15),
  signed("portable/one by one", "portable", 1),
  pairedRow({
    name: "matching/orders and cancels",
    unit: "µs/op",
    operationsPerCall: 5,
    sampleMs: 100,
    warmUpMs: 2_000,
    prepare: () => matching(() => {}),
  }),
  pairedRow({
    name: "matching/every book change hashed",
    unit: "µs/op",
    operationsPerCall: 5,
    sampleMs: 100,
    warmUpMs: 2_000,
    prepare: () =>
      matching((engine) => {
        let length = 0;
        engine.onEvent((event) => {
          if (event.type === "book") for (const item of event.items) length += item.hash.length;
        });
        return length;
      }),
  }),
  sampledRow({
    name: `fan-out-${SUBSCRIBERS}/frames delivered`,
    unit: "frames/s",
    better: "more",
    peerName: "bare ws server, frame made before",
    samples: 7,
    prepare: () => fanOutRate(SUBSCRIBERS),
  }),
  sampledRow({
    name: `fan-out-${SUBSCRIBERS}/p99 lag at 200 changes a second`,
    unit: "ms",
    samples: 5,
    prepare: () => fanOutLag(SUBSCRIBERS),
  }),
]);
