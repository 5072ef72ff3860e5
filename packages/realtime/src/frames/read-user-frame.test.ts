import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { captured } from "@pm/jest/captures";
import type { Anomaly } from "./anomaly.ts";
import { readUserFrame } from "./read-user-frame.ts";
import type { UserEvent } from "./user-events.ts";

function read(frame: unknown): { events: UserEvent[]; anomalies: Anomaly[] } {
  const events: UserEvent[] = [];
  const anomalies: Anomaly[] = [];
  readUserFrame(typeof frame === "string" ? frame : JSON.stringify(frame), {
    event: (event) => events.push(event),
    anomaly: (anomaly) => anomalies.push(anomaly),
  });
  return { events, anomalies };
}

const order = {
  event_type: "order",
  type: "PLACEMENT",
  id: "0x1",
  owner: "key",
  market: "0xm",
  asset_id: "1",
  side: "BUY",
  original_size: "5",
  size_matched: "0",
  price: "0.8",
  associate_trades: null,
  created_at: "1766491880",
  expiration: "0",
  order_type: "GTC",
  status: "LIVE",
  timestamp: "1766491880835",
};

describe("readUserFrame", () => {
  it("reads an order", () => {
    const { events, anomalies } = read(order);
    expect(anomalies).toEqual([]);
    expect(events).toEqual([
      expect.objectContaining({
        type: "order",
        action: "PLACEMENT",
        status: "LIVE",
        sizeMatched: "0",
        tradeIds: [],
        createdAt: 1_766_491_880_000,
        expiresAt: undefined,
        timestamp: 1_766_491_880_835,
      }),
    ]);
  });

  it("reads a killed order, whose reason is in its status and whose numbers are empty", () => {
    const killed = {
      ...order,
      type: "CANCELLATION",
      status: "CANCELED_order couldn't be fully filled. FOK orders are fully filled or killed.",
      size_matched: "",
      created_at: "",
    };
    expect(read(killed).events[0]).toMatchObject({
      action: "CANCELLATION",
      status: "CANCELED",
      statusReason: "order couldn't be fully filled. FOK orders are fully filled or killed.",
      sizeMatched: undefined,
      createdAt: undefined,
    });
  });

  it.each(["INVALID", "CANCELED_MARKET_RESOLVED", "ORDER_STATUS_LIVE", "SOMETHING_NEW"])(
    "keeps status %s open",
    (status) => {
      const { events, anomalies } = read({ ...order, status });
      expect(anomalies).toEqual([]);
      expect(events).toHaveLength(1);
    },
  );

  it.each([
    ["nonsense", "invalid-json"],
    ["7", "malformed"],
    [{ event_type: "heartbeat" }, "unknown"],
    [{ ...order, asset_id: "0xabc" }, "malformed"],
    [{ ...order, price: 0.8 }, "malformed"],
    [{ ...order, event_type: "trade", maker_orders: [{}] }, "malformed"],
  ])("counts %j as %s", (frame, kind) => {
    expect(read(frame)).toEqual({ events: [], anomalies: [expect.objectContaining({ kind })] });
  });
});

const capture = captured("data/ws_user/user.frames.jsonl") ?? "";
(capture ? describe : describe.skip)("captured user frames", () => {
  it("reads every one of them", () => {
    const seen = readFileSync(capture, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((frame) => {
        const { events, anomalies } = read(frame);
        expect(anomalies).toEqual([]);
        return events[0];
      });
    expect(seen.map((event) => event?.type)).toEqual(["trade", "trade", "order", "order"]);
    expect(seen[1]).toMatchObject({
      status: "CONFIRMED",
      makerOrders: [expect.objectContaining({ matchedAmount: "5" })],
    });
  });
});
