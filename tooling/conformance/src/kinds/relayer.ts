import { type Address, contractsOf, type Hex } from "@pm/core-types";
import {
  type ContractCall,
  privateKey,
  proxyRequest,
  safeCreateRequest,
  safeRequest,
  walletBatchRequest,
  walletCreateRequest,
} from "@pm/signing";
import { generatorName, type Vector } from "../vector.ts";
import { compared, type Verdict } from "../verdict.ts";

type Input = {
  readonly privateKey: Hex;
  readonly owner: Address;
  readonly chainId: number;
  readonly args?: {
    readonly nonce: string;
    readonly walletAddress: Address;
    readonly deadline: string;
    readonly calls: readonly { readonly target: Address; readonly value: string; readonly data: Hex }[];
    readonly transactions: readonly { readonly to: Address; readonly value: string; readonly data: Hex }[];
    readonly gasPrice: string;
    readonly gasLimit?: string;
    readonly data: Hex;
    readonly relay: Address;
  };
};

/** The body of the relayer's `POST /submit`, signature included. */
export async function checkRelayer({ input, expected, generator }: Vector): Promise<Verdict> {
  const { metadata } = expected as { readonly metadata?: string };
  const body = await requestOf(generatorName(generator), input as Input, metadata);
  if (body === undefined) return { problems: [`generator: ${generator} is unknown`] };
  // The older official client leaves empty metadata out of some bodies and writes it into others.
  const { metadata: ours, ...rest } = body as { readonly metadata?: string };
  return compared(expected, metadata === undefined && ours === "" ? rest : body);
}

async function requestOf(name: string, input: Input, text: string | undefined): Promise<object | undefined> {
  const signer = privateKey(input.privateKey);
  const { chainId } = input;
  const contracts = contractsOf(chainId);
  const metadata = text === undefined ? {} : { metadata: text };
  if (name === "buildDepositWalletCreateRequest") return walletCreateRequest(input.owner, contracts);
  if (name === "buildSafeCreateTransactionRequest") return safeCreateRequest(signer, chainId, contracts);
  const { args } = input;
  if (args === undefined) return undefined;
  const { nonce } = args;
  if (name === "buildDepositWalletBatchRequest") {
    const batch = { wallet: args.walletAddress, chainId, nonce, deadline: args.deadline };
    const calls = args.calls.map(({ target, value, data }) => ({ to: target, value: BigInt(value), data }));
    return walletBatchRequest(signer, { ...batch, calls, ...metadata }, contracts);
  }
  if (name === "buildSafeTransactionRequest") {
    const multiSend = contracts.safeMultisend;
    return safeRequest(
      signer,
      { chainId, nonce, multiSend, calls: callsOf(args.transactions), ...metadata },
      contracts,
    );
  }
  if (name === "buildProxyTransactionRequest") {
    const { data: calls, relay, gasPrice, gasLimit } = args;
    const gas = gasLimit === undefined ? { gasPrice } : { gasPrice, gasLimit };
    return proxyRequest(
      signer,
      { calls, relay, nonce, relayHub: contracts.relayHub, ...gas, ...metadata },
      contracts,
    );
  }
  return undefined;
}

/** Calls of a vector, amounts as text. */
export function callsOf(
  calls: readonly { readonly to: Address; readonly value: string; readonly data: Hex }[],
): ContractCall[] {
  return calls.map(({ to, value, data }) => ({ to, value: BigInt(value), data }));
}
