import type { Address } from "@pm/core-types";
import { encodeCall } from "./abi.ts";
import { type ContractCall, contractCall } from "./call.ts";

/** Lets `spender` move `amount` base units of an ERC-20 token. */
export function approveCall(token: Address, spender: Address, amount: bigint): ContractCall {
  return contractCall(token, encodeCall("approve(address,uint256)", spender, amount));
}

/** Sends `amount` base units of an ERC-20 token. */
export function transferCall(token: Address, recipient: Address, amount: bigint): ContractCall {
  return contractCall(token, encodeCall("transfer(address,uint256)", recipient, amount));
}

/** How much `spender` may move of an ERC-20 token: a call to read with. */
export function allowanceCall(token: Address, owner: Address, spender: Address): ContractCall {
  return contractCall(token, encodeCall("allowance(address,address)", owner, spender));
}

/** Lets `operator` move every ERC-1155 token of the sender, or no longer. */
export function setApprovalForAllCall(token: Address, operator: Address, approved: boolean): ContractCall {
  return contractCall(token, encodeCall("setApprovalForAll(address,bool)", operator, approved));
}

/** Whether `operator` may move every ERC-1155 token of `owner`: a call to read with. */
export function isApprovedForAllCall(token: Address, owner: Address, operator: Address): ContractCall {
  return contractCall(token, encodeCall("isApprovedForAll(address,address)", owner, operator));
}

/** `owner`'s balance of one ERC-1155 token, in base units: a call to read with. */
export function balanceOfCall(token: Address, owner: Address, id: bigint): ContractCall {
  return contractCall(token, encodeCall("balanceOf(address,uint256)", owner, id));
}

/** `owner`'s balances of several ERC-1155 tokens, in base units: a call to read with. */
export function balanceOfBatchCall(token: Address, owner: Address, ids: readonly bigint[]): ContractCall {
  const owners = ids.map(() => owner);
  return contractCall(token, encodeCall("balanceOfBatch(address[],uint256[])", owners, ids));
}

/** Turns `amount` base units of `asset` (USDC.e) into pUSD for `to`; approve the ramp first. */
export function wrapCollateralCall(
  onramp: Address,
  asset: Address,
  to: Address,
  amount: bigint,
): ContractCall {
  return contractCall(onramp, encodeCall("wrap(address,address,uint256)", asset, to, amount));
}

/** Turns `amount` base units of pUSD into `asset` (USDC.e) for `to`; approve the ramp first. */
export function unwrapCollateralCall(
  offramp: Address,
  asset: Address,
  to: Address,
  amount: bigint,
): ContractCall {
  return contractCall(offramp, encodeCall("unwrap(address,address,uint256)", asset, to, amount));
}

/** Pays `amount` base units of `token` into the perpetuals account of `to`; approve the contract first. */
export function perpsDepositCall(perps: Address, token: Address, amount: bigint, to: Address): ContractCall {
  return contractCall(perps, encodeCall("deposit(address,uint256,address)", token, amount, to));
}
