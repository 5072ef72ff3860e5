import type { SignerRules, SignerTier } from "../table.ts";

const tier = (
  name: string,
  orderRate: number,
  orderBurst: number,
  cancelRate: number,
  cancelBurst: number,
  cancelsMayGoNegative: boolean,
): SignerTier => ({
  name,
  orders: { rate: orderRate, burst: orderBurst },
  cancels: { rate: cancelRate, burst: cancelBurst },
  cancelsMayGoNegative,
});

/** Token buckets of each signer. Source: /api-reference/trading-rate-limits, unchanged from 2026-07 to 2026-10-05. */
export const signers202610: SignerRules = {
  surfaces: ["clob-public", "clob-private"],
  defaultTier: "standard",
  tiers: [
    tier("standard", 40, 60, 80, 120, true),
    tier("copper", 60, 90, 120, 180, true),
    tier("bronze", 80, 120, 160, 240, true),
    tier("silver", 200, 300, 400, 600, true),
    tier("gold", 400, 600, 800, 1_200, true),
    tier("platinum", 450, 675, 900, 1_350, false),
    tier("diamond", 525, 787, 1_050, 1_575, false),
    tier("elite", 600, 900, 1_200, 1_800, false),
  ],
  costs: [
    { route: "POST /order", bucket: "orders", cost: "one" },
    { route: "POST /orders", bucket: "orders", cost: "each" },
    { route: "DELETE /order", bucket: "cancels", cost: "one" },
    { route: "DELETE /orders", bucket: "cancels", cost: "each" },
    { route: "DELETE /cancel-all", bucket: "cancels", cost: "one", afterwards: true },
    { route: "DELETE /cancel-market-orders", bucket: "cancels", cost: "one", afterwards: true },
  ],
};
