import { type Address, address, type Hex } from "@pm/core-types";
import {
  hashTypedData,
  keccak256,
  recoverAddress,
  SESSION_LIFETIME_SECONDS,
  SESSION_SCOPES,
  type SessionScope,
  walletBatchTypedData,
} from "@pm/signing";
import type { VenueContext } from "../context.ts";
import { isRecord, jsonBody } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json } from "../http/reply.ts";
import { header, type VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import { authorize } from "./authorize.ts";
import type { Transactions } from "./transactions.ts";

type Queue = {
  readonly nonceOf: (wallet: Address) => bigint;
  readonly bump: (wallet: Address) => void;
  readonly transactions: Transactions;
};

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
/** A lifetime may be off by this much: clients compute it before they send. */
const LIFETIME_SLACK_SECONDS = 600;

/** Session keys of deposit wallets: authorised and revoked by their owner's signature. */
export function sessionRoutes(context: VenueContext, queue: Queue): Routes {
  const { sessions, environment, clock } = context;

  const verify = (body: Readonly<Record<string, unknown>>, data: Hex) => {
    const wallet = readAddress(body.walletAddress, "walletAddress");
    const nonce = readNumber(body.nonce, "nonce");
    const deadline = readNumber(body.deadline, "deadline");
    if (Number(deadline) * 1000 < clock.now()) throw new Refusal(400, "deadline has passed");
    const expected = queue.nonceOf(wallet);
    if (BigInt(nonce) !== expected) {
      throw new Refusal(400, `batch nonce ${nonce} does not match on-chain nonce ${expected}`);
    }
    const digest = hashTypedData(
      walletBatchTypedData({
        wallet,
        chainId: environment.chainId,
        nonce,
        deadline,
        calls: [{ to: wallet, value: 0n, data }],
      }),
    );
    const { signature } = body;
    const signer =
      typeof signature === "string" && /^0x[0-9a-fA-F]{130}$/.test(signature)
        ? recoverAddress(digest, signature as Hex)
        : undefined;
    if (signer === undefined || !context.wallets.of(signer).deposit.some((one) => one === wallet)) {
      throw new Refusal(400, "invalid signature");
    }
    return { wallet, owner: signer, nonce, signature: signature as string };
  };

  const relay = (proof: ReturnType<typeof verify>, type: string, data: string, run: () => void) => {
    const { wallet, owner, nonce, signature } = proof;
    return queue.transactions.submit({
      type,
      from: owner,
      to: wallet,
      wallet,
      calls: [],
      data,
      nonce,
      signature,
      metadata: "",
      run: () => {
        queue.bump(wallet);
        run();
        return undefined;
      },
    });
  };

  return {
    "POST /v1/session-signers/authorizations": (request) => {
      authorize(context, request);
      if (header(request, "idempotency-key") === undefined)
        throw new Refusal(400, "Idempotency-Key is required");
      const body = object(request);
      const key = readAddress(body.sessionSignerAddress, "sessionSignerAddress");
      const validUntil = readNumber(body.validUntil, "validUntil");
      const lifetime = Number(validUntil) - Math.floor(clock.now() / 1000);
      if (Math.abs(lifetime - SESSION_LIFETIME_SECONDS) > LIFETIME_SLACK_SECONDS) {
        throw new Refusal(400, "validUntil must be 4315 hours ahead");
      }
      const scopes = readScopes(body.scopes);
      const data = selfCall("authorizeSessionSigner(address,uint256)", key, validUntil);
      const proof = verify(body, data);
      const relayed = relay(proof, "WALLET", data, () =>
        sessions.authorize({ wallet: proof.wallet, address: key, scopes, validUntil: Number(validUntil) }),
      );
      return json({ status: "SUBMITTED", transactionHash: null, transactionId: relayed.id });
    },
    "POST /v1/session-signers/revocations": (request) => {
      authorize(context, request);
      const body = object(request);
      const key = readAddress(body.sessionSignerAddress, "sessionSignerAddress");
      const data = selfCall("revokeSessionSigner(address)", key);
      const proof = verify(body, data);
      const relayed = relay(proof, "WALLET", data, () => {
        sessions.revoke(proof.wallet, key);
      });
      return json({ status: "PENDING", transactionId: relayed.id });
    },
  };
}

function selfCall(signature: string, key: Address, validUntil?: string): Hex {
  const selector = Buffer.from(keccak256(new TextEncoder().encode(signature)))
    .toString("hex")
    .slice(0, 8);
  const words = [BigInt(key), ...(validUntil === undefined ? [] : [BigInt(validUntil)])];
  return `0x${selector}${words.map((word) => word.toString(16).padStart(64, "0")).join("")}`;
}

function object(request: VenueRequest): Readonly<Record<string, unknown>> {
  const body = jsonBody(request, "invalid request body");
  if (!isRecord(body)) throw new Refusal(400, "invalid request body");
  return body;
}

function readAddress(value: unknown, field: string): Address {
  if (typeof value !== "string" || !ADDRESS.test(value)) throw new Refusal(400, `invalid ${field}`);
  return address(value.toLowerCase());
}

function readNumber(value: unknown, field: string): string {
  if (typeof value !== "string" || !/^\d{1,20}$/.test(value)) throw new Refusal(400, `invalid ${field}`);
  return value;
}

function readScopes(value: unknown): readonly SessionScope[] {
  const scopes = Array.isArray(value) ? value : [];
  const known = scopes.filter((one): one is SessionScope => SESSION_SCOPES.some((scope) => scope === one));
  if (known.length === 0 || known.length !== scopes.length) throw new Refusal(400, "invalid scopes");
  return known;
}
