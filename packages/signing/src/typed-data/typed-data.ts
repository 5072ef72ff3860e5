import type { Address, Hex } from "@pm/core-types";

/** One field of an EIP-712 struct. */
export type TypedDataField = { readonly name: string; readonly type: string };

/** EIP-712 typed data, in the form wallets take it (`EIP712Domain` left out of `types`). */
export type TypedData = {
  readonly domain: {
    readonly name?: string;
    readonly version?: string;
    readonly chainId?: number;
    readonly verifyingContract?: Hex;
    readonly salt?: Hex;
  };
  readonly types: Readonly<Record<string, readonly TypedDataField[]>>;
  readonly primaryType: string;
  readonly message: Readonly<Record<string, unknown>>;
};

/** The domain of a contract, as typed data has it. */
export function typedDomain(
  domain: Omit<TypedData["domain"], "verifyingContract"> & { readonly verifyingContract: Address },
): TypedData["domain"] {
  return { ...domain, verifyingContract: domain.verifyingContract as string as Hex };
}
