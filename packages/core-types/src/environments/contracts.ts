import { address } from "../ids/address.ts";
import type { Contracts } from "./environment.ts";

/** Polygon (chain 137). Source: the venue's contract page, 2026-10. */
export const POLYGON_CONTRACTS: Contracts = {
  conditionalTokens: address("0x4D97DCd97eC945f40cF65F87097ACe5EA0476045"),
  collateral: address("0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB"),
  exchangeV2: address("0xE111180000d2663C0091e4f400237545B87B996B"),
  negRiskExchangeV2: address("0xe2222d279d744050d28e00520010520000310F59"),
  exchangeV3: address("0xe3333700cA9d93003F00f0F71f8515005F6c00Aa"),
  negRiskAdapter: address("0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296"),
  wrappedCollateral: address("0x3A3BD7bb9528E159577F7C2e685CC81A765002E2"),
  usdce: address("0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174"),
  proxyFactory: address("0xaB45c5A4B0c941a2F231C04C3f49182e1A254052"),
  safeFactory: address("0xaacFeEa03eb1561C4e67d661e40682Bd20E3541b"),
  depositWalletFactory: address("0x00000000000Fb5C9ADea0298D729A0CB3823Cc07"),
  depositWalletImplementation: address("0x58CA52ebe0DadfdF531Cde7062e76746de4Db1eB"),
  depositWalletBeacon: address("0x7A18EDfe055488A3128f01F563e5B479D92ffc3a"),
  positionManager: address("0x006F54F7f9A22e0000CC2AB60031000000ae9fEF"),
  router: address("0x12121212006e4CD160D18e3f00711DA5c3372600"),
};

/** Amoy test chain (80002): Exchange V2 as on Polygon, its own V3 and Conditional Tokens. */
export const AMOY_CONTRACTS: Contracts = {
  ...POLYGON_CONTRACTS,
  exchangeV3: address("0x9fE6e61422AdB6F610d8597F9684b16912D50C3D"),
  conditionalTokens: address("0x69308FB512518e39F9b16112fA8d994F4e2Bf8bB"),
};
