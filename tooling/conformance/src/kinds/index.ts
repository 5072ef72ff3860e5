import type { Vector } from "../vector.ts";
import type { Verdict } from "../verdict.ts";
import { checkBuilder, checkL1, checkL2 } from "./auth.ts";
import { checkBookHash } from "./books.ts";
import { checkCalldata } from "./calldata.ts";
import { checkClientLimit, checkClientMarket } from "./client020.ts";
import { checkFeeAdjust } from "./fees.ts";
import { checkCombine, checkConditionId, checkCtfIds, checkWallets } from "./ids.ts";
import { checkV1 } from "./orders-v1.ts";
import { checkOrders, limitAmountsOf, marketAmountsOf } from "./orders-v2.ts";
import { checkPostWire } from "./post-wire.ts";
import { checkRelayer } from "./relayer.ts";

/** Compares one vector with what this library makes of its input. */
export type Check = (vector: Vector) => Verdict | Promise<Verdict>;

/** Every kind of vector there is. */
export const CHECKS: Readonly<Record<string, Check>> = {
  order_v2_limit: checkOrders(limitAmountsOf),
  order_v2_market: checkOrders(marketAmountsOf),
  order_v3_limit: checkOrders(limitAmountsOf, "v2"),
  order_v3_market: checkOrders(marketAmountsOf, "v2"),
  order_v1_limit: checkV1(limitAmountsOf),
  order_v1_market: checkV1(marketAmountsOf),
  client020_limit: checkClientLimit,
  client020_market: checkClientMarket,
  client020_post_wire: checkPostWire,
  l1_auth: checkL1,
  l2_hmac: checkL2,
  builder_headers: checkBuilder,
  fee_adjust_buy_amount: checkFeeAdjust,
  orderbook_hash: checkBookHash,
  wallet_derivation: checkWallets,
  condition_id: checkConditionId,
  ctf_ids: checkCtfIds,
  ctf_combine_collections: checkCombine,
  relayer_submit: checkRelayer,
  calldata: checkCalldata,
};
