import { type Address, type ApiKey, address, apiKey, type OrderId } from "@pm/core-types";
import { agentAddress, agentKey, agentOrder } from "../ids.ts";

/** An agent: it signs nothing, its orders go straight to the engine. */
export type AgentTrader = { readonly address: Address; readonly key: ApiKey };

/** The first `count` agents of a seed. */
export function agentTraders(seed: number, count: number): readonly AgentTrader[] {
  return Array.from({ length: count }, (_, n) => ({
    address: address(agentAddress(seed, n)),
    key: apiKey(agentKey(seed, n)),
  }));
}

/** Id of the `n`-th order of a market's agents. */
export function agentOrderId(seed: number, market: number, n: number): OrderId {
  return agentOrder(seed + market * 7_919, n) as OrderId;
}
