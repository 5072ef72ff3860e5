import type { Address } from "../ids/ids.ts";

/** Base URLs of one deployment, without trailing slash. */
export type Hosts = {
  readonly clob: string;
  readonly gamma: string;
  readonly data: string;
  readonly relayer: string;
  /** Full URL of the market channel. */
  readonly marketSocket: string;
  /** Full URL of the user channel. */
  readonly userSocket: string;
  readonly rtdsSocket: string;
  readonly priceSocket: string;
  readonly sportsSocket: string;
};

/** Contracts of one chain that orders, ids and approvals depend on. */
export type Contracts = {
  readonly conditionalTokens: Address;
  readonly collateral: Address;
  readonly exchangeV2: Address;
  readonly negRiskExchangeV2: Address;
  readonly exchangeV3: Address;
  readonly negRiskAdapter: Address;
  readonly wrappedCollateral: Address;
  readonly usdce: Address;
  readonly proxyFactory: Address;
  readonly safeFactory: Address;
  readonly depositWalletFactory: Address;
  readonly depositWalletImplementation: Address;
  readonly depositWalletBeacon: Address;
  readonly positionManager: Address;
  readonly router: Address;
};

/** Everything that tells one deployment of the venue from another; overridden together. */
export type Environment = {
  readonly name: string;
  readonly chainId: number;
  readonly hosts: Hosts;
  readonly contracts: Contracts;
};
