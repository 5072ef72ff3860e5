import { createHmac, timingSafeEqual } from "node:crypto";
import type { Address, Clock } from "@pm/core-types";
import { verifyL1 } from "@pm/signing";
import { Refusal } from "../http/refusal.ts";
import { header, type VenueRequest } from "../http/request.ts";
import type { ApiKeys, KeyKind, KeyRecord } from "./api-keys.ts";

/** Who a request proved to be. */
export type L1Proof = { readonly address: Address; readonly nonce: string };

/** Checks of the two kinds of headers. */
export type Authenticator = {
  /** @throws {Refusal} 401 unless the EIP-712 headers prove control of POLY_ADDRESS. */
  readonly l1: (request: VenueRequest) => L1Proof;
  /** @throws {Refusal} 401 unless the HMAC headers belong to a live key of one of `kinds`. */
  readonly l2: (request: VenueRequest, kinds?: readonly KeyKind[]) => KeyRecord;
  /** @throws {Refusal} 401 unless the builder headers belong to a live builder key. */
  readonly builder: (request: VenueRequest) => KeyRecord;
  /** The key of a user-channel subscription, or undefined. */
  readonly socket: (auth: unknown) => KeyRecord | undefined;
};

type Options = {
  readonly keys: ApiKeys;
  readonly chainId: number;
  readonly clock: Clock;
  /** Time before it was pushed by the control API: clients live there. */
  readonly hostClock: Clock;
  /** Seconds a timestamp may be off; undefined accepts any. */
  readonly toleranceSeconds: number | undefined;
};

const INVALID_L1 = "Invalid L1 Request headers";
const INVALID_KEY = "Unauthorized/Invalid api key";
const TRADING: readonly KeyKind[] = ["normal"];

/** The venue's authentication. */
export function createAuthenticator(options: Options): Authenticator {
  const fresh = (request: VenueRequest, timestamp: string | undefined): boolean => {
    if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return false;
    if (options.toleranceSeconds === undefined) return true;
    // One second more: timestamps are whole seconds.
    const limit = (options.toleranceSeconds + 1) * 1000;
    const ms = Number.parseInt(timestamp, 10) * 1000 - (request.note.skewMs ?? 0);
    return [options.clock, options.hostClock].some((clock) => Math.abs(ms - clock.now()) <= limit);
  };

  const hmacHolds = (record: KeyRecord, request: VenueRequest, timestamp: string, given: string): boolean => {
    const expected = createHmac("sha256", record.hmac)
      .update(`${timestamp}${request.method}${request.path}${request.body}`)
      .digest("base64")
      .replaceAll("+", "-")
      .replaceAll("/", "_");
    return sameText(expected, given);
  };

  return {
    l1: (request) => {
      const claimed = header(request, "poly_address");
      const proven = verifyL1(request.headers, options.chainId);
      if (
        claimed === undefined ||
        proven === undefined ||
        proven.toLowerCase() !== claimed.toLowerCase() ||
        !fresh(request, header(request, "poly_timestamp"))
      ) {
        throw new Refusal(401, INVALID_L1);
      }
      return { address: proven, nonce: BigInt(header(request, "poly_nonce") ?? "0").toString() };
    },
    l2: (request, kinds = TRADING) => {
      const record = options.keys.find(header(request, "poly_api_key") ?? "");
      const timestamp = header(request, "poly_timestamp");
      if (
        record === undefined ||
        timestamp === undefined ||
        !kinds.includes(record.kind) ||
        record.address.toLowerCase() !== header(request, "poly_address")?.toLowerCase() ||
        !sameText(record.passphrase, header(request, "poly_passphrase") ?? "") ||
        !fresh(request, timestamp) ||
        !hmacHolds(record, request, timestamp, header(request, "poly_signature") ?? "")
      ) {
        throw new Refusal(401, INVALID_KEY);
      }
      return record;
    },
    builder: (request) => {
      const record = options.keys.find(header(request, "poly_builder_api_key") ?? "");
      const timestamp = header(request, "poly_builder_timestamp");
      if (
        record?.kind !== "builder" ||
        timestamp === undefined ||
        !sameText(record.passphrase, header(request, "poly_builder_passphrase") ?? "") ||
        !fresh(request, timestamp) ||
        !hmacHolds(record, request, timestamp, header(request, "poly_builder_signature") ?? "")
      ) {
        throw new Refusal(401, INVALID_KEY);
      }
      return record;
    },
    socket: (auth) => {
      if (typeof auth !== "object" || auth === null) return undefined;
      const { apiKey, secret, passphrase } = auth as Record<string, unknown>;
      const record = typeof apiKey === "string" ? options.keys.find(apiKey) : undefined;
      if (record === undefined || typeof secret !== "string" || typeof passphrase !== "string")
        return undefined;
      const given = Buffer.from(secret.replaceAll("-", "+").replaceAll("_", "/"), "base64");
      const known = record.hmac.export();
      const same = given.length === known.length && timingSafeEqual(given, known);
      return same && sameText(record.passphrase, passphrase) ? record : undefined;
    },
  };
}

function sameText(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}
