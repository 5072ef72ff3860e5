export * from "./budget.ts";
export { BUILDER_FEE_CAPS_BPS, builderFee, type Role } from "./builder-fee.ts";
export { type FeeCurve, feeCurve } from "./curve.ts";
export { feePerShare } from "./fee-per-share.ts";
export * from "./profit.ts";
export * from "./rebates.ts";
export {
  type FeeError,
  type FeeInput,
  isFeeError,
  MIN_FEE_UNITS,
  takerFee,
  takerFeeCeiling,
  takerFeeCeilingUnits,
  takerFeeUnits,
} from "./taker-fee.ts";
export * from "./trade-cost.ts";
