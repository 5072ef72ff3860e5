import { ValidationError } from "../errors/validation.ts";
import type { Address, Hex } from "../ids/ids.ts";
import type { Contracts } from "./environment.ts";

/** Typed here with its checksum, which a test checks: hashing them all would cost every program its first milliseconds. */
function known(text: Hex): Address {
  return text as Address;
}

/** Polygon (chain 137). Source: the venue's contract page, 2026-10. */
export const POLYGON_CONTRACTS: Contracts = {
  conditionalTokens: known("0x4D97DCd97eC945f40cF65F87097ACe5EA0476045"),
  collateral: known("0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB"),
  exchangeV2: known("0xE111180000d2663C0091e4f400237545B87B996B"),
  negRiskExchangeV2: known("0xe2222d279d744050d28e00520010520000310F59"),
  exchangeV3: known("0xe3333700cA9d93003F00f0F71f8515005F6c00Aa"),
  negRiskAdapter: known("0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296"),
  wrappedCollateral: known("0x3A3BD7bb9528E159577F7C2e685CC81A765002E2"),
  usdce: known("0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174"),
  ctfCollateralAdapter: known("0xAdA100Db00Ca00073811820692005400218FcE1f"),
  negRiskCtfCollateralAdapter: known("0xadA2005600Dec949baf300f4C6120000bDB6eAab"),
  collateralOnramp: known("0x93070a847efEf7F70739046A929D47a521F5B8ee"),
  collateralOfframp: known("0x2957922Eb93258b93368531d39fAcCA3B4dC5854"),
  proxyFactory: known("0xaB45c5A4B0c941a2F231C04C3f49182e1A254052"),
  safeFactory: known("0xaacFeEa03eb1561C4e67d661e40682Bd20E3541b"),
  safeMultisend: known("0xA238CBeb142c10Ef7Ad8442C6D1f9E89e07e7761"),
  depositWalletFactory: known("0x00000000000Fb5C9ADea0298D729A0CB3823Cc07"),
  depositWalletImplementation: known("0x58CA52ebe0DadfdF531Cde7062e76746de4Db1eB"),
  depositWalletBeacon: known("0x7A18EDfe055488A3128f01F563e5B479D92ffc3a"),
  relayHub: known("0xD216153c06E857cD7f72665E0aF1d7D82172F494"),
  positionManager: known("0x006F54F7f9A22e0000CC2AB60031000000ae9fEF"),
  router: known("0x12121212006e4CD160D18e3f00711DA5c3372600"),
  autoRedeemer: known("0xa1200000d0002264C9a1698e001292D00E1b00af"),
  binaryModule: known("0x1000008dD9001B968442c1000017eaE6E0dA00Ba"),
  negRiskModule: known("0x200000900045e3B6259600682756002200028933"),
  combinatorialModule: known("0x30000034706C7d8e12009DAB006Be20000c031A8"),
};

/**
 * Amoy test chain (80002): Exchange V2 as on Polygon; its own V3, Conditional Tokens and (from the venue's relayer
 * client) deposit wallet implementation. The rest is documented for Polygon only; deployments on Amoy, such as the
 * NEX sandbox, hand out theirs.
 */
export const AMOY_CONTRACTS: Contracts = {
  ...POLYGON_CONTRACTS,
  exchangeV3: known("0x9fE6e61422AdB6F610d8597F9684b16912D50C3D"),
  conditionalTokens: known("0x69308FB512518e39F9b16112fA8d994F4e2Bf8bB"),
  depositWalletImplementation: known("0x50a88fE9a441cB4c9c2aD6A2207CE2795C7D7Fbd"),
};

/** Polygon's chain id. */
export const POLYGON = 137;
/** The Amoy test chain's id. */
export const AMOY = 80_002;

/**
 * The documented contracts of a chain.
 *
 * @throws {ValidationError} for a chain the venue is not on.
 */
export function contractsOf(chainId: number): Contracts {
  if (chainId === POLYGON) return POLYGON_CONTRACTS;
  if (chainId === AMOY) return AMOY_CONTRACTS;
  throw new ValidationError({
    message: `No contracts are known for chain ${chainId}; the venue is on ${POLYGON} (Polygon) and ${AMOY} (Amoy).`,
    action: "Pass the contracts of your deployment with customEnvironment.",
    context: { chainId },
  });
}
