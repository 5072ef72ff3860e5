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

/** Contracts of one chain that orders, ids, approvals and the relayer depend on. */
export type Contracts = {
  /** ERC-1155 of the older protocol's outcome tokens. */
  readonly conditionalTokens: Address;
  /** pUSD. */
  readonly collateral: Address;
  readonly exchangeV2: Address;
  readonly negRiskExchangeV2: Address;
  readonly exchangeV3: Address;
  readonly negRiskAdapter: Address;
  readonly wrappedCollateral: Address;
  readonly usdce: Address;
  readonly ctfCollateralAdapter: Address;
  readonly negRiskCtfCollateralAdapter: Address;
  readonly collateralOnramp: Address;
  readonly collateralOfframp: Address;
  readonly proxyFactory: Address;
  readonly safeFactory: Address;
  readonly safeMultisend: Address;
  readonly depositWalletFactory: Address;
  readonly depositWalletImplementation: Address;
  readonly depositWalletBeacon: Address;
  readonly relayHub: Address;
  /** ERC-1155 of Protocol V2's positions. */
  readonly positionManager: Address;
  readonly router: Address;
  readonly autoRedeemer: Address;
  readonly binaryModule: Address;
  readonly negRiskModule: Address;
  readonly combinatorialModule: Address;
};

/** Everything that tells one deployment of the venue from another; overridden together. */
export type Environment = {
  readonly name: string;
  readonly chainId: number;
  readonly hosts: Hosts;
  readonly contracts: Contracts;
};
