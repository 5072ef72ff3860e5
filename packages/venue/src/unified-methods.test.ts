import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { node24 } from "@pm/node-24";
import { createVenue, type LedgerDump, type Venue } from "./index.ts";

type Told = {
  readonly names: readonly string[];
  readonly told: Readonly<Record<string, { readonly answer?: unknown; readonly error?: string }>>;
};
type Row = Readonly<Record<string, unknown>>;

const SCRIPT = fileURLToPath(new URL("./testing/unified-methods.ts", import.meta.url));
const node = node24();

/** Methods that are for something a venue is not, or that the other test of this client goes through. */
const NOT_CALLED: Readonly<Record<string, readonly string[]>> = {
  "perpetuals, another exchange": [
    "fetchPerpsBook",
    "fetchPerpsFees",
    "fetchPerpsInstruments",
    "fetchPerpsTicker",
    "fetchPerpsTickers",
    "listPerpsCandles",
    "listPerpsFundingHistory",
    "listPerpsTrades",
    "depositToPerps",
    "openPerpsSession",
    "revokePerpsCredentials",
    "withdrawFromPerps",
  ],
  "combos and their quotes, other hosts": [
    "listComboMarkets",
    "openRfqSession",
    "planCollateralReturn",
    "executeCollateralReturnPlan",
  ],
  "called before the others, or by the other test": [
    "setupTradingApprovals",
    "placeLimitOrder",
    "placeMarketOrder",
    "createLimitOrder",
    "subscribe",
    "closeSubscriptions",
    "beginAuthentication",
    "endAuthentication",
  ],
  "the client's own": [
    "constructor",
    "endAuthenticationLifecycle",
    "isSecureClient",
    "isPublicClient",
    "extend",
    "resolveClobHeaders",
    "resolveRelayerHeaders",
    "rememberDecorator",
  ],
};

(node === undefined ? describe.skip : describe)("every method of @polymarket/client", () => {
  let venue: Venue;
  let child: ChildProcess;
  let told: Told;
  let ledger: LedgerDump;
  let owner: string;
  const answer = <T>(name: string): T => told.told[name]?.answer as T;

  beforeAll(async () => {
    venue = await createVenue({
      accounts: 2,
      seedBooks: true,
      settlement: { minedAfterMs: 50, confirmedAfterMs: 50 },
    });
    const { ready } = venue;
    owner = ready.accounts[0]!.funder;
    venue.comment({ author: owner, body: "Rain.", entityType: "Event", entityId: 1 });
    const relayerKeys = ready.accounts.map((account) => venue.relayerKey(account.address));
    const errors: string[] = [];
    child = fork(SCRIPT, {
      execPath: node!,
      execArgv: ["--disable-warning=ExperimentalWarning"],
      env: { PM_ASKED: JSON.stringify({ ready, relayerKeys }) },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    child.stderr?.on("data", (chunk) => errors.push(String(chunk)));
    told = await new Promise<Told>((resolve, reject) => {
      child.on("exit", () => reject(new Error(errors.join(""))));
      child.on("message", (message: "resolve" | Told) => {
        if (message !== "resolve") {
          resolve(message);
          return;
        }
        ledger = venue.ledger();
        venue.resolve(ready.markets[0]!.conditionId, [0, 1]);
        child.send("resolved");
      });
    });
  }, 120_000);
  afterAll(async () => {
    child?.kill();
    await venue?.close();
  });

  it("is answered with something that passes the client's own schemas", () => {
    const failed = Object.entries(told.told).flatMap(([name, { error }]) =>
      error === undefined ? [] : [`${name}: ${error}`],
    );
    expect(failed).toEqual([]);
    expect(venue.ledger().requests.filter((request) => request.route === undefined)).toEqual([]);
  });

  it("is called here, or named with the reason why not", () => {
    const known = [...Object.keys(told.told), ...Object.values(NOT_CALLED).flat()].sort();
    expect([...told.names].sort()).toEqual([...new Set(known)]);
  });

  it("agrees with the ledger", () => {
    const [market] = venue.ready.markets;
    const [yes, no] = market!.tokens.map((token) => token.tokenId);
    const [trade] = ledger.trades;
    expect(answer<Row[]>("listAccountTrades")).toMatchObject([{ id: trade!.id, price: trade!.price }]);
    const bought = trade!.size;
    expect(answer<Row[]>("listPositions")).toMatchObject([{ tokenId: no, size: bought }]);
    // What was bought, and 7 sets split less 3 merged, at the time of the redemption.
    const held = ledger.balances.find((one) => one.address.toLowerCase() === owner.toLowerCase());
    expect(held?.tokens[yes!]).toBe("4");
    expect(Number(held?.tokens[no!])).toBeCloseTo(Number(bought) + 4, 6);
    expect(answer<Row>("fetchOrder")).toMatchObject({ price: "0.3", tokenId: yes, originalSize: "10" });
    expect(answer<Row[]>("listOpenOrders")).toHaveLength(1);
    expect(answer<{ canceled: string[] }>("cancelOrder").canceled).toEqual([
      answer<Row>("fetchOrder").id as string,
    ]);
    expect(answer<{ canceled: string[] }>("cancelMarketOrders").canceled).toHaveLength(2);
    expect(answer<{ canceled: string[] }>("cancelAll").canceled).toEqual([]);
    expect(answer<Row[]>("listActivity")).toMatchObject([{ type: "TRADE" }]);
    expect(answer<Row>("fetchTradedMarketCount")).toMatchObject({ traded: 1 });
    expect(answer<Row[]>("listComments")).toMatchObject([{ body: "Rain." }]);
    // The winner pays one pUSD a share, and nine were handed on.
    const after = venue.engine.balanceAllowance(owner as never).balance;
    const before = BigInt(Math.round(Number(held?.collateral) * 1e6));
    const paid = BigInt(Math.round((Number(bought) + 4) * 1e6));
    expect(after).toBe(before + paid - 9_000_000n);
    expect(venue.checkConservation()).toMatchObject({ ok: true });
  });
});
