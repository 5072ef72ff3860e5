import { describe, expect, it } from "@jest/globals";
import { audit } from "./audit.ts";

const ledger = {
  orders: [
    { id: "a1", maker: "0xAA" },
    { id: "b1", maker: "0xbb" },
    { id: "house", maker: "0xcc" },
  ],
  trades: [{ id: "t1", takerOrderId: "b1", makers: [{ orderId: "a1" }, { orderId: "house" }] }],
};
const record = {
  wallets: ["0xaa", "0xBB"],
  landed: ["a1", "b1"],
  fills: new Set(["t1:a1", "t1:b1"]),
};

describe("audit", () => {
  it("finds nothing where record and ledger agree, whatever the case of an address", () => {
    expect(audit(ledger, record)).toEqual({ duplicates: [], missing: [], lostFills: [], phantomFills: [] });
  });

  it("names an order that no intent accounts for", () => {
    const doubled = { ...ledger, orders: [...ledger.orders, { id: "a2", maker: "0xaa" }] };
    expect(audit(doubled, record).duplicates).toEqual(["a2"]);
  });

  it("names an intent that the venue does not have", () => {
    expect(audit(ledger, { ...record, landed: ["a1", "b1", "b2"] }).missing).toEqual(["b2"]);
  });

  it("names a fill that the client never heard of, and one that never was", () => {
    const result = audit(ledger, { ...record, fills: new Set(["t1:a1", "t9:b1"]) });
    expect(result.lostFills).toEqual(["t1:b1"]);
    expect(result.phantomFills).toEqual(["t9:b1"]);
  });
});
