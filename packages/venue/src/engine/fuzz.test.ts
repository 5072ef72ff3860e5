import { describe, expect, it } from "@jest/globals";
import { createSeededRandom } from "@pm/core-types/virtual";
import { exchange, type Intent, trader } from "./testing/exchange.ts";

const AMOUNTS = [
  0n,
  1n,
  -1n,
  9_999n,
  10_000n,
  999_999n,
  1_000_000n,
  5_000_000n,
  5_010_000n,
  9_999_999_999n,
  8_999_999_999_999_999n,
  9_000_000_000_000_001n,
  (1n << 256n) - 1n,
];
const TIMES = [0, -1, 1, 1_750_000_180, 1_750_000_179, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, 1.5];
const TICKS = ["0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001"] as const;

describe("hostile numbers", () => {
  it("are answered exactly once, never thrown, and move nothing that is not there", () => {
    const random = createSeededRandom(9);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random.next() * from.length)]!;
    const amount = () => pick(AMOUNTS) + (random.next() < 0.3 ? BigInt(Math.floor(random.next() * 1e7)) : 0n);
    const seen = new Set<string>();
    for (let round = 0; round < 100; round++) {
      const market = { tickSize: pick(TICKS), minOrderSize: pick(["0", "5"]), takerDelayMs: 0 };
      const { engine, market: rain, request } = exchange({ market, listen: false });
      for (const n of [0, 1, 2]) engine.split(trader(n).address, rain.conditionId, 5_000_000_000n);
      for (let step = 0; step < 200; step++) {
        const intent: Intent = {
          by: trader(Math.floor(random.next() * 5)),
          side: pick(["BUY", "SELL"]),
          outcome: pick([0, 1]),
          // Some are sound, so that there is a book to be hostile to.
          ...(random.next() < 0.4
            ? { price: pick(["0.4", "0.5", "0.6"]) }
            : { amounts: [amount(), amount()] }),
          type: pick(["GTC", "GTD", "FOK", "FAK"]),
          expiration: random.next() < 0.8 ? 0 : pick(TIMES),
          postOnly: random.next() < 0.1,
        };
        const answers: string[] = [];
        engine.submit(request(intent), (result) =>
          answers.push(result.success ? result.status : result.code),
        );
        expect(answers).toHaveLength(1);
        seen.add(answers[0] ?? "");
      }
      expect(engine.checkConservation().problems).toEqual([]);
    }
    expect([...seen]).toEqual(expect.arrayContaining(["live", "matched", "tick_size", "invalid_payload"]));
  });
});
