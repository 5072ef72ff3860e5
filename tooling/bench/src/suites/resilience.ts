// What each layer of a request's way costs when nothing has to wait, beside the libraries one would otherwise take.
// Limits are raised so far that nothing ever waits; peers that can only be awaited are compared with ours awaited too.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "@pm/core-types";
import {
  breakCircuits,
  createCache,
  createCircuitBreaker,
  createCircuits,
  createHttpResponse,
  createLimiter,
  createTransport,
  type HttpRequest,
  type LimitTable,
  limitRequests,
  pipeline,
  polymarketLimits,
  resilientTransport,
  type Transport,
} from "@pm/resilience";
import Bottleneck from "bottleneck";
import { ConsecutiveBreaker, circuitBreaker, handleAll } from "cockatiel";
import { RateLimiter } from "limiter";
import { LRUCache } from "lru-cache";
import CircuitBreaker from "opossum";
import pLimit from "p-limit";
import { Agent, request as undiciRequest } from "undici";
import { pairedRow, sampledRow } from "../paired-row.ts";
import type { Row } from "../row.ts";
import { defineSuite } from "../suite.ts";

const ENDLESS = 1e12;
const EVERY_10_S = 10_000;

const post: HttpRequest = {
  method: "POST",
  url: "http://venue.test/order",
  endpoint: "POST /order",
  surface: "clob-private",
  wallet: "0xac0974bec39a17e36ba4a6b4d238ff944bacb478",
  body: "{}",
};
const get: HttpRequest = {
  method: "GET",
  url: "http://venue.test/book?token_id=1",
  endpoint: "GET /book",
  surface: "clob-public",
};

/** One window, as the peers keep one. */
const one: LimitTable = {
  name: "one",
  asOf: "2026-10-07",
  source: "bench",
  windows: [{ id: "all", surfaces: "any", routes: ["* /**"], limit: ENDLESS, windowMs: EVERY_10_S }],
};

/** The whole published table: four windows and a signer's bucket for `POST /order`, numbers raised. */
const published: LimitTable = {
  ...polymarketLimits,
  windows: polymarketLimits.windows.map((rule) => ({ ...rule, limit: ENDLESS })),
  signers: {
    ...polymarketLimits.signers!,
    tiers: polymarketLimits.signers!.tiers.map((tier) => ({
      ...tier,
      orders: { rate: ENDLESS, burst: ENDLESS },
      cancels: { rate: ENDLESS, burst: ENDLESS },
    })),
  },
};

const work = async () => 1;
const TOGETHER = 100;
const together = (call: () => Promise<unknown>) => () => Promise.all(Array.from({ length: TOGETHER }, call));

const limiters = (): readonly Row[] => {
  const single = createLimiter({ tables: [one] });
  const whole = createLimiter({ tables: [published] });
  const scheduled = async () => {
    const turn = single.acquire(get);
    if (turn !== undefined) await turn;
    return work();
  };
  const bottleneck = () =>
    new Bottleneck({
      reservoir: ENDLESS,
      reservoirRefreshAmount: ENDLESS,
      reservoirRefreshInterval: EVERY_10_S,
    });
  return [
    pairedRow({
      name: "limiter-acquire/one-window",
      unit: "ns/op",
      peerName: "limiter (one token bucket)",
      prepare: () => {
        const bucket = new RateLimiter({ tokensPerInterval: 1e9, interval: EVERY_10_S });
        return { ours: () => single.acquire(get), peer: () => bucket.tryRemoveTokens(1) };
      },
    }),
    pairedRow({
      name: "limiter-acquire/published-table",
      unit: "ns/op",
      ours: () => whole.acquire(post),
    }),
    pairedRow({
      name: "limiter-acquire/hundred-calls",
      unit: "µs/op",
      peerName: "bottleneck",
      operationsPerCall: TOGETHER,
      prepare: () => {
        const peer = bottleneck();
        return {
          ours: together(scheduled),
          peer: together(() => peer.schedule(work)),
          close: () => peer.disconnect(),
        };
      },
    }),
    pairedRow({
      name: "limiter-acquire/hundred-calls-p-limit",
      unit: "µs/op",
      peerName: "p-limit",
      operationsPerCall: TOGETHER,
      prepare: () => {
        const limit = pLimit(1000);
        return { ours: together(scheduled), peer: together(() => limit(work)) };
      },
    }),
  ];
};

const breakers = (): readonly Row[] => {
  const ours = createCircuitBreaker();
  const call = async () => {
    const pass = ours.enter();
    try {
      const result = await work();
      ours.leave(pass, "success");
      return result;
    } catch (error) {
      ours.leave(pass, "failure");
      throw error;
    }
  };
  const cockatiel = () =>
    circuitBreaker(handleAll, { halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(5) });
  return [
    pairedRow({ name: "breaker/check", unit: "ns/op", ours: () => ours.leave(ours.enter(), "success") }),
    pairedRow({
      name: "breaker/call",
      unit: "µs/op",
      peerName: "cockatiel",
      prepare: () => {
        const peer = cockatiel();
        return { ours: call, peer: () => peer.execute(work) };
      },
    }),
    pairedRow({
      name: "breaker/call-opossum",
      unit: "µs/op",
      peerName: "opossum",
      prepare: () => {
        const peer = new CircuitBreaker(work, { timeout: false, errorThresholdPercentage: 50 });
        return { ours: call, peer: () => peer.fire(), close: () => peer.shutdown() };
      },
    }),
  ];
};

