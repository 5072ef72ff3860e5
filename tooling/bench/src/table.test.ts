import { expect, test } from "@jest/globals";
import { formatTable } from "./table.ts";

test("columns line up, and a missing peer is a dash", () => {
  const result = {
    name: "sign",
    ours: 12.5,
    peer: 100,
    ratio: 8,
    unit: "µs/op",
    peerName: "official",
    node: "v0",
    oursMin: 12,
    oursP95: 13,
    peerMin: 99,
    peerP95: 110,
    samples: 15,
    iterations: 1,
    peerIterations: 1,
  };
  const alone = {
    ...result,
    name: "acquire a permit",
    peer: null,
    ratio: null,
    peerName: null,
    peerMin: null,
    peerP95: null,
  };
  const lines = formatTable([result, alone]).split("\n");
  expect(lines).toEqual([
    "row               ours  peer  ratio  unit   peer is   ours min…p95  peer min…p95",
    "sign              12.5   100     8×  µs/op  official  12…13         99…110",
    "acquire a permit  12.5     —      —  µs/op  —         12…13         —",
  ]);
});
