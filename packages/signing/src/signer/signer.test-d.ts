// Types only: what other libraries bring fits the ports as it is.
import type { Address, Hex } from "@pm/core-types";
import type { AbstractSigner, JsonRpcSigner, Wallet } from "ethers";
import type { LocalAccount, PrivateKeyAccount } from "viem/accounts";
import type { LocalSigner, Signer } from "./signer.ts";
import type { EthersSigner, ViemAccount } from "./wallets.ts";

type Fits<Value extends Port, Port> = Value;

export type Checks = [
  Fits<Wallet, EthersSigner>,
  Fits<JsonRpcSigner, EthersSigner>,
  Fits<AbstractSigner, EthersSigner>,
  Fits<PrivateKeyAccount, ViemAccount>,
  Fits<LocalAccount, ViemAccount>,
  Fits<LocalSigner, Signer>,
  // A local signer answers at once.
  Fits<ReturnType<LocalSigner["signDigest"]>, Hex>,
  Fits<{ address: Address; signDigest: (digest: Uint8Array) => Promise<Hex> }, Signer>,
];

// @ts-expect-error an address that was never checked does not name a signer
export type Unchecked = Fits<{ address: string; signDigest: () => Hex }, Signer>;
