import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { address, POLYGON_CONTRACTS, PRODUCTION } from "@pm/core-types";
import { createVirtualClock, type VirtualClock } from "@pm/core-types/virtual";
import {
  authorizeSessionKey,
  buildOrder,
  domainFor,
  mergePositionsCall,
  privateKey,
  proxyRequest,
  redeemPositionsCall,
  revokeSessionKey,
  SESSION_LIFETIME_SECONDS,
  signOrder,
  splitPositionCall,
  toWireOrder,
  walletBatchRequest,
  walletCreateRequest,
  wrapSessionSignature,
} from "@pm/signing";
import { RelayClient, RelayerTxType } from "@polymarket/builder-relayer-client";
import { BuilderConfig } from "@polymarket/builder-signing-sdk";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import { createVenue, type DevAccount, type Venue } from "../index.ts";
import { type Answer, request, testClient } from "../testing/client.ts";
import { HELPERS } from "./approvals.ts";

const ADAPTER = address(HELPERS.collateralAdapter);
const PUSD = POLYGON_CONTRACTS.collateral;

describe("relayer", () => {
  let venue: Venue;
  let clock: VirtualClock;
  let proxy: DevAccount;
  let safe: DevAccount;
  let deposit: DevAccount;
  let condition: `0x${string}`;
  let yes: string;

  beforeEach(async () => {
    clock = createVirtualClock(1_800_000_000_000);
    venue = await createVenue({ clock, accounts: 4 });
    [, proxy, safe, deposit] = venue.ready.accounts as [DevAccount, DevAccount, DevAccount, DevAccount];
    condition = venue.ready.markets[0]!.conditionId as `0x${string}`;
    yes = venue.ready.markets[0]!.tokens[0]!.tokenId;
    jest.spyOn(console, "log").mockImplementation(() => {});
  });
  afterEach(() => venue.close());

  const post = (
    path: string,
    owner: DevAccount,
    body: unknown,
    extra: Record<string, string> = {},
  ): Promise<Answer> =>
    request(`${venue.ready.relayer}${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: {
        RELAYER_API_KEY: venue.relayerKey(owner.address),
        RELAYER_API_KEY_ADDRESS: owner.address,
        ...extra,
      },
    });
  const submit = (owner: DevAccount, body: unknown) => post("/submit", owner, body);
  const params = async (owner: DevAccount, type: string) =>
    (
      await request(
        `${venue.ready.relayer}/v1/account/transactions/params?address=${owner.address}&type=${type}`,
      )
    ).body as { address: string; nonce: string };
  const state = async (answer: Answer) => {
    const { transactionID } = answer.body as { transactionID: string };
    return (await request(`${venue.ready.relayer}/v1/account/transactions/${transactionID}`)).body;
  };
  const shares = (owner: DevAccount) => venue.engine.balanceAllowance(owner.funder, yes).balance;

  it("runs a Safe's calls for the official relayer client, with builder keys of the CLOB", async () => {
    const client = await testClient(venue, safe);
    const creds = (await client.send("POST", "/auth/builder-api-key")).body as Record<string, string>;
    const wallet = createWalletClient({
      account: privateKeyToAccount(safe.privateKey as `0x${string}`),
      chain: polygon,
      transport: http("http://127.0.0.1:1"),
    });
    const relay = new RelayClient(
      venue.ready.relayer,
      137,
      // The client brings types of another TypeScript.
      wallet as never,
      new BuilderConfig({
        localBuilderCreds: { key: creds.key!, secret: creds.secret!, passphrase: creds.passphrase! },
      }),
      RelayerTxType.SAFE,
    );
    // The client stamps its headers with the host's time; this venue runs on its own clock and takes any.
    const split = splitPositionCall(ADAPTER, PUSD, condition, 7_000_000n);
    const sent = await relay.execute([
      { to: split.to, data: split.data, value: "0" },
      { to: split.to, data: split.data, value: "0" },
    ]);
    expect((await relay.getTransaction(sent.transactionID))[0]).toMatchObject({
      state: "STATE_NEW",
      type: "SAFE",
    });
    await clock.advance(500);
    expect(shares(safe)).toBe(14_000_000n);
    await clock.advance(1_000);
    const [done] = await relay.getTransaction(sent.transactionID);
    expect(done).toMatchObject({
      state: "STATE_CONFIRMED",
      transactionHash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    });
    expect((await relay.getNonce(safe.address, "SAFE")).nonce).toBe("1");
  });

  it("runs a deposit wallet's batch: split, merge, redeem; wrong nonces are told", async () => {
    const signer = privateKey(deposit.privateKey);
    const batch = (nonce: string, calls: readonly ReturnType<typeof splitPositionCall>[]) =>
      walletBatchRequest(
        signer,
        {
          wallet: deposit.funder,
          chainId: 137,
          nonce,
          deadline: Math.floor(venue.now() / 1000) + 600,
          calls,
        },
        POLYGON_CONTRACTS,
      );
    const { nonce } = await params(deposit, "WALLET");
    const first = await submit(
      deposit,
      await batch(nonce, [splitPositionCall(ADAPTER, PUSD, condition, 5_000_000n)]),
    );
    expect(first).toMatchObject({ status: 200, body: { state: "STATE_NEW" } });
    expect(await submit(deposit, await batch(nonce, []))).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("wallet busy") },
    });
    await clock.advance(2_000);
    expect(await state(first)).toMatchObject({ state: "STATE_CONFIRMED", error_msg: null });
    expect(await submit(deposit, await batch("0", []))).toMatchObject({
      status: 400,
      body: { error: "batch nonce 0 does not match on-chain nonce 1" },
    });
    await submit(deposit, await batch("1", [mergePositionsCall(ADAPTER, PUSD, condition, 2_000_000n)]));
    await clock.advance(2_000);
    expect(shares(deposit)).toBe(3_000_000n);
    venue.resolve(condition, [1, 0]);
    await submit(deposit, await batch("2", [redeemPositionsCall(ADAPTER, PUSD, condition)]));
    await clock.advance(2_000);
    expect(shares(deposit)).toBe(0n);
    expect(venue.engine.balanceAllowance(deposit.funder).balance).toBe(10_000_000_000n);
    expect(venue.checkConservation().ok).toBe(true);
  });

  it("makes all calls of a batch or none", async () => {
    const signer = privateKey(proxy.privateKey);
    const { address: relay, nonce } = await params(proxy, "PROXY");
    const body = await proxyRequest(
      signer,
      {
        calls: [
          splitPositionCall(ADAPTER, PUSD, condition, 6_000_000_000n),
          splitPositionCall(ADAPTER, PUSD, condition, 6_000_000_000n),
        ],
        relay: address(relay),
        nonce,
      },
      POLYGON_CONTRACTS,
    );
    const sent = await submit(proxy, body);
    await clock.advance(2_000);
    expect(await state(sent)).toMatchObject({
      state: "STATE_FAILED",
      error_msg: "execution reverted: ERC20: transfer amount exceeds balance",
    });
    expect(shares(proxy)).toBe(0n);
  });

  it("refuses signatures, owners and keys that do not belong together", async () => {
    const signer = privateKey(deposit.privateKey);
    const { nonce } = await params(deposit, "WALLET");
    const good = await walletBatchRequest(
      signer,
      {
        wallet: deposit.funder,
        chainId: 137,
        nonce,
        deadline: Math.floor(venue.now() / 1000) + 600,
        calls: [splitPositionCall(ADAPTER, PUSD, condition, 1_000_000n)],
      },
      POLYGON_CONTRACTS,
    );
    const refused = async (body: unknown, text: string) =>
      expect(await submit(deposit, body)).toMatchObject({
        status: 400,
        body: { error: expect.stringContaining(text) },
      });
    await refused({ ...good, nonce: "1" }, "invalid signature");
    await refused({ ...good, from: safe.address }, "does not belong to");
    await refused({ ...good, type: "MYSTERY" }, "invalid transaction type");
    await refused({ ...good, metadata: "x".repeat(501) }, "metadata");
    await refused(walletCreateRequest(deposit.address, POLYGON_CONTRACTS), "already deployed");
    const anonymous = await request(`${venue.ready.relayer}/submit`, {
      method: "POST",
      body: JSON.stringify(good),
    });
    expect(anonymous.status).toBe(401);
  });

  it("lets a session key trade for the wallet until it is revoked; the owner does not see its orders", async () => {
    const owner = privateKey(deposit.privateKey);
    const session = privateKey(`0x${"5e".repeat(32)}`);
    const now = () => Math.floor(venue.now() / 1000);
    const base = {
      wallet: deposit.funder,
      sessionKey: session.address,
      chainId: 137,
      deadline: now() + 600,
    };
    const grant = await authorizeSessionKey(owner, {
      ...base,
      nonce: 0n,
      scopes: ["CLOB"],
      validUntil: now() + SESSION_LIFETIME_SECONDS,
    });
    const granted = await post("/v1/session-signers/authorizations", deposit, grant, {
      "Idempotency-Key": "one",
    });
    expect(granted).toMatchObject({ status: 200, body: { status: "SUBMITTED" } });
    await clock.advance(2_000);

    const account: DevAccount = { ...deposit, address: session.address, privateKey: `0x${"5e".repeat(32)}` };
    const trader = await testClient(venue, account);
    const place = async () => {
      const unsigned = buildOrder({
        tokenId: yes as never,
        side: "BUY",
        amounts: { makerAmount: 4_000_000n, takerAmount: 10_000_000n },
        maker: deposit.funder,
        signer: deposit.funder,
        signatureType: 3,
        timestamp: venue.now(),
        salt: BigInt(venue.now()),
      });
      const signed = await signOrder(unsigned, domainFor(PRODUCTION, { negRisk: false }), session);
      const signature = wrapSessionSignature(session.address, signed.signature);
      return trader.send("POST", "/order", {
        order: { ...toWireOrder(signed), signature },
        owner: trader.credentials.key,
        orderType: "GTC",
      });
    };
    expect(await place()).toMatchObject({ status: 200, body: { success: true } });
    const ownerClient = await testClient(venue, deposit);
    expect((await ownerClient.get("/data/orders")).body).toMatchObject({ count: 0 });
    expect((await trader.get("/data/orders")).body).toMatchObject({ count: 1 });
    expect((await ownerClient.get("/v1/user/session-signers")).body).toMatchObject({
      wallet: deposit.funder,
      signers: [{ address: session.address, scopes: ["CLOB"] }],
    });

    const revoked = await revokeSessionKey(owner, { ...base, nonce: 1n, deadline: now() + 600 });
    expect(await post("/v1/session-signers/revocations", deposit, revoked)).toMatchObject({
      status: 200,
      body: { status: "PENDING" },
    });
    await clock.advance(2_000);
    expect((await place()).status).toBe(400);
  });
});
