import { createRequire } from "node:module";
import { createWalletClient, custom } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import { testKey } from "./seeded.mjs";

// Built as CommonJS, whose later exports `import` cannot see.
const { deriveBeaconDepositWallet, deriveProxyWallet, deriveSafe, deriveUupsDepositWallet } = createRequire(
  import.meta.url,
)("@polymarket/builder-relayer-client/dist/builder/derive");

/** Factories of the wallets, as the official relayer client takes them. */
export const FACTORIES = {
  safeFactory: "0xaacFeEa03eb1561C4e67d661e40682Bd20E3541b",
  proxyFactory: "0xaB45c5A4B0c941a2F231C04C3f49182e1A254052",
  depositWalletFactory: "0x00000000000Fb5C9ADea0298D729A0CB3823Cc07",
  depositWalletImplementation: "0x58CA52ebe0DadfdF531Cde7062e76746de4Db1eB",
  depositWalletBeacon: "0x7A18EDfe055488A3128f01F563e5B479D92ffc3a",
};

// Accounts here only sign: whoever asks for the network gets an error.
const offline = custom({
  request: () => {
    throw new Error("the generators are offline");
  },
});

/** A test account: its key, address, viem wallet, and the wallets that derive from it. */
export function account(index) {
  const privateKey = testKey(index);
  const local = privateKeyToAccount(privateKey);
  const {
    safeFactory,
    proxyFactory,
    depositWalletFactory,
    depositWalletImplementation,
    depositWalletBeacon,
  } = FACTORIES;
  return {
    privateKey,
    address: local.address,
    local,
    wallet: createWalletClient({ account: local, chain: polygon, transport: offline }),
    safe: deriveSafe(local.address, safeFactory),
    proxy: deriveProxyWallet(local.address, proxyFactory),
    depositUups: deriveUupsDepositWallet(local.address, depositWalletFactory, depositWalletImplementation),
    depositBeacon: deriveBeaconDepositWallet(local.address, depositWalletFactory, depositWalletBeacon),
  };
}
