import { address } from "@pm/core-types";
import type { VenueContext } from "../context.ts";
import { isRecord, jsonBody } from "../http/input.ts";
import { json } from "../http/reply.ts";
import type { Routes } from "../http/router.ts";
import { executeCalls } from "../relayer/execute.ts";
import { readRawTransaction } from "./raw-transaction.ts";
import { createChainReads } from "./reads.ts";

/** Why a call failed, as nodes say it. */
class RpcError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

type Mined = {
  readonly hash: string;
  readonly from: string;
  readonly to: string;
  readonly ok: boolean;
  readonly block: number;
};
type Method = (params: readonly unknown[]) => unknown;

const BLOCK_MS = 2_000;
/** Polygon's first block, so that numbers look like its own. */
const GENESIS_MS = 1_590_824_836_000;
const GAS = 200_000;
const GAS_PRICE = 30_000_000_000;
/** Everybody can pay for gas: 1,000 POL. */
const POL = 1_000n * 10n ** 18n;
const ZERO = `0x${"0".repeat(64)}`;
const KEEP = 5_000;
const BATCH_LIMIT = 1_000;
const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const DATA = /^0x(?:[0-9a-fA-F]{2})*$/;

/**
 * A node of the venue's own chain: reads of balances, allowances and approvals out of the ledger, and transactions
 * that plain accounts send themselves. Gas costs nothing, and a transaction is mined at once.
 */
export function rpcRoutes(context: VenueContext): Routes {
  const { clock, environment, engine, approvals, walletState } = context;
  const read = createChainReads(context);
  const mined = new Map<string, Mined>();
  const blockNumber = (): number => Math.floor((clock.now() - GENESIS_MS) / BLOCK_MS);

  const send: Method = ([raw]) => {
    const transaction = readRawTransaction(raw);
    if (transaction === undefined) throw new RpcError(-32_602, "invalid transaction");
    const { hash, from, chainId, nonce, to, data } = transaction;
    if (mined.has(hash)) throw new RpcError(-32_000, "already known");
    if (chainId !== BigInt(environment.chainId)) {
      throw new RpcError(-32_000, `invalid chain id for signer: have ${chainId} want ${environment.chainId}`);
    }
    const next = walletState.nonceOf(from);
    if (nonce !== next) {
      const problem = nonce < next ? "too low" : "too high";
      throw new RpcError(-32_000, `nonce ${problem}: next nonce ${next}, tx nonce ${nonce}`);
    }
    walletState.bump(from);
    const reason =
      to === undefined
        ? "no contracts are created here"
        : executeCalls({ engine, approvals, contracts: environment.contracts }, from, [{ to, data }]);
    mined.set(hash, { hash, from, to: to ?? ZERO, ok: reason === undefined, block: blockNumber() });
    if (mined.size > KEEP) mined.delete(mined.keys().next().value as string);
    return hash;
  };

  const call: Method = ([request]) => {
    const { to, data } = callOf(request);
    if (data === "0x") return "0x";
    const result = read(to, data);
    if (result === undefined) throw new RpcError(3, "execution reverted");
    return result;
  };

  const receipt: Method = ([hash]) => {
    const one = mined.get(String(hash));
    if (one === undefined) return null;
    return {
      transactionHash: one.hash,
      transactionIndex: "0x0",
      blockHash: blockHash(one.block),
      blockNumber: quantity(one.block),
      from: one.from,
      to: one.to,
      contractAddress: null,
      cumulativeGasUsed: quantity(GAS),
      gasUsed: quantity(GAS),
      effectiveGasPrice: quantity(GAS_PRICE),
      logs: [],
      logsBloom: `0x${"0".repeat(512)}`,
      status: one.ok ? "0x1" : "0x0",
      type: "0x2",
    };
  };

  const block: Method = () => ({
    number: quantity(blockNumber()),
    hash: blockHash(blockNumber()),
    parentHash: blockHash(blockNumber() - 1),
    timestamp: quantity(Math.floor(clock.now() / 1000)),
    baseFeePerGas: quantity(GAS_PRICE),
    gasLimit: quantity(30_000_000),
    gasUsed: "0x0",
    nonce: "0x0000000000000000",
    difficulty: "0x0",
    extraData: "0x",
    miner: `0x${"0".repeat(40)}`,
    size: "0x0",
    transactions: [],
    uncles: [],
  });

  const account = (value: unknown) => {
    if (typeof value !== "string" || !ADDRESS.test(value)) throw new RpcError(-32_602, "invalid address");
    return address(value.toLowerCase());
  };

  const methods: Readonly<Record<string, Method>> = {
    eth_chainId: () => quantity(environment.chainId),
    net_version: () => String(environment.chainId),
    eth_blockNumber: () => quantity(blockNumber()),
    eth_getBlockByNumber: block,
    eth_gasPrice: () => quantity(GAS_PRICE),
    eth_maxPriorityFeePerGas: () => quantity(GAS_PRICE),
    eth_estimateGas: ([request]) => {
      callOf(request);
      return quantity(GAS);
    },
    eth_getBalance: ([who]) => {
      account(who);
      return `0x${POL.toString(16)}`;
    },
    eth_getTransactionCount: ([who]) => `0x${walletState.nonceOf(account(who)).toString(16)}`,
    eth_getCode: ([who]) => (walletState.isDeployed(account(who)) ? "0x60" : "0x"),
    eth_call: call,
    eth_sendRawTransaction: send,
    eth_getTransactionReceipt: receipt,
  };

  const answer = (request: unknown): Record<string, unknown> => {
    const id = isRecord(request) ? (request.id ?? null) : null;
    try {
      if (!isRecord(request) || typeof request.method !== "string") {
        throw new RpcError(-32_600, "invalid request");
      }
      const method = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
      if (method === undefined) {
        throw new RpcError(-32_601, `the method ${request.method} does not exist/is not available`);
      }
      return { jsonrpc: "2.0", id, result: method(Array.isArray(request.params) ? request.params : []) };
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      return { jsonrpc: "2.0", id, error: { code: error.code, message: error.message } };
    }
  };

  return {
    "POST /rpc": (request) => {
      const body = jsonBody(request, "parse error");
      if (!Array.isArray(body)) return json(answer(body));
      if (body.length > BATCH_LIMIT) return json({ error: "batch too large" }, 413);
      return json(body.map(answer));
    },
  };
}

function callOf(request: unknown): { readonly to: string; readonly data: string } {
  const { to, data, input } = isRecord(request) ? request : {};
  const bytes = data ?? input ?? "0x";
  if (typeof to !== "string" || !ADDRESS.test(to) || typeof bytes !== "string" || !DATA.test(bytes)) {
    throw new RpcError(-32_602, "invalid call");
  }
  return { to, data: bytes };
}

function quantity(value: number): string {
  return `0x${value.toString(16)}`;
}

function blockHash(number: number): string {
  return `0x${number.toString(16).padStart(64, "0")}`;
}
