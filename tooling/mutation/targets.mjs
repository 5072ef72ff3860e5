// What is mutated, and which tests must notice. Property tests that only repeat the unit tests' ground are left out:
// they would make a run long and its survivors no fewer.

/** @typedef {{ name: string, package: string, mutate: readonly string[], tests: readonly string[] }} Target */

/** @type {readonly Target[]} */
export const TARGETS = [
  {
    name: "amounts",
    package: "core-types",
    mutate: [
      "src/money/amounts.ts",
      "src/money/base-units.ts",
      "src/money/market-amounts.ts",
      "src/money/positive.ts",
      "src/money/quick-units.ts",
      "src/money/rounding.ts",
      "src/money/scaled.ts",
      "src/money/tick.ts",
    ],
    tests: ["src/money/{amounts,quick-units,refusals,rounding,tick}.test.ts"],
  },
  {
    name: "fees",
    package: "core-types",
    mutate: [
      "src/fees/budget.ts",
      "src/fees/builder-fee.ts",
      "src/fees/curve.ts",
      "src/fees/fee-per-share.ts",
      "src/fees/profit.ts",
      "src/fees/rebates.ts",
      "src/fees/taker-fee.ts",
      "src/fees/trade-cost.ts",
    ],
    tests: ["src/fees/**/*.test.ts"],
  },
  {
    name: "order-hash",
    package: "signing",
    mutate: ["src/order/codes.ts", "src/order/domain.ts", "src/order/hash.ts"],
    tests: ["src/order/{orders,verify}.test.ts", "src/bad-input.test.ts"],
  },
  {
    name: "hmac",
    package: "signing",
    mutate: ["src/auth/hmac.ts", "src/auth/node-hmac.ts", "src/bytes/base64.ts"],
    tests: ["src/auth/**/*.test.ts", "src/bad-input.test.ts"],
  },
];
