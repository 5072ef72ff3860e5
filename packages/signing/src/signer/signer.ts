import type { Address, Hex } from "@pm/core-types";
import type { TypedData } from "../typed-data/typed-data.ts";

/**
 * Whatever can sign for one externally owned account. Structural: a key in memory, a remote service and a
 * wallet library all fit.
 */
export type Signer = {
  /** The account that signs. */
  readonly address: Address;
  /** The 65-byte signature (r ‖ s ‖ v, v 27 or 28) of a 32-byte digest. */
  readonly signDigest: (digest: Uint8Array) => Hex | Promise<Hex>;
  /** For signers that only take typed data; used instead of `signDigest` where it is present. */
  readonly signTypedData?: (typed: TypedData) => Promise<Hex>;
  /** For signers that only take messages: `personal_sign` (EIP-191) of raw bytes. */
  readonly signMessage?: (message: Uint8Array) => Promise<Hex>;
  /** Forgets the key. The signer cannot sign afterwards. */
  readonly destroy?: () => void;
};

/** A signer whose key is in this process: it answers at once. */
export type LocalSigner = Omit<Signer, "signDigest" | "destroy"> & {
  readonly signDigest: (digest: Uint8Array) => Hex;
  readonly destroy: () => void;
};
