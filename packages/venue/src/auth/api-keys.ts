import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import type { Address, ApiKey } from "@pm/core-types";
import type { Durable, RecordChange } from "../persistence/durable.ts";

/** What a key may do. */
export type KeyKind = "normal" | "readonly" | "builder";

/** One API key of the venue. */
export type KeyRecord = {
  readonly key: ApiKey;
  /** URL-safe base64 with padding, as the venue gives it out. */
  readonly secret: string;
  readonly passphrase: string;
  /** The account whose L1 signature created the key. */
  readonly address: Address;
  readonly nonce: string;
  readonly kind: KeyKind;
  /** Unix milliseconds. */
  readonly createdAt: number;
  revokedAt: number | undefined;
  /** The secret as a key object, parsed once. */
  readonly hmac: KeyObject;
};

/** The keys of one venue. Secrets come from the seed, so the same script gives the same keys. */
export type ApiKeys = Durable & {
  /** A key for the account and nonce; undefined when it already exists. */
  readonly create: (address: Address, nonce: string, kind?: KeyKind) => KeyRecord | undefined;
  /** The live key of the account and nonce. */
  readonly derive: (address: Address, nonce: string) => KeyRecord | undefined;
  readonly find: (key: string) => KeyRecord | undefined;
  /** Live keys of an account, oldest first. */
  readonly list: (address: Address, kind: KeyKind) => readonly KeyRecord[];
  readonly revoke: (key: string) => boolean;
  readonly all: () => readonly KeyRecord[];
};

/** A key as it is kept on disk: everything else follows from the seed. */
export type SavedKey = Pick<KeyRecord, "address" | "nonce" | "kind" | "createdAt"> & {
  readonly revokedAt?: number;
  readonly generation: number;
};

type Change = { readonly key: SavedKey } | { readonly revoke: string; readonly at: number };

/** An API key registry whose secrets derive from `seed`. */
export function createApiKeys(options: {
  readonly seed: number;
  readonly now: () => number;
  readonly record: RecordChange;
}): ApiKeys {
  const byKey = new Map<string, KeyRecord & { readonly generation: number }>();
  const byOwner = new Map<string, string>();
  const generations = new Map<string, number>();

  const make = (
    address: Address,
    nonce: string,
    kind: KeyKind,
    generation: number,
    createdAt: number,
  ): KeyRecord & { readonly generation: number } => {
    const label = `${kind}|${address.toLowerCase()}|${nonce}|${generation}`;
    const derive = (part: string): Buffer =>
      createHmac("sha256", `pm-venue-${options.seed}`).update(`${part}|${label}`).digest();
    const secretBytes = derive("secret");
    const record = {
      key: uuid(derive("key")) as ApiKey,
      secret: secretBytes.toString("base64").replaceAll("+", "-").replaceAll("/", "_"),
      passphrase: derive("passphrase").toString("hex"),
      address,
      nonce,
      kind,
      createdAt,
      revokedAt: undefined,
      hmac: createSecretKey(secretBytes),
      generation,
    };
    byKey.set(record.key, record);
    byOwner.set(slot(address, nonce, kind), record.key);
    return record;
  };

  const restore = (saved: SavedKey): void => {
    const record = make(saved.address, saved.nonce, saved.kind, saved.generation, saved.createdAt);
    record.revokedAt = saved.revokedAt;
    const place = slot(saved.address, saved.nonce, saved.kind);
    if (saved.revokedAt !== undefined) byOwner.delete(place);
    generations.set(place, Math.max(generations.get(place) ?? 0, saved.generation + 1));
  };

  const revokeAt = (key: string, at: number): boolean => {
    const record = byKey.get(key);
    if (record === undefined || record.revokedAt !== undefined) return false;
    record.revokedAt = at;
    byOwner.delete(slot(record.address, record.nonce, record.kind));
    return true;
  };

  return {
    name: "keys",
    create: (address, nonce, kind = "normal") => {
      const place = slot(address, nonce, kind);
      if (byOwner.has(place)) return undefined;
      // A deleted key does not come back: the next one of the same nonce is another key.
      const generation = generations.get(place) ?? 0;
      const createdAt = options.now();
      options.record({ key: { address, nonce, kind, createdAt, generation } } satisfies Change);
      generations.set(place, generation + 1);
      return make(address, nonce, kind, generation, createdAt);
    },
    derive: (address, nonce) => {
      const key = byOwner.get(slot(address, nonce, "normal"));
      return key === undefined ? undefined : byKey.get(key);
    },
    find: (key) => {
      const record = byKey.get(key);
      return record?.revokedAt === undefined ? record : undefined;
    },
    list: (address, kind) =>
      [...byKey.values()].filter(
        (record) =>
          record.kind === kind &&
          record.revokedAt === undefined &&
          record.address.toLowerCase() === address.toLowerCase(),
      ),
    revoke: (key) => {
      const at = options.now();
      if (!byKey.has(key)) return false;
      options.record({ revoke: key, at } satisfies Change);
      return revokeAt(key, at);
    },
    all: () => [...byKey.values()],
    save: () =>
      [...byKey.values()].map(({ address, nonce, kind, createdAt, revokedAt, generation }) => ({
        address,
        nonce,
        kind,
        createdAt,
        ...(revokedAt === undefined ? {} : { revokedAt }),
        generation,
      })),
    load: (saved) => {
      for (const key of saved as readonly SavedKey[]) restore(key);
    },
    apply: (change) => {
      const one = change as Change;
      if ("key" in one) restore(one.key);
      else revokeAt(one.revoke, one.at);
    },
  };
}

function slot(address: Address, nonce: string, kind: KeyKind): string {
  return `${kind}|${address.toLowerCase()}|${nonce}`;
}

/** A version 4 UUID from 16 bytes. */
export function uuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.subarray(0, 16));
  hex[6] = ((hex[6] as number) & 0x0f) | 0x40;
  hex[8] = ((hex[8] as number) & 0x3f) | 0x80;
  const text = hex.toString("hex");
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}
