import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "@pm/core-types/virtual";
import { createVenue, type Venue } from "../index.ts";
import { captureLines, hasCaptures } from "../testing/captures.ts";
import { type Answer, type TestClient, type TestOrder, testClient } from "../testing/client.ts";

type Line = { readonly status: number; readonly endpoint: string; readonly body: string };

(hasCaptures ? describe : describe.skip)("answers to orders that people quoted from production", () => {
  let venue: Venue;
  let trader: TestClient;
  const order = (): TestOrder => ({
    tokenId: venue.ready.markets[0]!.tokens[0]!.tokenId,
    side: "BUY",
    price: "0.4",
    size: "10",
  });

  beforeEach(async () => {
    venue = await createVenue({ clock: createVirtualClock(1_800_000_000_000) });
    trader = await testClient(venue, venue.ready.accounts[0]!);
  });
  afterEach(() => venue.close());

  /** What brings each of them about. */
  const provoke: Readonly<Record<string, (line: Line) => Promise<Answer>>> = {
    '{"error":"not enough balance / allowance"}': () => trader.place({ ...order(), size: "1000000" }),
    '{"error":"invalid signature"}': async () => {
      const payload = await trader.payload(order());
      const inner = payload.order as Record<string, unknown>;
      return trader.send("POST", "/order", { ...payload, order: { ...inner, takerAmount: "10000001" } });
    },
    '{"error":"Unauthorized/Invalid api key"}': async () => {
      await trader.send("DELETE", "/auth/api-key");
      return trader.place(order());
    },
    "service not ready": () => {
      venue.restart(60_000);
      return trader.place(order());
    },
    '{"error":"could not run the execution"}': ({ status, body, endpoint }) => {
      venue.inject({ kind: "status", route: endpoint, status, body });
      return trader.place(order());
    },
    '{"error":"Trading is currently cancel-only. New orders are not accepted, but cancels are allowed."}':
      () => {
        venue.setMode("cancel-only");
        return trader.place(order());
      },
  };

  const lines = hasCaptures ? (captureLines("rest/errors.jsonl") as readonly Line[]) : [];
  for (const line of lines.filter((one) => one.status !== 200)) {
    it(`${line.status} ${line.body}`, async () => {
      const answer = await provoke[line.body]!(line);
      const body = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
      expect([answer.status, body.trim()]).toEqual([line.status, line.body]);
    });
  }

  it("the answer to an order that rests, key by key", async () => {
    const captured = lines.find((one) => one.status === 200)!;
    const theirs = JSON.parse(captured.body) as Record<string, unknown>;
    const { status, body } = await trader.place(order());
    expect(status).toBe(captured.status);
    const { orderID, ...rest } = body as Record<string, unknown>;
    expect(orderID).toMatch(/^0x[0-9a-f]{64}$/);
    expect({ orderID: theirs.orderID, ...rest }).toEqual(theirs);
  });
});
