import { createHash } from "node:crypto";
import { type Address, address } from "@pm/core-types";
import { rpcRoutes } from "../chain/rpc.ts";
import type { VenueContext } from "../context.ts";
import { jsonBody, queryText } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";
import { isoTime } from "../wire/time.ts";
import { authorize, relayerKey } from "./authorize.ts";
import { executeCalls } from "./execute.ts";
import { sessionRoutes } from "./session-routes.ts";
import { createSubmissionReader, type Verified } from "./submissions.ts";
import { createTransactions, type Relayed } from "./transactions.ts";

const STEP_MS = 500;
const LIST_LIMIT = 100;

/** The gasless relayer: nonces, deployments, transactions of wallets, Safes and proxies, session keys. */
export function relayerRoutes(context: VenueContext): Routes {
  const { engine, environment, wallets, sessions, clock, approvals, walletState } = context;
  const read = createSubmissionReader({ environment, wallets, sessions, now: clock.now });
  const transactions = createTransactions({ clock, seed: context.seed, stepMs: STEP_MS });
  const { nonceOf, isDeployed } = walletState;
  const relay = address(
    `0x${createHash("sha256").update(`relay|${context.seed}`).digest("hex").slice(0, 40)}`,
  );

  const walletFor = (request: VenueRequest): Address => {
    const owner = account(request);
    const type = queryText(request, "type") ?? "SAFE";
    if (type === "PROXY") return wallets.of(owner).proxy;
    if (type === "SAFE") return wallets.of(owner).safe;
    if (type !== "WALLET") throw new Refusal(400, "invalid type");
    const [beacon, uups] = wallets.of(owner).deposit;
    return isDeployed(uups) && !isDeployed(beacon) ? uups : beacon;
  };

  const params = (request: VenueRequest) => ({
    address: queryText(request, "type") === "PROXY" ? relay : account(request),
    nonce: nonceOf(walletFor(request)).toString(),
  });

  const run = (verified: Verified) => (): string | undefined => {
    if (verified.type === "WALLET-CREATE" || verified.type === "SAFE-CREATE") {
      walletState.deploy(verified.wallet);
      return undefined;
    }
    walletState.bump(verified.wallet);
    return executeCalls(
      { engine, approvals, contracts: environment.contracts },
      verified.wallet,
      verified.calls,
    );
  };

  const submit = (verified: Verified): Relayed => {
    const creates = verified.type === "WALLET-CREATE" || verified.type === "SAFE-CREATE";
    if (creates && isDeployed(verified.wallet))
      throw new Refusal(400, `wallet ${verified.wallet} already deployed`);
    if (!creates && verified.type !== "PROXY" && !isDeployed(verified.wallet)) {
      throw new Refusal(400, `wallet ${verified.wallet} not deployed`);
    }
    if (transactions.busy(verified.wallet)) {
      throw new Refusal(400, `wallet busy: ${verified.wallet} has an active action`);
    }
    const expected = nonceOf(verified.wallet);
    if (!creates && BigInt(verified.nonce) !== expected) {
      throw new Refusal(400, `batch nonce ${verified.nonce} does not match on-chain nonce ${expected}`);
    }
    return transactions.submit({ ...verified, run: run(verified) });
  };

  return {
    "GET /": () => json("OK"),
    "GET /ok": () => json("OK"),
    "GET /v1/account/transactions/params": (request) => json(params(request)),
    "GET /nonce": (request) => json({ nonce: nonceOf(walletFor(request)).toString() }),
    "GET /relay-payload": (request) => json(params(request)),
    "GET /deployed": (request) => {
      const wallet = queryText(request, "address");
      // Older clients ask about the wallet itself, newer ones about its owner.
      if (wallet !== undefined && isDeployed(address(account(request)))) return json({ deployed: true });
      return json({ deployed: isDeployed(walletFor(request)) });
    },
    "POST /submit": (request) => {
      authorize(context, request);
      const relayed = submit(read(jsonBody(request, "invalid request body")));
      request.note.wallet = relayed.from;
      return json({ transactionID: relayed.id, state: "STATE_NEW" });
    },
    "GET /v1/account/transactions/{id}": (request) => {
      const relayed = transactions.find(request.params.id ?? "");
      if (relayed === undefined) throw new Refusal(404, "transaction not found");
      return json({
        transaction_id: relayed.id,
        transaction_hash: relayed.hash ?? "",
        state: relayed.state,
        error_msg: relayed.error ?? null,
      });
    },
    "GET /transaction": (request) => {
      const relayed = transactions.find(queryText(request, "id") ?? "");
      if (relayed === undefined) throw new Refusal(404, "transaction not found");
      return json([transactionWire(relayed)]);
    },
    "GET /transactions": (request) => {
      authorize(context, request);
      return json(transactions.list().slice(0, LIST_LIMIT).map(transactionWire));
    },
    "GET /relayer/api/keys": (request) => {
      const owner = authorize(context, request);
      return json([{ apiKey: relayerKey(context.seed, owner), address: owner }]);
    },
    ...rpcRoutes(context),
    ...sessionRoutes(context, { nonceOf, bump: walletState.bump, transactions }),
  };
}

function account(request: VenueRequest): Address {
  const value = queryText(request, "address");
  if (value === undefined || !/^0x[0-9a-fA-F]{40}$/.test(value)) throw new Refusal(400, "invalid address");
  return address(value.toLowerCase());
}

function transactionWire(relayed: Relayed): Record<string, unknown> {
  return {
    transactionID: relayed.id,
    transactionHash: relayed.hash ?? "",
    from: relayed.from,
    to: relayed.to,
    proxyAddress: relayed.wallet,
    data: relayed.data,
    nonce: relayed.nonce,
    value: "",
    signature: relayed.signature,
    state: relayed.state,
    type: relayed.type,
    owner: relayed.from,
    metadata: relayed.metadata,
    createdAt: isoTime(relayed.createdAt),
    updatedAt: isoTime(relayed.updatedAt),
  };
}
