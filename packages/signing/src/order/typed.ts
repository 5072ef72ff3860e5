import type { ExchangeDomain } from "@pm/core-types";
import type { TypedData } from "../typed-data/typed-data.ts";
import { sideCode } from "./codes.ts";
import { exchangeTypedDomain } from "./domain.ts";
import { ORDER_FIELDS, type UnsignedOrder } from "./order.ts";

/** An order as EIP-712 typed data, for wallets that sign nothing else. */
export function orderTypedData(order: UnsignedOrder, domain: ExchangeDomain): TypedData {
  return {
    domain: exchangeTypedDomain(domain),
    types: { Order: ORDER_FIELDS },
    primaryType: "Order",
    message: orderMessage(order),
  };
}

/** The struct's values, with the side as the number that is hashed. */
export function orderMessage(order: UnsignedOrder): Readonly<Record<string, unknown>> {
  return { ...order, side: sideCode(order.side) };
}
