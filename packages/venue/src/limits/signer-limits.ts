import type { Address, Clock } from "@pm/core-types";
import { json, type Reply } from "../http/reply.ts";
import type { Tier } from "./tiers.ts";

/** The two buckets of a signer. */
export type BucketName = "order" | "cancel";

/** Off; evaluated but only warned about; enforced. */
export type LimitMode = "off" | "warn" | "enforce";

/** What the limiter says to one request. */
export type Admission =
  | {
      readonly admitted: true;
      /** Takes `cost` more once the result is known (cancel-all, cancel-market). */
      readonly charge: (cost: number) => void;
      /** The answer with the limiter's headers. */
      readonly mark: (reply: Reply) => Reply;
    }
  | { readonly admitted: false; readonly reply: Reply };

/** Per-signer token buckets. */
export type SignerLimits = {
  readonly mode: () => LimitMode;
  readonly setMode: (mode: LimitMode) => void;
  readonly admit: (signer: Address, bucket: BucketName, cost: number) => Admission;
};

type Bucket = { tokens: number; at: number };

const FREE: Admission = { admitted: true, charge: () => {}, mark: (reply) => reply };
const MAX_SIGNERS = 50_000;

/** Buckets that refill continuously at the tier's rate up to its burst; batches pass whole or not at all. */
export function createSignerLimits(options: {
  readonly clock: Clock;
  readonly tierOf: (signer: Address) => Tier;
  readonly mode: LimitMode;
}): SignerLimits {
  const { clock } = options;
  const buckets = new Map<string, Bucket>();
  let mode = options.mode;

  const find = (id: string, rate: number, burst: number): Bucket => {
    const now = clock.monotonic();
    let bucket = buckets.get(id);
    if (bucket === undefined) {
      if (buckets.size >= MAX_SIGNERS) buckets.delete(buckets.keys().next().value as string);
      bucket = { tokens: burst, at: now };
      buckets.set(id, bucket);
    }
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * rate);
    bucket.at = now;
    return bucket;
  };

  return {
    mode: () => mode,
    setMode: (next) => {
      mode = next;
    },
    admit: (signer, name, cost) => {
      if (mode === "off") return FREE;
      const tier = options.tierOf(signer);
      const rate = name === "order" ? tier.orderRate : tier.cancelRate;
      const burst = name === "order" ? tier.orderBurst : tier.cancelBurst;
      const bucket = find(`${name}|${signer.toLowerCase()}`, rate, burst);
      const short = bucket.tokens < cost;
      const waitSeconds = short ? Math.max(1, Math.ceil((cost - bucket.tokens) / rate)) : 0;
      const headers = (): Record<string, string> => ({
        "poly-ratelimit-remaining": String(Math.floor(bucket.tokens)),
        "poly-ratelimit-reset": String(Math.floor(clock.now() / 1000) + waitSeconds),
        "poly-ratelimit-tier": tier.name,
        ...(short && mode === "warn" ? { "poly-ratelimit-warning": "true" } : {}),
      });
      if (short && mode === "enforce") {
        const refusal = json({ error: "Too Many Requests" }, 429, {
          ...headers(),
          "retry-after": String(waitSeconds),
        });
        return { admitted: false, reply: refusal };
      }
      bucket.tokens -= cost;
      return {
        admitted: true,
        charge: (more) => {
          bucket.tokens -= more;
          if (!tier.mayGoNegative) bucket.tokens = Math.max(0, bucket.tokens);
        },
        mark: (reply) => ({ ...reply, headers: { ...headers(), ...reply.headers } }),
      };
    },
  };
}
