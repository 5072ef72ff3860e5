import { describe, expect, it } from "@jest/globals";
import { createScriptedAccount } from "../testing/scripted-account.ts";

const HOUR = 3_600_000;
const REFUSED_L1 = { status: 401, body: { error: "Invalid L1 Request headers" } };
const REFUSED_L2 = { status: 401, body: { error: "Unauthorized/Invalid api key" } };

/** An account whose venue says these times, one after the other and the last for ever: milliseconds it is ahead. */
function withTimes(...ahead: readonly number[]) {
  const scripted = createScriptedAccount();
  const { transport, clock } = scripted;
  let asked = 0;
  transport.on("GET /time", () => {
    const offset = ahead[Math.min(asked, ahead.length - 1)] ?? 0;
    asked += 1;
    return { body: String(Math.floor((clock.now() + offset) / 1000)) };
  });
  return { ...scripted, timesAsked: () => asked };
}

describe("the venue's time", () => {
  it("is asked for once when it is this host's", async () => {
    const { account, timesAsked } = withTimes(0);
    await account.fetchBalance();
    expect([account.clockOffset(), timesAsked()]).toEqual([0, 1]);
  });

  it("is believed to differ when two readings say so", async () => {
    const { account, timesAsked } = withTimes(HOUR);
    await account.fetchBalance();
    expect(Math.abs(account.clockOffset() - HOUR)).toBeLessThan(1_500);
    expect(timesAsked()).toBe(2);
  });

  it.each([
    ["once", [HOUR, 0]],
    ["differently every time", [HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR]],
  ])("that is told wrong %s changes nothing", async (_name, ahead) => {
    const { account } = withTimes(...ahead);
    await account.fetchBalance();
    expect(account.clockOffset()).toBe(0);
  });

  it("is measured anew when a key request is refused for its timestamp", async () => {
    const { account, transport, sent } = withTimes(0, HOUR);
    transport.on("GET /auth/derive-api-key", REFUSED_L1, {
      body: { apiKey: "f4f247b7-0000-4000-8000-000000000004", secret: "c2VjcmV0", passphrase: "p" },
    });
    expect((await account.credentials()).key).toBe("f4f247b7-0000-4000-8000-000000000004");
    const [first, second] = sent("GET /auth/derive-api-key").map(({ headers }) =>
      Number((headers as () => Record<string, string>)().POLY_TIMESTAMP),
    );
    expect(second! - first!).toBeGreaterThan(3_500);
  });

  it("that another request put right lets this one try again too", async () => {
    const { account, transport, sent, timesAsked } = withTimes(0, HOUR);
    await account.credentials();
    const balance = { balance: "1000000000", allowances: {} };
    transport.on("GET /balance-allowance", REFUSED_L2, REFUSED_L2, { body: balance });
    const token = "52114319501245915516055106046884209969926127482827954674443846427813813222426";
    const read = await Promise.all([account.fetchBalance(), account.fetchBalance(token)]);
    expect(read.map((each) => each.balance.toFixed())).toEqual(["1000", "1000"]);
    expect(sent("GET /balance-allowance")).toHaveLength(4);
    expect(timesAsked()).toBe(3);
  });
});
