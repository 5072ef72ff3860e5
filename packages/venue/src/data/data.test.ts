import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createVirtualClock, type VirtualClock } from "@pm/core-types/virtual";
import { createVenue, type LedgerDump, type Venue } from "../index.ts";
import { type Answer, request, type TestClient, testClient } from "../testing/client.ts";

type Page<T> = { data: T[]; pagination: { has_more: boolean; next_cursor: string | null; limit: number } };
type Row = Record<string, unknown>;

describe("Data API", () => {
  let venue: Venue;
  let clock: VirtualClock;
  let maker: TestClient;
  let taker: TestClient;
  let yes: string;
  let no: string;
  let market: string;
  const get = (path: string): Promise<Answer> => request(`${venue.ready.data}${path}`);
  const rows = async (path: string): Promise<Row[]> => ((await get(path)).body as Page<Row>).data;

  beforeAll(async () => {
    clock = createVirtualClock(1_800_000_000_000);
    venue = await createVenue({ clock, accounts: 2 });
    maker = await testClient(venue, venue.ready.accounts[0]!);
    taker = await testClient(venue, venue.ready.accounts[1]!);
    const [first] = venue.ready.markets;
    market = first!.conditionId;
    yes = first!.tokens[0]!.tokenId;
    no = first!.tokens[1]!.tokenId;
    await maker.place({ tokenId: yes, side: "BUY", price: "0.4", size: "30" });
    await taker.place({ tokenId: no, side: "BUY", price: "0.6", size: "30" });
    await clock.advance(5_000);
    await maker.place({ tokenId: yes, side: "SELL", price: "0.5", size: "10" });
    await taker.place({ tokenId: yes, side: "BUY", price: "0.5", size: "10" });
    await clock.advance(5_000);
  });
  afterAll(() => venue.close());

  it("positions agree with the ledger to the last digit", async () => {
    const ledger: LedgerDump = venue.ledger();
    for (const client of [maker, taker]) {
      const { funder } = client.account;
      const held = ledger.balances.find((one) => one.address === funder)?.tokens ?? {};
      const listed = await rows(`/v2/positions?user=${funder}`);
      const sizes = Object.fromEntries(listed.map((row) => [row.token_id, String(row.current_size)]));
      const expected = Object.fromEntries(Object.entries(held).filter(([, size]) => size !== "0"));
      expect(sizes).toEqual(expected);
    }
    const [position] = await rows(`/v2/positions?user=${maker.account.funder}`);
    expect(position).toMatchObject({
      proxy_wallet: maker.account.funder.toLowerCase(),
      token_id: yes,
      condition_id: market,
      current_size: 20,
      avg_price: 0.4,
      realized_pnl: 1,
      status: "OPEN",
      redeemable: false,
      mergeable: false,
      outcome: "Yes",
      outcome_index: 0,
      opposite_token_id: no,
    });
    const older = (await get(`/positions?user=${maker.account.funder}`)).body as Row[];
    expect(older[0]).toMatchObject({ asset: yes, size: 20, avgPrice: 0.4, initialValue: 8, realizedPnl: 1 });
  });

  it("trades name each wallet's side; takers only unless asked", async () => {
    const all = await rows("/v2/trades?taker_only=false");
    expect(all).toHaveLength(4);
    const mine = await rows(`/v2/trades?user=${maker.account.funder}&takerOnly=false`);
    expect(mine.map((row) => [row.side, row.price, row.size, row.outcome])).toEqual([
      ["SELL", 0.5, 10, "Yes"],
      ["BUY", 0.4, 30, "Yes"],
    ]);
    expect((await get(`/trades?user=${maker.account.funder}`)).body).toEqual([]);
    expect((await get(`/trades?user=${taker.account.funder}&side=BUY`)).body).toHaveLength(2);
  });

  it("activity, value, holders, open interest, volume", async () => {
    const activity = await rows(`/v2/activity?user=${taker.account.funder}`);
    expect(activity.map((row) => row.type)).toEqual(["TRADE", "TRADE"]);
    const funding = await rows(`/v2/activity?user=${taker.account.funder}&type=DEPOSIT`);
    expect(funding).toMatchObject([{ type: "DEPOSIT", usdc_size: 10000, outcome_index: 999, token_id: "" }]);
    const value = (await get(`/v2/value?user=${maker.account.funder}`)).body as { data: Row };
    expect((await get(`/value?user=${maker.account.funder}`)).body).toEqual([
      { user: maker.account.funder.toLowerCase(), value: value.data.value },
    ]);
    const holders = await rows(`/v2/holders?condition=${market}`);
    expect(holders).toMatchObject([
      { token_id: yes, holders: [{ amount: 20 }, { amount: 10 }] },
      { token_id: no, holders: [{ amount: 30 }] },
    ]);
    expect((await get(`/v2/oi?condition=${market}`)).body).toEqual({
      data: [{ condition_id: market, value: 30 }],
    });
    expect((await get("/v2/live-volume?event_id=1")).body).toMatchObject({
      data: { taker_volume_total: 23 },
    });
    expect((await get(`/traded?user=${maker.account.funder}`)).body).toMatchObject({ traded: 1 });
  });

  it("profit, boards and statistics come from the same ledger", async () => {
    const series = (await get(`/v2/user-pnl?user=${maker.account.funder}`)).body as {
      data: { points: Row[] };
    };
    expect(series.data.points.at(-1)).toMatchObject({
      realized_pnl: 1,
      trade_count: 2,
      volume: 40,
      volume_usdc: 17,
    });
    const board = await rows("/v2/leaderboard?sort_by=VOLUME&window=all");
    expect(board.map((row) => row.rank)).toEqual([1, 2]);
    expect(board[0]).toMatchObject({ user_id: taker.account.funder.toLowerCase(), volume: 23 });
    const own = (await get(`/v2/leaderboard?user=${maker.account.funder}&window=all`)).body as { data: Row };
    expect(own.data).toMatchObject({ rank_volume: 2 });
    expect((await get(`/v2/user-stats?user=${maker.account.funder}`)).body).toMatchObject({
      data: { trades: 2, biggest_win: 1 },
    });
    expect((await get("/v1/leaderboard?orderBy=VOL&timePeriod=ALL")).body).toMatchObject([
      { rank: "1", vol: 23 },
      {},
    ]);
    expect((await get(`/v2/approvals?user=${maker.account.funder}`)).body).toMatchObject({
      data: {
        chainId: 137,
        contracts: expect.arrayContaining([expect.objectContaining({ approved: true })]),
      },
    });
  });

  it("walks pages by signed cursors, and refuses what a cursor cannot be", async () => {
    const first = (await get("/v2/trades?taker_only=false&limit=3")).body as Page<Row>;
    expect(first.pagination).toMatchObject({ limit: 3, has_more: true });
    const cursor = first.pagination.next_cursor as string;
    const second = (await get(`/v2/trades?taker_only=false&limit=500&cursor=${cursor}`)).body as Page<Row>;
    expect(second.data).toHaveLength(1);
    expect(second.pagination).toMatchObject({ limit: 3, has_more: false, next_cursor: null });
    const anchored = (await get(`/v2/trades?taker_only=true&cursor=${cursor}`)).body as Page<Row>;
    expect(anchored.data).toHaveLength(2);
    const bad = await get("/v2/trades?cursor=abc.def");
    expect(bad).toMatchObject({
      status: 400,
      body: { code: "invalid_request", retryable: false, parameter: "cursor" },
    });
    expect(bad.headers.get("x-trace-id")).toBe((bad.body as Row).trace_id);
    expect((await get("/v2/trades?offset=10")).status).toBe(400);
    expect((await get("/v2/trades?limit=1001")).status).toBe(400);
    expect((await get("/v2/positions")).status).toBe(400);
    expect((await get("/v2/positions?user=me")).status).toBe(400);
    expect((await get(`/v2/positions?condition=${market}&event_id=1`)).status).toBe(400);
  });

  it("resolution makes positions redeemable and tells payouts", async () => {
    expect(await rows(`/v2/resolutions?condition=${market}`)).toMatchObject([{ status: "initialized" }]);
    venue.resolve(market, [1, 0]);
    expect(await rows(`/v2/resolutions?condition=${market}`)).toMatchObject([
      { status: "resolved", payouts: [1_000_000, 0], reporter: "UMA_OO", price: "1000000000000000000" },
    ]);
    expect(await rows(`/v2/positions?user=${maker.account.funder}&status=REDEEMABLE`)).toMatchObject([
      { current_size: 20, current_price: 1, current_value: 20, redeemable: true },
    ]);
    expect(await rows(`/v2/positions?user=${taker.account.funder}&status=REDEEMABLE_LOST`)).toMatchObject([
      { token_id: no, current_value: 0 },
    ]);
    venue.engine.redeem(maker.account.funder, market);
    expect(await rows(`/v2/positions?user=${maker.account.funder}&status=CLOSED`)).toMatchObject([
      { token_id: yes, realized_pnl: 13 },
    ]);
    expect((await get(`/closed-positions?user=${maker.account.funder}`)).body).toMatchObject([
      { realizedPnl: 13 },
    ]);
    expect((await rows("/v2/biggest-winners"))[0]).toMatchObject({ win_rank: 1, kind: "market", pnl: 13 });
    expect(venue.checkConservation().ok).toBe(true);
  });

  it("packs an accounting snapshot", async () => {
    const response = await fetch(`${venue.ready.data}/v1/accounting/snapshot?user=${taker.account.funder}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get("content-type")).toBe("application/zip");
    expect(bytes.subarray(0, 2).toString()).toBe("PK");
    expect(bytes.toString("latin1")).toContain("cashBalance,positionsValue,equity,valuationTime");
  });
});
