/** The kinds of secp256k1 implementation, slow to fast: JavaScript, WebAssembly, a native binding. */
export const ENGINE_NAMES = ["portable", "wasm", "native"] as const;
/** Which kind of secp256k1 implementation signs. */
export type EngineName = (typeof ENGINE_NAMES)[number];

/**
 * One secp256k1 implementation. All of them give the same bytes: RFC 6979 nonces, low s.
 *
 * Arguments are trusted: callers check lengths and that the key is in range.
 */
export type SigningEngine = {
  readonly name: EngineName;
  /** The package behind it, for logs. */
  readonly implementation: string;
  /** Writes r ‖ s into `out` (exactly 64 bytes) and returns the recovery id, 0 or 1. */
  readonly sign: (digest: Uint8Array, key: Uint8Array, out: Uint8Array) => number;
  /** The uncompressed public key (65 bytes) of a private key. */
  readonly publicKey: (key: Uint8Array) => Uint8Array;
  /** The uncompressed public key that signed, or undefined when no key could have. */
  readonly recover: (digest: Uint8Array, signature: Uint8Array, recovery: number) => Uint8Array | undefined;
};
