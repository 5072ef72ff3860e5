import { describe, expect, it } from "@jest/globals";
import { POLYGON_CONTRACTS, secret } from "@pm/core-types";
import { EXCHANGE_V1, NEG_RISK_EXCHANGE_V1, signOrderV1, type UnsignedOrderV1 } from "./archived/index.ts";
import * as signing from "./index.ts";
import { type Json, sharedVectors, type Vector } from "./testing/shared-vectors.ts";

const vectors = sharedVectors();
const ofKinds = (...kinds: string[]): readonly Vector[] => vectors.filter(({ kind }) => kinds.includes(kind));

/** Runs the vectors of some kinds; says that it skipped them where the shared file is not there. */
function each(kinds: string[], check: (vector: Vector) => unknown): void {
  const found = ofKinds(...kinds);
  const title = kinds.join(", ");
  if (found.length === 0) it.skip(`${title} (no shared vectors beside this repository)`, () => {});
  for (const vector of found) it(`${title}: ${vector.id}`, async () => void (await check(vector)));
}

describe("shared vectors", () => {
  each(["order_v2_limit", "order_v2_market", "order_v3_limit"], async ({ input, expected }) => {
    const wire = expected.wire.order;
    const { order, signature } = signing.fromWireOrder(wire);
    const domain = {
      chainId: input.chainId,
      version: expected.domainVersion,
      verifyingContract: expected.exchange,
    };
    const signer = signing.privateKey(input.privateKey);
    expect(signing.hashOrder(order, domain)).toBe(expected.orderHash);
    const signed = await signing.signOrder(order, domain, signer);
    expect(signed.signature).toBe(wire.signature);
    expect((signed.signature.length - 2) / 2).toBe(expected.signatureLength);
    expect(JSON.stringify(signing.toWireOrder(signed, wire.expiration))).toBe(JSON.stringify(wire));
    const contracts = POLYGON_CONTRACTS;
    const verified = signing.verifyOrder(order, domain, signature, { contracts });
    expect(verified).toEqual({ valid: true, recovered: signer.address, orderId: expected.orderHash });
    if (expected.domainVersion === "2") {
      const environment = { name: "test", chainId: input.chainId, hosts: {} as never, contracts };
      expect(signing.domainFor(environment, { negRisk: input.negRisk })).toEqual(domain);
    }
  });

  each(["client020_limit", "client020_market"], async ({ input, expected }) => {
    if (expected.error !== undefined) return;
    const { order } = signing.fromWireOrder({
      ...expected.order,
      salt: Number(expected.order.salt),
      expiration: String(expected.order.expiration),
    });
    const environment = { name: "test", chainId: 137, hosts: {} as never, contracts: POLYGON_CONTRACTS };
    const domain = signing.domainFor(environment, { negRisk: input.venue.neg });
    const signed = await signing.signOrder(order, domain, signing.privateKey(input.privateKey));
    expect(signed.signature).toBe(expected.order.signature);
  });

  each(["client020_post_wire"], ({ input, expected }) => {
    const { key, passphrase } = input.credentials;
    const credentials = {
      key,
      secret: secret(input.credentials.secret as string),
      passphrase: secret(passphrase),
    };
    const headers = signing.createL2Headers(credentials, expected.headers.poly_address, {
      timestamp: Math.floor(input.dateNowMs / 1000),
      method: expected.method,
      path: expected.path,
      body: expected.body,
    });
    const lower = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    expect(lower).toEqual(expected.headers);
    expect(
      signing.verifyL2(expected.headers, credentials, {
        method: "POST",
        path: "/order",
        body: expected.body,
      }),
    ).toBe(true);
  });

  each(["order_v1_limit", "order_v1_market"], async ({ input, expected }) => {
    const { signature, side, ...fields } = expected.order;
    const numbers = ["salt", "makerAmount", "takerAmount", "expiration", "nonce", "feeRateBps"];
    const order = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        numbers.includes(name) ? BigInt(value as string) : value,
      ]),
    );
    const domain = input.negRisk ? NEG_RISK_EXCHANGE_V1 : EXCHANGE_V1;
    const complete = { ...order, side: side === 0 ? "BUY" : "SELL" } as UnsignedOrderV1;
    const signed = await signOrderV1(complete, domain, signing.privateKey(input.privateKey));
    expect(signed).toMatchObject({ signature, orderId: expected.orderHash });
  });

  each(["l1_auth"], async ({ input, expected }) => {
    const signer = signing.privateKey(input.privateKey);
    expect(await signing.createL1Headers(signer, input)).toEqual(expected);
    expect(signing.verifyL1(expected, input.chainId)).toBe(signer.address);
  });

  each(["l2_hmac"], ({ input, expected }) => {
    const credentials = {
      key: input.apiKey,
      secret: secret(input.secret as string),
      passphrase: secret(input.passphrase as string),
    };
    const { timestamp, method, requestPath: path, body } = input;
    const request = { timestamp, method, path, ...(body === null ? {} : { body }) };
    expect(signing.createL2Headers(credentials, expected.POLY_ADDRESS, request)).toEqual(expected);
    expect(signing.hmacSignature(input.secret, input.preimage)).toBe(expected.POLY_SIGNATURE);
  });

  each(["builder_headers"], ({ input, expected }) => {
    const { key, passphrase } = input.creds;
    const credentials = { key, secret: secret(input.creds.secret as string), passphrase: secret(passphrase) };
    const { timestamp, method, path, body } = input;
    const request = { timestamp, method, path, ...(body === null ? {} : { body }) };
    expect(signing.createBuilderHeaders(credentials, request)).toEqual(expected);
  });

  each(["wallet_derivation"], ({ input, expected }) => {
    expect({
      safe: signing.deriveSafe(input.owner, input),
      proxy: signing.deriveProxyWallet(input.owner, input),
      depositUups: signing.deriveDepositWallet(input.owner, input, "uups"),
      depositBeacon: signing.deriveDepositWallet(input.owner, input, "beacon"),
    }).toEqual(expected);
  });

  each(["ctf_ids"], ({ input, expected }) => {
    const { conditionId, collateral, parentCollectionId } = input;
    const parent = /^0x0+$/.test(parentCollectionId) ? undefined : parentCollectionId;
    const yes = signing.collectionIdOf(conditionId, signing.YES_INDEX_SET, parent);
    const no = signing.collectionIdOf(conditionId, signing.NO_INDEX_SET, parent);
    expect({
      collectionIdYes: yes,
      collectionIdNo: no,
      positionIdYes: signing.positionIdOf(collateral, yes),
      positionIdNo: signing.positionIdOf(collateral, no),
    }).toEqual(expected);
  });

  each(["condition_id"], ({ input, expected }) => {
    expect(signing.conditionIdOf(input.oracle, input.questionId, input.outcomeSlotCount)).toBe(expected);
  });

  each(["ctf_combine_collections"], ({ input, expected }) => {
    expect(signing.combineCollectionIds(input.collectionIds)).toBe(expected);
  });

  each(["relayer_submit"], async ({ input, expected }) => {
    const signer = signing.privateKey(input.privateKey);
    expect(await relayerRequest(signer, input, expected)).toEqual(expected);
  });

  each(["calldata"], ({ id, input, expected }) => {
    expect(calldata(id, input)).toEqual(expected);
  });
});

