import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type PolymarketError, secret } from "@pm/core-types";
import { createVirtualClock, type VirtualClock } from "@pm/core-types/virtual";
import { createL1Headers, privateKey } from "@pm/signing";
import { createVenue, type Venue } from "@pm/venue";
import { createPriceStream, type PriceStream, type PriceStreamOptions } from "./price-stream.ts";

describe("a price stream at the venue", () => {
  let venue: Venue;
  let clock: VirtualClock;
  const streams: PriceStream[] = [];
  const open = (over: Partial<PriceStreamOptions>): PriceStream => {
    const stream = createPriceStream({ url: venue.ready.prices, ...over });
    streams.push(stream);
    return stream;
  };
  const until = async (isTrue: () => boolean) => {
    const deadline = Date.now() + 20_000;
    while (!isTrue() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(isTrue()).toBe(true);
  };

  beforeEach(async () => {
    clock = createVirtualClock(1_800_000_000_000);
    venue = await createVenue({ clock, accounts: 1 });
  });
  afterEach(async () => {
    for (const stream of streams.splice(0)) await stream.close();
    await venue.close();
  });

  async function credentials() {
    const [account] = venue.ready.accounts;
    const headers = await createL1Headers(privateKey(account!.privateKey), {
      chainId: venue.ready.chainId,
      timestamp: Math.floor(clock.now() / 1000),
    });
    const answer = await fetch(`${venue.ready.clob}/auth/api-key`, { method: "POST", headers });
    const { apiKey, secret: hidden, passphrase } = (await answer.json()) as Record<string, string>;
    return { key: apiKey!, secret: secret(hidden!), passphrase: secret(passphrase!) };
  }

  it("signs in first, then brings a snapshot and a price a second, none missing", async () => {
    const errors: PolymarketError[] = [];
    const stream = open({ credentials: await credentials(), onError: (error) => errors.push(error) });
    const seen: string[] = [];
    stream.subscribe("price.crypto", { symbol: "btcusd" }, (event) => {
      seen.push(event.isSnapshot ? "snapshot" : "tick");
    });
    const token = venue.ready.markets[0]!.tokens[0]!.tokenId;
    let best: string | undefined = "none";
    stream.subscribe("price.polymarket", { tokenId: token }, ({ payload }) => {
      best = payload.tokenId;
    });
    await until(() => seen.length > 0 && best === token);
    for (let n = 0; n < 3; n++) {
      const before = seen.length;
      await clock.advance(1_000);
      await until(() => seen.length > before);
    }
    expect(seen.slice(0, 4)).toEqual(["snapshot", "tick", "tick", "tick"]);
    expect(errors).toEqual([]);
    expect(stream.stats()).toMatchObject({ missed: 0, dropped: 0, anomalies: 0, sockets: 1 });
  });

  it("sees a frame that was lost by its number, and is refused for good with wrong credentials", async () => {
    const stream = open({ credentials: await credentials() });
    let ticks = 0;
    stream.subscribe("price.crypto", { symbol: "ethusd" }, () => {
      ticks++;
    });
    await until(() => ticks === 1);
    venue.inject({ kind: "drop", route: "/prices", times: 1 });
    await clock.advance(1_000);
    await clock.advance(1_000);
    await until(() => ticks === 2);
    expect(stream.stats().missed).toBe(1);

    const errors: PolymarketError[] = [];
    const states: string[] = [];
    open({
      credentials: { key: "00000000-0000-4000-8000-000000000001", secret: "c2VjcmV0", passphrase: "x" },
      onError: (error) => errors.push(error),
      onState: (state) => states.push(state),
    }).subscribe("price.crypto", { symbol: "btcusd" }, () => {});
    await until(() => states.includes("failed"));
    expect(errors.map(({ code }) => code)).toContain("unauthorized");
  });

  it("reports each channel that needs credentials", async () => {
    const errors: PolymarketError[] = [];
    const stream = open({ onError: (error) => errors.push(error) });
    stream.subscribe("price.polymarket", { tokenId: venue.ready.markets[0]!.tokens[0]!.tokenId }, () => {});
    await until(() => errors.length > 0);
    expect(errors[0]).toMatchObject({ code: "unauthorized", context: { code: "auth_required" } });
    expect(errors[0]?.message).toContain("price.polymarket");
  });
});
