import { type Address, address, type Hex, PRODUCTION } from "@pm/core-types";
import {
  collectionIdOf,
  combineCollectionIds,
  conditionIdOf,
  deriveDepositWallet,
  deriveProxyWallet,
  deriveSafe,
  NO_INDEX_SET,
  positionIdOf,
  YES_INDEX_SET,
} from "@pm/signing";
import type { Vector } from "../vector.ts";
import { compared, type Verdict } from "../verdict.ts";

/** Addresses of an owner's wallets. */
export function checkWallets({ input, expected }: Vector): Verdict {
  const {
    owner,
    safeFactory,
    proxyFactory,
    depositWalletFactory,
    depositWalletImplementation,
    depositWalletBeacon,
  } = input as Readonly<Record<string, Address>>;
  const contracts = {
    ...PRODUCTION.contracts,
    ...given({
      safeFactory,
      proxyFactory,
      depositWalletFactory,
      depositWalletImplementation,
      depositWalletBeacon,
    }),
  };
  const account = address(owner);
  return compared(expected, {
    safe: deriveSafe(account, contracts),
    proxy: deriveProxyWallet(account, contracts),
    depositUups: deriveDepositWallet(account, contracts, "uups"),
    depositBeacon: deriveDepositWallet(account, contracts, "beacon"),
  });
}

/** Collection and position ids of both outcomes of a condition. */
export function checkCtfIds({ input, expected }: Vector): Verdict {
  const { conditionId, collateral, parentCollectionId } = input as {
    readonly conditionId: Hex;
    readonly collateral: Address;
    readonly parentCollectionId?: Hex;
  };
  const collectionIdYes = collectionIdOf(conditionId, YES_INDEX_SET, parentCollectionId);
  const collectionIdNo = collectionIdOf(conditionId, NO_INDEX_SET, parentCollectionId);
  return compared(expected, {
    collectionIdYes,
    collectionIdNo,
    positionIdYes: positionIdOf(collateral, collectionIdYes),
    positionIdNo: positionIdOf(collateral, collectionIdNo),
  });
}

/** A condition's id from its oracle and question. */
export function checkConditionId({ input, expected }: Vector): Verdict {
  const { oracle, questionId, outcomeSlotCount } = input as {
    readonly oracle: Address;
    readonly questionId: Hex;
    readonly outcomeSlotCount: number;
  };
  return compared(expected, conditionIdOf(oracle, questionId, outcomeSlotCount));
}

/** Collections added as points of the curve. */
export function checkCombine({ input, expected }: Vector): Verdict {
  return compared(
    expected,
    combineCollectionIds((input as { readonly collectionIds: readonly Hex[] }).collectionIds),
  );
}

function given(contracts: Readonly<Record<string, Address | undefined>>): Record<string, Address> {
  const entries = Object.entries(contracts).filter(
    (entry): entry is [string, Address] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}
