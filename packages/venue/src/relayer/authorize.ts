import { createHash } from "node:crypto";
import { type Address, address } from "@pm/core-types";
import { uuid } from "../auth/api-keys.ts";
import type { VenueContext } from "../context.ts";
import { Refusal } from "../http/refusal.ts";
import { header, type VenueRequest } from "../http/request.ts";

/** The relayer key of an account: a function of the seed, so that tests need no session to create one. */
export function relayerKey(seed: number, owner: Address): string {
  return uuid(createHash("sha256").update(`relayer-key|${seed}|${owner.toLowerCase()}`).digest());
}

/** @throws {Refusal} 401 without builder headers or a relayer key. Answers whose key it is. */
export function authorize(context: VenueContext, request: VenueRequest): Address {
  const key = header(request, "relayer_api_key");
  const owner = header(request, "relayer_api_key_address");
  if (key !== undefined && owner !== undefined && /^0x[0-9a-fA-F]{40}$/.test(owner)) {
    const claimed = address(owner.toLowerCase());
    if (relayerKey(context.seed, claimed) === key) return claimed;
    throw new Refusal(401, "invalid authorization");
  }
  if (header(request, "poly_builder_api_key") === undefined) throw new Refusal(401, "invalid authorization");
  return context.auth.builder(request).address;
}