function relayerRequest(signer: signing.Signer, { args, owner, chainId }: Json, expected: Json): unknown {
  const calls = (list: Json): signing.ContractCall[] =>
    list.map((call: Json) => ({ to: call.target ?? call.to, data: call.data, value: BigInt(call.value) }));
  const contracts = POLYGON_CONTRACTS;
  switch (expected.type) {
    case "WALLET": {
      const { walletAddress: wallet, nonce, deadline } = args;
      const batch = { wallet, chainId, nonce, deadline, calls: calls(args.calls) };
      return signing.walletBatchRequest(signer, batch, contracts);
    }
    case "WALLET-CREATE":
      return signing.walletCreateRequest(owner, contracts);
    case "SAFE": {
      const transactions = args.transactions;
      const { metadata, to: multiSend } = expected;
      const safe = { chainId, nonce: args.nonce, calls: calls(transactions), multiSend, metadata };
      return signing.safeRequest(signer, safe, contracts);
    }
    case "SAFE-CREATE":
      return signing.safeCreateRequest(signer, chainId, contracts);
    default: {
      const { data, relay, nonce, gasPrice, gasLimit } = args;
      const transaction = { calls: data, relay, nonce, gasPrice, gasLimit, metadata: expected.metadata };
      return signing.proxyRequest(signer, transaction, contracts);
    }
  }
}

/** Names of the official client's encoders, as the vectors' ids have them. */
function calldata(id: string, { args, calls }: Json): unknown {
  const [a, b, c, d] = (args ?? []) as [never, never, never, never];
  const amount = (value: string): bigint => BigInt(value);
  const list = (calls ?? []).map((call: Json) => ({ ...call, value: BigInt(call.value) }));
  const encoders: Record<string, () => unknown> = {
    "call-approve": () => signing.approveCall(a, b, amount(c)),
    "call-transfer": () => signing.transferCall(a, b, amount(c)),
    "call-setApprovalForAll": () => signing.setApprovalForAllCall(a, b, c),
    "call-split": () => signing.splitPositionCall(a, b, c, amount(d)),
    "call-merge": () => signing.mergePositionsCall(a, b, c, amount(d)),
    "call-redeem": () => signing.redeemPositionsCall(a, b, c),
    "call-splitV2": () => signing.splitV2Call(a, b, amount(c)),
    "call-mergeV2": () => signing.mergeV2Call(a, b, amount(c)),
    "call-redeemV2": () => signing.redeemV2Call(a, b, Number(c) as 0 | 1, amount(d)),
    "call-multisend": () => signing.multiSendData(list),
    "call-proxy": () => signing.proxyData(list),
  };
  const encoded = encoders[id]?.();
  if (typeof encoded !== "object" || encoded === null) return encoded;
  const { to, data } = encoded as signing.ContractCall;
  return { to, data };
}
