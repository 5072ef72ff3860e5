import {
  type Address,
  address,
  type ConditionId,
  conditionId,
  type Decimal,
  decimalFromNumber,
} from "@pm/core-types";
import { z } from "zod";
import type { CallOptions } from "../http/context.ts";
import { createListing, type Listing } from "../http/listing.ts";
import { checkDate, type Earning, readEarning } from "../rewards/rewards.ts";
import { readPage } from "../wire/page.ts";
import { type Raw, readWire } from "../wire/read.ts";
import { wireInteger, wireTime } from "../wire/scalars.ts";
import type { AccountCore } from "./core.ts";

/** Something the venue wants the account to know. Types are the venue's numbers; 1 cancelled, 2 filled, 4 resolved… */
export type Notification = {
  readonly id: number;
  readonly type: number;
  /** Unix milliseconds. */
  readonly timestamp: number | undefined;
  readonly payload: unknown;
  readonly raw: Raw;
};

/** A key that may act for a deposit wallet for a while. */
export type SessionSigner = {
  readonly address: Address;
  /** `CLOB`, `COMBOSRFQ`, `ALL` or something new. */
  readonly scopes: readonly string[];
  /** Unix milliseconds. */
  readonly validUntil: number | undefined;
};

/** How the account stands with the venue. */
export type AccountStanding = {
  readonly fetchNotifications: (options?: CallOptions) => Promise<readonly Notification[]>;
  /** Marks notifications as read. */
  readonly dropNotifications: (ids: readonly number[], options?: CallOptions) => Promise<void>;
  /** The tier of the per-signer rate limits, lower case; undefined where the venue does not tell it. */
  readonly fetchRateLimitTier: (options?: CallOptions) => Promise<string | undefined>;
  /** Keys that may act for this deposit wallet; only its owner may ask. */
  readonly fetchSessionSigners: (options?: CallOptions) => Promise<readonly SessionSigner[]>;
  /** Liquidity rewards of one day (`YYYY-MM-DD`, UTC), market by market. */
  readonly listEarnings: (date: string, options?: CallOptions) => Listing<Earning>;
  /** Share of each market's rewards that this account earns now, in percent. */
  readonly fetchRewardShares: (options?: CallOptions) => Promise<ReadonlyMap<ConditionId, Decimal>>;
};

const wireNotifications = z.array(
  z.looseObject({ id: wireInteger, type: wireInteger, timestamp: wireTime, payload: z.unknown() }),
);
const wireSigners = z.looseObject({
  signers: z.array(
    z.looseObject({ address: z.string(), scopes: z.array(z.string()), valid_until: wireTime }),
  ),
});

/** Standing of one account. */
export function createAccountStanding({ context, calls, identity }: AccountCore): AccountStanding {
  const signature_type = identity.signatureType;
  return {
    fetchNotifications: (options) =>
      calls.fetch(
        {
          method: "GET",
          path: "/notifications",
          endpoint: "GET /notifications",
          lane: "private",
          query: { signature_type },
        },
        (json, endpoint) =>
          readWire(wireNotifications, json, endpoint).map((row) => ({
            id: row.id,
            type: row.type,
            timestamp: row.timestamp,
            payload: row.payload,
            raw: row,
          })),
        options,
      ),
    dropNotifications: async (ids, options) => {
      if (ids.length === 0) return;
      await calls.fetch(
        {
          method: "DELETE",
          path: "/notifications",
          endpoint: "DELETE /notifications",
          lane: "private",
          idempotent: true,
          query: { ids: ids.join(",") },
        },
        () => undefined,
        options,
      );
    },
    fetchRateLimitTier: (options) =>
      calls.fetch(
        {
          method: "GET",
          path: "/v1/user/rate-limit-tier",
          endpoint: "GET /v1/user/rate-limit-tier",
          lane: "private",
        },
        tierIn,
        options,
      ),
    fetchSessionSigners: (options) =>
      calls.fetch(
        {
          method: "GET",
          path: "/v1/user/session-signers",
          endpoint: "GET /v1/user/session-signers",
          lane: "private",
        },
        (json, endpoint) =>
          readWire(wireSigners, json, endpoint).signers.map((signer) => ({
            address: address(signer.address, "session signer"),
            scopes: signer.scopes,
            validUntil: signer.valid_until,
          })),
        options,
      ),
    listEarnings: (date, options) => {
      const query = { date: checkDate(date), signature_type };
      const fetch = (paged: Readonly<Record<string, string | number | boolean | undefined>>) =>
        calls.fetch(
          {
            method: "GET",
            path: "/rewards/user",
            endpoint: "GET /rewards/user",
            lane: "private",
            query: paged,
          },
          readPage,
          options,
        );
      return createListing(context, { path: "/rewards/user", query, read: readEarning, fetch }, options);
    },
    fetchRewardShares: (options) =>
      calls.fetch(
        {
          method: "GET",
          path: "/rewards/user/percentages",
          endpoint: "GET /rewards/user/percentages",
          lane: "private",
          query: { signature_type },
        },
        (json, endpoint) =>
          new Map(
            Object.entries(readWire(z.record(z.string(), z.number()), json, endpoint)).map(
              ([market, share]) => [conditionId(market), decimalFromNumber(share)],
            ),
          ),
        options,
      ),
  };
}

/** The venue documents the route but not its body: the first text in a field whose name holds "tier" is taken. */
function tierIn(json: unknown): string | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  for (const [name, value] of Object.entries(json)) {
    if (/tier/i.test(name) && typeof value === "string" && value !== "") return value.toLowerCase();
  }
  return undefined;
}