const KEYS = 10_000;
const keys = Array.from({ length: KEYS * 2 }, (_, index) => `token-${index}`);

const caches = (): readonly Row[] => {
  const fill = () => {
    const ours = createCache<string, number>({ max: KEYS, ttlMs: 60_000 });
    const peer = new LRUCache<string, number>({ max: KEYS, ttl: 60_000, ttlResolution: 0 });
    for (let index = 0; index < KEYS; index++) {
      ours.set(keys[index]!, index);
      peer.set(keys[index]!, index);
    }
    return { ours, peer };
  };
  return [
    pairedRow({
      name: "cache/get",
      unit: "ns/op",
      peerName: "lru-cache with ttl",
      operationsPerCall: KEYS,
      prepare: () => {
        const { ours, peer } = fill();
        return {
          ours: () => {
            let sum = 0;
            for (let index = 0; index < KEYS; index++) sum += ours.fresh(keys[index]!) ?? 0;
            return sum;
          },
          peer: () => {
            let sum = 0;
            for (let index = 0; index < KEYS; index++) sum += peer.get(keys[index]!) ?? 0;
            return sum;
          },
        };
      },
    }),
    pairedRow({
      name: "cache/set",
      unit: "ns/op",
      peerName: "lru-cache with ttl",
      operationsPerCall: KEYS,
      prepare: () => {
        const { ours, peer } = fill();
        return {
          ours: () => {
            for (let index = 0; index < KEYS; index++) ours.set(keys[index]!, index);
          },
          peer: () => {
            for (let index = 0; index < KEYS; index++) peer.set(keys[index]!, index);
          },
        };
      },
    }),
    pairedRow({
      name: "cache/set-evicting",
      unit: "ns/op",
      peerName: "lru-cache with ttl",
      operationsPerCall: KEYS * 2,
      prepare: () => {
        const { ours, peer } = fill();
        return {
          ours: () => {
            for (let index = 0; index < KEYS * 2; index++) ours.set(keys[index]!, index);
          },
          peer: () => {
            for (let index = 0; index < KEYS * 2; index++) peer.set(keys[index]!, index);
          },
        };
      },
    }),
  ];
};

const BLOCKS = 60;
const CALLS = 50;

/** Microseconds a call takes, over some calls one after another. */
const each = async (send: Transport, request: HttpRequest): Promise<number> => {
  const started = systemClock.monotonic();
  for (let call = 0; call < CALLS; call++) await send(request);
  return ((systemClock.monotonic() - started) * 1000) / CALLS;
};

/** Microseconds that `send` takes longer than `bare`: the median over blocks in turn, so that a hiccup hits few. */
const addedBy = async (send: Transport, bare: Transport, request: HttpRequest): Promise<number> => {
  const differences: number[] = [];
  for (let block = 0; block < BLOCKS; block++) {
    const without = await each(bare, request);
    differences.push((await each(send, request)) - without);
  }
  return differences.sort((a, b) => a - b)[BLOCKS / 2]!;
};

const loopback = async () => {
  const server = createServer((_asked, answer) => answer.end('{"bids":[],"asks":[]}'));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/book`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url, close };
};

const stacks = (): readonly Row[] => {
  const bare: Transport = async (request) =>
    createHttpResponse({ status: 200, body: "{}", headers: {}, request });
  const stack = resilientTransport({ transport: bare, limits: { tables: [published] } });
  const core = pipeline(
    bare,
    breakCircuits({ circuits: createCircuits() }),
    limitRequests(createLimiter({ tables: [published] })),
  );
  const added = (name: string, request: HttpRequest, send: Transport = stack) =>
    sampledRow({
      name,
      unit: "µs added/request",
      ours: () => addedBy(send, bare, request),
    });
  return [
    added("pipeline/added-read", get),
    added("pipeline/added-order", post),
    added("pipeline/added-order-limiter-and-breaker", post, core),
    overLoopback(
      "pipeline/fetch",
      "bare undici request, same loopback server",
      (url, dispatcher) => async () => {
        const answer = await undiciRequest(url, { dispatcher });
        return answer.body.json();
      },
    ),
    overLoopback(
      "pipeline/platform-fetch",
      "bare fetch of the platform, same loopback server",
      (url) => async () => (await fetch(url)).json(),
    ),
  ];
};

/** A read through every policy and our transport, against a bare one; warmed up until both are compiled. */
const overLoopback = (
  name: string,
  peerName: string,
  peer: (url: string, dispatcher: Agent) => () => Promise<unknown>,
): Row =>
  pairedRow({
    name,
    unit: "µs/op",
    peerName,
    warmUpMs: 1500,
    sampleMs: 60,
    prepare: async () => {
      const { url, close } = await loopback();
      const agent = new Agent({ connections: 64, pipelining: 1 });
      const ours = resilientTransport({ transport: createTransport(), limits: { tables: [published] } });
      const request = { ...get, url };
      return {
        ours: async () => (await ours(request)).json(),
        peer: peer(url, agent),
        close: async () => {
          await ours.close();
          await agent.close();
          await close();
        },
      };
    },
  });

export default defineSuite("resilience", [...limiters(), ...breakers(), ...caches(), ...stacks()]);
