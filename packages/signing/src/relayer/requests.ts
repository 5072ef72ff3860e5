import type { Address, Hex } from "@pm/core-types";

/** A batch of a deposit wallet: `POST /submit` of type WALLET. All numbers are decimal strings. */
export type WalletBatchRequest = {
  readonly type: "WALLET";
  readonly from: Address;
  readonly to: Address;
  readonly nonce: string;
  readonly signature: Hex;
  readonly metadata?: string;
  readonly depositWalletParams: {
    readonly depositWallet: Address;
    /** Unix seconds. */
    readonly deadline: string;
    readonly calls: readonly { readonly target: Address; readonly value: string; readonly data: Hex }[];
  };
};

/** Deployment of a deposit wallet; needs no signature. */
export type WalletCreateRequest = {
  readonly type: "WALLET-CREATE";
  readonly from: Address;
  readonly to: Address;
};

/** A transaction of a Safe. */
export type SafeRequest = {
  readonly type: "SAFE";
  readonly from: Address;
  readonly to: Address;
  readonly proxyWallet: Address;
  readonly data: Hex;
  readonly nonce: string;
  readonly signature: Hex;
  readonly signatureParams: {
    readonly gasPrice: string;
    readonly operation: "0" | "1";
    readonly safeTxnGas: string;
    readonly baseGas: string;
    readonly gasToken: Address;
    readonly refundReceiver: Address;
  };
  readonly metadata: string;
};

/** Deployment of a Safe. */
export type SafeCreateRequest = {
  readonly type: "SAFE-CREATE";
  readonly from: Address;
  readonly to: Address;
  readonly proxyWallet: Address;
  readonly data: "0x";
  readonly signature: Hex;
  readonly signatureParams: {
    readonly paymentToken: Address;
    readonly payment: string;
    readonly paymentReceiver: Address;
  };
};

/** A transaction of a proxy wallet, relayed by the relay hub. */
export type ProxyRequest = {
  readonly type: "PROXY";
  readonly from: Address;
  readonly to: Address;
  readonly proxyWallet: Address;
  readonly data: Hex;
  readonly nonce: string;
  readonly signature: Hex;
  readonly signatureParams: {
    readonly gasPrice: string;
    readonly gasLimit: string;
    readonly relayerFee: string;
    readonly relayHub: Address;
    readonly relay: Address;
  };
  readonly metadata: string;
};

/** Any body of the relayer's `POST /submit`. */
export type RelayerRequest =
  | WalletBatchRequest
  | WalletCreateRequest
  | SafeRequest
  | SafeCreateRequest
  | ProxyRequest;
