import { type Address, address, type Environment, type Hex } from "@pm/core-types";
import {
  hashTypedData,
  keccak256,
  messageDigest,
  recoverAddress,
  safeTypedData,
  unwrapSessionSignature,
  walletBatchTypedData,
} from "@pm/signing";
import type { Wallets } from "../accounts/wallets.ts";
import type { SessionSigners } from "../auth/session-signers.ts";
import { isRecord } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { unpackProxy, unpackSafe, type WalletCall } from "./decode.ts";

/** A submission whose signature holds. */
export type Verified = {
  readonly type: "WALLET" | "WALLET-CREATE" | "SAFE" | "SAFE-CREATE" | "PROXY";
  readonly from: Address;
  readonly to: string;
  readonly wallet: Address;
  readonly calls: readonly WalletCall[];
  readonly data: string;
  readonly nonce: string;
  readonly signature: string;
  readonly metadata: string;
};

type Body = Readonly<Record<string, unknown>>;

const HEX = /^0x(?:[0-9a-fA-F]{2})*$/;
const NUMBER = /^\d{1,78}$/;
const MAX_METADATA = 500;
/** A deadline must be at least this far ahead. */
const DEADLINE_SECONDS = 10;

const bad = (message: string): Refusal => new Refusal(400, message);

/** Reads and verifies bodies of `POST /submit`. */
export function createSubmissionReader(options: {
  readonly environment: Environment;
  readonly wallets: Wallets;
  readonly sessions: SessionSigners;
  /** Unix milliseconds. */
  readonly now: () => number;
}): (body: unknown) => Verified {
  const { environment, wallets, sessions } = options;

  const wallet = (body: Body): Verified => {
    const params = body.depositWalletParams;
    if (!isRecord(params) || !Array.isArray(params.calls)) throw bad("invalid depositWalletParams");
    const from = readAddress(body, "from");
    const account = readAddress(params, "depositWallet");
    const owned = wallets.of(from).deposit.some((one) => one === account);
    if (!owned) throw bad(`deposit wallet ${account} does not belong to ${from}`);
    const deadline = readNumber(params, "deadline");
    if (BigInt(deadline) * 1000n < BigInt(Math.floor(options.now()) + DEADLINE_SECONDS * 1000)) {
      throw bad("deadline must be at least 10 seconds in the future");
    }
    const calls = params.calls.map((call) => {
      if (!isRecord(call)) throw bad("invalid call");
      return {
        to: readAddress(call, "target"),
        data: readHex(call, "data"),
        value: readNumber(call, "value"),
      };
    });
    const nonce = readNumber(body, "nonce");
    const digest = hashTypedData(
      walletBatchTypedData({
        wallet: account,
        chainId: environment.chainId,
        nonce,
        deadline,
        calls: calls.map(({ to, data, value }) => ({ to, data: data as Hex, value: BigInt(value) })),
      }),
    );
    const signature = readHex(body, "signature");
    if (!signedFor(digest, signature, from, account)) throw bad("invalid signature");
    return { ...common(body, "WALLET"), from, wallet: account, calls, data: "0x", nonce, signature };
  };

  /** The owner's signature, or a session key's inside its wrapper. */
  const signedFor = (digest: Uint8Array, signature: string, owner: Address, account: Address): boolean => {
    const session = unwrapSessionSignature(signature);
    if (session === undefined) return recoverAddress(digest, signature as Hex) === owner;
    return (
      recoverAddress(digest, session.signature) === session.sessionKey &&
      sessions.mayTrade(account, session.sessionKey)
    );
  };

  const safe = (body: Body): Verified => {
    const params = readParams(body);
    const from = readAddress(body, "from");
    const account = readAddress(body, "proxyWallet");
    if (wallets.of(from).safe !== account) throw bad(`Safe ${account} does not belong to ${from}`);
    const delegated = params.operation === "1";
    const call = { to: readAddress(body, "to"), data: readHex(body, "data") };
    const nonce = readNumber(body, "nonce");
    const signature = readHex(body, "signature");
    const digest = hashTypedData(
      safeTypedData(account, environment.chainId, {
        to: call.to,
        value: BigInt(typeof body.value === "string" && NUMBER.test(body.value) ? body.value : "0"),
        data: call.data as Hex,
        operation: delegated ? 1 : 0,
        nonce: BigInt(nonce),
      }),
    );
    if (recoverAddress(messageDigest(digest), ethSigned(signature)) !== from) throw bad("invalid signature");
    const calls = unpackSafe(call, delegated);
    if (calls === undefined) throw bad("invalid multiSend data");
    return { ...common(body, "SAFE"), from, wallet: account, calls, data: call.data, nonce, signature };
  };

  const proxy = (body: Body): Verified => {
    const params = readParams(body);
    const from = readAddress(body, "from");
    const account = readAddress(body, "proxyWallet");
    if (wallets.of(from).proxy !== account) throw bad(`proxy wallet ${account} does not belong to ${from}`);
    const to = readAddress(body, "to");
    const data = readHex(body, "data");
    const nonce = readNumber(body, "nonce");
    const signature = readHex(body, "signature");
    const hash = keccak256(
      Buffer.concat([
        Buffer.from("rlx:"),
        bytes(from),
        bytes(to),
        bytes(data),
        word(params.relayerFee),
        word(params.gasPrice),
        word(params.gasLimit),
        word(nonce),
        bytes(readAddress(params, "relayHub")),
        bytes(readAddress(params, "relay")),
      ]),
    );
    if (recoverAddress(messageDigest(hash), signature as Hex) !== from) throw bad("invalid signature");
    const calls = unpackProxy(data);
    if (calls === undefined) throw bad("invalid proxy data");
    return { ...common(body, "PROXY"), from, wallet: account, calls, data, nonce, signature };
  };

  const create = (body: Body, type: "WALLET-CREATE" | "SAFE-CREATE"): Verified => {
    const from = readAddress(body, "from");
    const account = type === "SAFE-CREATE" ? wallets.of(from).safe : wallets.of(from).deposit[0];
    if (type === "SAFE-CREATE" && recoverCreate(body) !== from) throw bad("invalid signature");
    return {
      ...common(body, type),
      from,
      wallet: account,
      calls: [],
      data: "0x",
      nonce: "0",
      signature: "0x",
    };
  };

  const recoverCreate = (body: Body): Address | undefined => {
    const params = readParams(body);
    const digest = hashTypedData({
      domain: {
        name: "Polymarket Contract Proxy Factory",
        chainId: environment.chainId,
        verifyingContract: environment.contracts.safeFactory,
      },
      types: {
        CreateProxy: [
          { name: "paymentToken", type: "address" },
          { name: "payment", type: "uint256" },
          { name: "paymentReceiver", type: "address" },
        ],
      },
      primaryType: "CreateProxy",
      message: {
        paymentToken: readAddress(params, "paymentToken"),
        payment: BigInt(readNumber(params, "payment")),
        paymentReceiver: readAddress(params, "paymentReceiver"),
      },
    });
    return recoverAddress(digest, readHex(body, "signature") as Hex);
  };

  return (body) => {
    if (!isRecord(body)) throw bad("invalid request body");
    switch (body.type) {
      case "WALLET":
        return wallet(body);
      case "SAFE":
        return safe(body);
      case "PROXY":
        return proxy(body);
      case "WALLET-CREATE":
      case "SAFE-CREATE":
        return create(body, body.type);
      default:
        throw bad("invalid transaction type");
    }
  };
}

