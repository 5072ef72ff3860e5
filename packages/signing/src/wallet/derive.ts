import type { Address, Contracts } from "@pm/core-types";
import { fixedHex, fromHex } from "../bytes/hex.ts";
import { addressWord, concat, sameAddress } from "../bytes/words.ts";
import { keccak256 } from "../keccak/keccak.ts";
import { create2 } from "./create2.ts";

const PROXY_INIT_HASH = fromHex("0xd21df8dc65880a8606f09fe0ce3df9b8869287ab0b058be05aa9e8af6330a00b");
const SAFE_INIT_HASH = fromHex("0x2bce2127ff07fb632d16c8347c4ebf501f4841168bed00d9e6ef715ddb6fcecf");

/** The proxy wallet (signature type 1) of an account. */
export function deriveProxyWallet(owner: Address, contracts: Pick<Contracts, "proxyFactory">): Address {
  return create2(contracts.proxyFactory, keccak256(fixedHex(owner, 20, "owner")), PROXY_INIT_HASH);
}

/** The Safe (signature type 2) of an account. */
export function deriveSafe(owner: Address, contracts: Pick<Contracts, "safeFactory">): Address {
  return create2(contracts.safeFactory, keccak256(addressWord(owner, "owner")), SAFE_INIT_HASH);
}

/** How a deposit wallet delegates: a UUPS proxy (wallets from before 2026-06-29), or through a beacon. */
export type DepositWalletForm = "beacon" | "uups";

// Creation code of Solady's ERC-1967 proxies with immutable arguments; byte 2 and 3 of the head hold the
// length of the code plus that of the arguments.
const FORMS = {
  uups: {
    head: 0x61003d3d8160233d3973n,
    parts: [
      "0x6009",
      "0x5155f3363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076",
      "0xcc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3",
    ],
  },
  beacon: {
    head: 0x6100523d8160233d3973n,
    parts: [
      "0x60195155f3363d3d373d3d363d602036600436635c60da",
      "0x1b60e01b36527fa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6c",
      "0xb3582b35133d50545afa5036515af43d6000803e604d573d6000fd5b3d6000f3",
    ],
  },
} as const;

/** The contracts a deposit wallet's address depends on. */
export type DepositWalletContracts =
  | "depositWalletFactory"
  | "depositWalletImplementation"
  | "depositWalletBeacon";

/**
 * The deposit wallet (signature type 3) of an account. An owner may have one of either form; which one new
 * wallets get is the factory's choice.
 *
 * @param form default "beacon", what the factory has deployed since 2026-06-29.
 */
export function deriveDepositWallet(
  owner: Address,
  contracts: Pick<Contracts, DepositWalletContracts>,
  form: DepositWalletForm = "beacon",
): Address {
  const args = concat(addressWord(contracts.depositWalletFactory), addressWord(owner, "owner"));
  const { head, parts } = FORMS[form];
  const target = form === "uups" ? contracts.depositWalletImplementation : contracts.depositWalletBeacon;
  const prefix = `0x${(head + (BigInt(args.length) << 56n)).toString(16)}`;
  const code = concat(
    fromHex(prefix),
    fixedHex(target, 20, form),
    ...parts.map((part) => fromHex(part)),
    args,
  );
  return create2(contracts.depositWalletFactory, keccak256(args), keccak256(code));
}

/** True when `wallet` is the owner's deposit wallet, of either form. */
export function ownsDepositWallet(
  owner: Address,
  wallet: Address,
  contracts: Pick<Contracts, DepositWalletContracts>,
): boolean {
  return (["beacon", "uups"] as const).some((form) =>
    sameAddress(deriveDepositWallet(owner, contracts, form), wallet),
  );
}
