import type { Address, Hex } from "@pm/core-types";
import {
  allowanceCall,
  approveCall,
  balanceOfBatchCall,
  balanceOfCall,
  type ContractCall,
  isApprovedForAllCall,
  mergePositionsCall,
  mergeV2Call,
  multiSendData,
  perpsDepositCall,
  prepareComboCall,
  proxyData,
  redeemPositionsCall,
  redeemV2Call,
  setApprovalForAllCall,
  splitPositionCall,
  splitV2Call,
  transferCall,
} from "@pm/signing";
import { generatorName, type Vector } from "../vector.ts";
import { compared, type Verdict } from "../verdict.ts";
import { callsOf } from "./relayer.ts";

type Args = readonly unknown[];

const hex = (value: unknown): Address & Hex => String(value) as Address & Hex;
const integer = (value: unknown): bigint => BigInt(String(value));
const integers = (value: unknown): bigint[] => (value as readonly unknown[]).map(integer);
const flag = (value: unknown): boolean => value === true || value === "true";
const outcome = (value: unknown): 0 | 1 => Number(value) as 0 | 1;

/** By the official function that made the vector, whose arguments are the vector's. */
const CALLS: Readonly<Record<string, (args: Args) => ContractCall>> = {
  erc20ApprovalCall: ([token, spender, amount]) => approveCall(hex(token), hex(spender), integer(amount)),
  erc20AllowanceCall: ([token, owner, spender]) => allowanceCall(hex(token), hex(owner), hex(spender)),
  erc20TransferCall: ([token, to, amount]) => transferCall(hex(token), hex(to), integer(amount)),
  erc1155ApprovalForAllCall: ([token, operator, approved]) =>
    setApprovalForAllCall(hex(token), hex(operator), flag(approved)),
  erc1155IsApprovedForAllCall: ([token, owner, operator]) =>
    isApprovedForAllCall(hex(token), hex(owner), hex(operator)),
  erc1155BalanceOfCall: ([token, owner, id]) => balanceOfCall(hex(token), hex(owner), integer(id)),
  erc1155BalanceOfBatchCall: ([token, owner, ids]) =>
    balanceOfBatchCall(hex(token), hex(owner), integers(ids)),
  perpsDepositCall: ([perps, token, amount, to]) =>
    perpsDepositCall(hex(perps), hex(token), integer(amount), hex(to)),
  splitPositionCall: ([target, collateral, condition, amount]) =>
    splitPositionCall(hex(target), hex(collateral), hex(condition), integer(amount)),
  mergePositionsCall: ([target, collateral, condition, amount]) =>
    mergePositionsCall(hex(target), hex(collateral), hex(condition), integer(amount)),
  ctfRedeemPositionsCall: ([target, collateral, condition]) =>
    redeemPositionsCall(hex(target), hex(collateral), hex(condition)),
  splitV2Call: ([router, condition, amount]) => splitV2Call(hex(router), hex(condition), integer(amount)),
  mergeV2Call: ([router, condition, amount]) => mergeV2Call(hex(router), hex(condition), integer(amount)),
  redeemV2Call: ([router, condition, index, amount]) =>
    redeemV2Call(hex(router), hex(condition), outcome(index), integer(amount)),
  combinatorialPrepareConditionCall: ([module, legs]) => prepareComboCall(hex(module), integers(legs)),
};

/** Call data of one call, or of several packed into one. */
export function checkCalldata({ input, expected, generator }: Vector): Verdict {
  const name = generatorName(generator);
  const { args = [], calls } = input as {
    readonly args?: Args;
    readonly calls?: Parameters<typeof callsOf>[0];
  };
  if (calls !== undefined && name === "encodeSafeMultisendCall")
    return compared(expected, multiSendData(callsOf(calls)));
  if (calls !== undefined && name === "encodeProxyCall") return compared(expected, proxyData(callsOf(calls)));
  const call = CALLS[name]?.(args);
  if (call === undefined) return { problems: [`generator: ${generator} is unknown`] };
  const { to, data, value } = call;
  // Official calls carry a value only when it is not zero.
  const wanted = expected as { readonly value?: unknown };
  return compared(
    expected,
    wanted.value === undefined && value === 0n ? { data, to } : { data, to, value: `${value}` },
  );
}
