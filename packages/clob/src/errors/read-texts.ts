import {
  AuthenticationError,
  InvalidIdError,
  MarketNotFoundError,
  OrderBookError,
  OrderNotFoundError,
  ValidationError,
} from "@pm/core-types";
import type { TextRule } from "./text-rule.ts";

const KEYS =
  "Check the signer and the environment; L1 headers need the signing key's own address and a right clock.";

/** What the venue says on its reading, cancelling and key routes. Source: as for the order texts. */
export const READ_TEXTS: readonly TextRule[] = [
  {
    pattern: /no orderbook exists/i,
    type: OrderBookError,
    proof: "rejected",
    action: "Check the token id; a resolved market has no book.",
  },
  { pattern: /market not found|invalid market\b/i, type: MarketNotFoundError, proof: "rejected" },
  {
    pattern: /invalid token id/i,
    type: InvalidIdError,
    proof: "rejected",
    action: "Check that this is an outcome token id of this environment.",
  },
  {
    pattern: /invalid orderID/i,
    type: InvalidIdError,
    proof: "rejected",
    action: "An order id is the order's hash: 0x and 64 hex digits.",
  },
  { pattern: /order not found/i, type: OrderNotFoundError, proof: "rejected" },
  { pattern: /invalid side/i, type: ValidationError, proof: "rejected" },
  {
    pattern: /payload exceeds the limit/i,
    type: ValidationError,
    proof: "rejected",
    action: "Ask for fewer tokens in one call.",
  },
  {
    pattern: /too many orders in payload, max allowed: (?<maximum>\d+)/i,
    type: ValidationError,
    proof: "rejected",
    action: "Cancel fewer orders in one call.",
  },
  {
    pattern:
      /invalid (?:payload|order payload|order params payload|trade params payload|asset type|signature_type|fidelity|builder trade params|revoke builder api key)/i,
    type: ValidationError,
    proof: "rejected",
  },
  {
    pattern:
      /(?:startTs|asset_id) is required|either market or asset_id must be provided|limit cannot exceed/i,
    type: ValidationError,
    proof: "rejected",
  },
  {
    pattern: /could not (?:create|derive) api key/i,
    type: AuthenticationError,
    proof: "rejected",
    action: KEYS,
  },
  { pattern: /invalid L1 request headers/i, type: AuthenticationError, proof: "rejected", action: KEYS },
  {
    pattern:
      /could not (?:retrieve|delete) api keys?|could not (?:create|get|revoke) (?:the )?builder api keys?/i,
    type: AuthenticationError,
    proof: "unknown",
    action: "Try again; list the keys to see what became of the call.",
  },
];
