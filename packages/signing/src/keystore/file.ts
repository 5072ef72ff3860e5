import { fromHex } from "../bytes/hex.ts";

/** How a password becomes a key. */
export type KeyDerivation =
  | {
      readonly kdf: "scrypt";
      readonly salt: Uint8Array;
      readonly n: number;
      readonly r: number;
      readonly p: number;
    }
  | {
      readonly kdf: "pbkdf2";
      readonly salt: Uint8Array;
      readonly rounds: number;
      readonly hash: "sha256" | "sha512";
    };

/** What an encrypted key file holds (Web3 Secret Storage, version 3). */
export type KeystoreFile = {
  /** 40 lower-case hex digits, where the file tells. */
  readonly address: string | undefined;
  readonly derivation: KeyDerivation;
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly mac: Uint8Array;
};

/** Reads an encrypted key file; undefined when it is none, or encrypted in a way that no wallet uses. */
export function readKeystoreFile(json: string): KeystoreFile | undefined {
  try {
    // Some wallets write "Crypto", others "crypto".
    const file = JSON.parse(json, lowerCaseKeys) as Fields | null;
    const crypto = object(file?.crypto);
    if (Number(file?.version) !== 3 || crypto.cipher !== "aes-128-ctr") return undefined;
    return {
      address: typeof file?.address === "string" ? file.address.toLowerCase().replace(/^0x/, "") : undefined,
      derivation: readDerivation(String(crypto.kdf), object(crypto.kdfparams)),
      iv: bytes(object(crypto.cipherparams).iv, 16),
      ciphertext: bytes(crypto.ciphertext, 32),
      mac: bytes(crypto.mac, 32),
    };
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function readDerivation(kdf: string, params: Fields): KeyDerivation {
  const salt = bytes(params.salt);
  if (integer(params.dklen) !== 32) throw new TypeError("dklen");
  if (kdf === "scrypt") {
    return { kdf, salt, n: integer(params.n), r: integer(params.r), p: integer(params.p) };
  }
  const hash = { "hmac-sha256": "sha256", "hmac-sha512": "sha512" } as const;
  const prf = String(params.prf) as keyof typeof hash;
  if (kdf !== "pbkdf2" || !Object.hasOwn(hash, prf)) throw new TypeError("kdf");
  return { kdf, salt, rounds: integer(params.c), hash: hash[prf] };
}

function lowerCaseKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), inner]));
}

function object(value: unknown): Fields {
  if (typeof value !== "object" || value === null) throw new TypeError("object");
  return value as Fields;
}

function integer(value: unknown): number {
  if (!Number.isSafeInteger(value) || Number(value) < 1) throw new TypeError("integer");
  return Number(value);
}

function bytes(value: unknown, length?: number): Uint8Array {
  if (typeof value !== "string") throw new TypeError("hex");
  const read = fromHex(value.startsWith("0x") ? value : `0x${value}`);
  if (length !== undefined && read.length !== length) throw new TypeError("length");
  return read;
}
