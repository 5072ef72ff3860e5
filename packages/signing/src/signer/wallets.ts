import type { Hex } from "@pm/core-types";
import type { TypedData } from "../typed-data/typed-data.ts";
import { remoteSigner } from "./remote.ts";
import type { Signer } from "./signer.ts";

/** The part of an ethers v6 `AbstractSigner` that is used. */
export type EthersSigner = {
  readonly getAddress: () => Promise<string>;
  // Method syntax: ethers types its parameters more narrowly than a structural port can.
  signTypedData(
    domain: TypedData["domain"],
    types: Record<string, { name: string; type: string }[]>,
    value: Record<string, unknown>,
  ): Promise<string>;
  signMessage(message: string | Uint8Array): Promise<string>;
};

/** The part of a viem account that is used. */
export type ViemAccount = {
  readonly address: string;
  signTypedData(typed: TypedData): Promise<Hex>;
  signMessage(message: { message: { raw: Uint8Array } }): Promise<Hex>;
};

/** A signer over an ethers v6 `AbstractSigner` (`Wallet`, `JsonRpcSigner`, …), without importing ethers. */
export async function fromEthers(signer: EthersSigner): Promise<Signer> {
  return remoteSigner({
    address: await signer.getAddress(),
    signTypedData: async ({ domain, types, message }) => {
      const mutable = Object.fromEntries(Object.entries(types).map(([name, fields]) => [name, [...fields]]));
      return (await signer.signTypedData(domain, mutable, message)) as Hex;
    },
    signMessage: async (message) => (await signer.signMessage(message)) as Hex,
  });
}

/** A signer over a viem account (`privateKeyToAccount`, `toAccount`, …), without importing viem. */
export function fromViem(account: ViemAccount): Signer {
  return remoteSigner({
    address: account.address,
    signTypedData: (typed) => account.signTypedData(typed),
    signMessage: (raw) => account.signMessage({ message: { raw } }),
  });
}