function common<T extends Verified["type"]>(body: Body, type: T) {
  const metadata = typeof body.metadata === "string" ? body.metadata : "";
  if (metadata.length > MAX_METADATA) throw bad(`metadata must be at most ${MAX_METADATA} characters`);
  return { type, to: readAddress(body, "to"), metadata };
}

function readParams(body: Body): Body {
  if (!isRecord(body.signatureParams)) throw bad("invalid signatureParams");
  return body.signatureParams;
}

function readAddress(body: Body, field: string): Address {
  const value = body[field];
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{40}$/.test(value)) throw bad(`invalid ${field}`);
  return address(value.toLowerCase());
}

function readHex(body: Body, field: string): string {
  const value = body[field];
  if (typeof value !== "string" || !HEX.test(value)) throw bad(`invalid ${field}`);
  return value;
}

function readNumber(body: Body, field: string): string {
  const value = body[field];
  if (typeof value !== "string" || !NUMBER.test(value)) throw bad(`invalid ${field}`);
  return value;
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex.slice(2), "hex");
}

function word(value: unknown): Buffer {
  if (typeof value !== "string" || !NUMBER.test(value)) throw bad("invalid signatureParams");
  return Buffer.from(BigInt(value).toString(16).padStart(64, "0"), "hex");
}

/** A Safe marks `eth_sign` signatures by v + 4. */
function ethSigned(signature: string): Hex {
  const v = Number.parseInt(signature.slice(-2), 16);
  return `${signature.slice(0, -2)}${(v - 4).toString(16).padStart(2, "0")}` as Hex;
}
