import { describe, expect, it } from "@jest/globals";
import { TimeoutError } from "@pm/core-types";
import { accepts, createScriptedAccount, TOKEN } from "../testing/scripted-account.ts";
import type { HeartbeatState } from "./heartbeat.ts";

const order = { tokenId: TOKEN, side: "BUY", price: "0.5", size: "100" } as const;
const silent = { fail: new TimeoutError({ message: "no answer" }) };

function beating() {
  const scripted = createScriptedAccount();
  let serial = 0;
  const answer = () => ({ body: { heartbeat_id: `id-${++serial}` } });
  scripted.transport.on("POST /v1/heartbeats", answer);
  scripted.transport.on("POST /order", accepts());
  const states: HeartbeatState[] = [];
  const ids = () =>
    scripted.sent("POST /v1/heartbeats").map((request) => JSON.parse(request.body!).heartbeat_id);
  return { ...scripted, answer, states, ids, onState: (state: HeartbeatState) => states.push(state) };
}

describe("the heartbeat", () => {
  it("beats every five seconds, each time with the id of the last answer", async () => {
    const { account, clock, ids } = beating();
    const heartbeat = account.startHeartbeat();
    await clock.advance(15_100);
    expect(ids()).toEqual(["", "id-1", "id-2", "id-3"]);
    expect(heartbeat.state()).toBe("beating");
    heartbeat.stop();
    await clock.advance(60_000);
    expect(ids()).toHaveLength(4);
    expect(clock.pending()).toBe(0);
  });

  it("takes the id the venue expects, at once", async () => {
    const { account, transport, clock, ids, answer } = beating();
    transport.on(
      "POST /v1/heartbeats",
      { status: 400, body: { error_msg: "Invalid Heartbeat ID", heartbeat_id: "expected" } },
      answer,
    );
    const heartbeat = account.startHeartbeat();
    await clock.advance(100);
    expect(ids()).toEqual(["", "expected"]);
    expect(heartbeat.state()).toBe("beating");
    heartbeat.stop();
  });

  it("late blocks orders, and an answer lets them through again", async () => {
    const { account, transport, clock, states, onState, answer } = beating();
    const heartbeat = account.startHeartbeat({ onState });
    await clock.advance(1_000);
    transport.on("POST /v1/heartbeats", silent);
    await clock.advance(8_000);
    expect(states).toEqual(["late"]);
    await expect(account.placeLimit(order)).rejects.toMatchObject({
      name: "GuardError",
      message: expect.stringContaining("its heartbeat is late"),
    });
    transport.on("POST /v1/heartbeats", answer);
    await clock.advance(1_100);
    expect(states).toEqual(["late", "beating"]);
    expect((await account.placeLimit(order)).outcome).toBe("accepted");
    heartbeat.stop();
    expect(states.at(-1)).toBe("stopped");
  });

  it("after ten seconds of silence orders are doubted, and read again when it is over", async () => {
    const { account, transport, clock, states, onState, sent, answer } = beating();
    await account.placeLimit(order);
    const heartbeat = account.startHeartbeat({ onState });
    await clock.advance(1_000);
    transport.on("POST /v1/heartbeats", silent);
    await clock.advance(12_000);
    expect(states).toEqual(["late", "lapsed"]);
    const before = sent("GET /data/orders").length;
    transport.on("POST /v1/heartbeats", answer);
    await clock.advance(2_000);
    expect(states).toEqual(["late", "lapsed", "beating"]);
    expect(sent("GET /data/orders").length).toBeGreaterThan(before);
    heartbeat.stop();
  });

  it("only tells, when that is what was asked for", async () => {
    const { account, transport, clock, states, onState } = beating();
    account.startHeartbeat({ onState, whenLate: "warn" });
    await clock.advance(1_000);
    transport.on("POST /v1/heartbeats", silent);
    await clock.advance(8_500);
    expect(states).toEqual(["late"]);
    expect((await account.placeLimit(order)).outcome).toBe("accepted");
    account.close();
    expect(clock.pending()).toBe(0);
  });

  it("does not undo the kill switch when it comes back", async () => {
    const { account, transport, clock, answer } = beating();
    transport.on("DELETE /cancel-all", { body: { canceled: [], not_canceled: {} } });
    account.startHeartbeat();
    await clock.advance(1_000);
    transport.on("POST /v1/heartbeats", silent);
    await clock.advance(8_500);
    await account.kill({ reason: "stop" });
    transport.on("POST /v1/heartbeats", answer);
    await clock.advance(2_000);
    expect(account.blockedBecause()).toBe("stop");
    account.close();
  });
});
