import { address } from "@pm/core-types";
import type { VenueContext } from "../context.ts";
import { queryText } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";

/** The gasless relayer: what a wallet must know before it submits. */
export function relayerRoutes(_context: VenueContext): Routes {
  return {
    "GET /": () => json("OK"),
    "GET /ok": () => json("OK"),
    "GET /deployed": (request) => {
      account(request);
      return json({ deployed: true });
    },
    "GET /nonce": (request) => {
      account(request);
      return json({ nonce: "0" });
    },
  };
}

function account(request: VenueRequest): string {
  const value = queryText(request, "address");
  if (value === undefined || !/^0x[0-9a-fA-F]{40}$/.test(value)) throw new Refusal(400, "invalid address");
  return address(value.toLowerCase());
}
