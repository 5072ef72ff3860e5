import {
  type Address,
  type ApiKey,
  address,
  apiKey,
  type OrderId,
  POLYGON_CONTRACTS,
  type Side,
  type TimeInForce,
  toBaseUnits,
} from "@pm/core-types";
import { createVirtualClock, type VirtualClock } from "@pm/core-types/virtual";
import { createEngine } from "../engine.ts";
import type { EngineEvent } from "../events.ts";
import type {
  Accepted,
  Engine,
  EngineConfig,
  MarketSpec,
  MarketView,
  Rejected,
  SubmitRequest,
  SubmitResult,
} from "../types.ts";

/** A trader of the tests: an address with its API key. */
export type Trader = { readonly address: Address; readonly key: ApiKey };

const TRADERS: Trader[] = [];

/** The `n`-th trader. */
export function trader(n: number): Trader {
  const known = TRADERS[n];
  if (known !== undefined) return known;
  const made = {
    address: address(`0x${(0xa0_0000 + n).toString(16).padStart(40, "0")}`),
    key: apiKey(`00000000-0000-4000-8000-${n.toString().padStart(12, "0")}`),
  };
  TRADERS[n] = made;
  return made;
}

/** What a test says about an order; everything else is made up. */
export type Intent = {
  readonly by: Trader;
  readonly side: Side;
  readonly price?: string;
  readonly size?: string;
  readonly amounts?: readonly [maker: bigint, taker: bigint];
  readonly outcome?: 0 | 1;
  readonly market?: MarketView;
  readonly type?: TimeInForce;
  readonly expiration?: number;
  readonly postOnly?: boolean;
  readonly deferExec?: boolean;
  readonly id?: OrderId;
  readonly builder?: `0x${string}`;
};

const ZERO = `0x${"0".repeat(64)}` as const;

/** A running number as an order id. */
export function orderNumber(n: number): OrderId {
  return `0x${n.toString(16).padStart(64, "0")}` as OrderId;
}

/** An engine on virtual time with one market and funded traders. */
export type Exchange = {
  readonly engine: Engine;
  readonly clock: VirtualClock;
  readonly market: MarketView;
  readonly events: EngineEvent[];
  readonly request: (intent: Intent) => SubmitRequest;
  readonly submit: (intent: Intent) => Promise<SubmitResult>;
  /** Submits and expects an answer at once. */
  readonly place: (intent: Intent) => SubmitResult;
  readonly accept: (intent: Intent) => Accepted;
  readonly refuse: (intent: Intent) => Rejected;
  readonly settled: () => Promise<void>;
};

/** Base units of a decimal. */
export const u = (text: string): bigint => toBaseUnits(text);

/** Makes an exchange. Traders 0 to `traders − 1` hold 10 000 pUSD each and every approval. */
export function exchange(
  options: {
    readonly config?: Partial<EngineConfig>;
    readonly market?: Partial<MarketSpec>;
    readonly traders?: number;
    readonly listen?: boolean;
  } = {},
): Exchange {
  const clock = createVirtualClock();
  const engine = createEngine({
    clock,
    contracts: POLYGON_CONTRACTS,
    ...(options.config === undefined ? {} : { config: options.config }),
  });
  const market = engine.addMarket({ slug: "rain", question: "Will it rain?", ...options.market });
  for (let n = 0; n < (options.traders ?? 4); n++) {
    engine.fund(trader(n).address, u("10000"));
    engine.approveAll(trader(n).address);
  }
  const events: EngineEvent[] = [];
  if (options.listen !== false) engine.onEvent((event) => events.push(event));
  let orders = 0;

  const request = (intent: Intent): SubmitRequest => {
    const size = u(intent.size ?? "10");
    const quote = (size * u(intent.price ?? "0.5")) / 1_000_000n;
    const [makerAmount, takerAmount] =
      intent.amounts ?? (intent.side === "BUY" ? [quote, size] : [size, quote]);
    orders += 1;
    return {
      order: {
        id: intent.id ?? orderNumber(orders),
        maker: intent.by.address,
        signer: intent.by.address,
        tokenId: (intent.market ?? market).outcomes[intent.outcome ?? 0].tokenId,
        side: intent.side,
        makerAmount,
        takerAmount,
        signatureType: 0,
        timestamp: BigInt(clock.now()),
        builder: intent.builder ?? ZERO,
      },
      owner: intent.by.key,
      orderType: intent.type ?? "GTC",
      expiration: intent.expiration ?? 0,
      ...(intent.postOnly === undefined ? {} : { postOnly: intent.postOnly }),
      ...(intent.deferExec === undefined ? {} : { deferExec: intent.deferExec }),
    };
  };
  const submit = (intent: Intent) =>
    new Promise<SubmitResult>((resolve) => engine.submit(request(intent), resolve));
  const place = (intent: Intent): SubmitResult => {
    let answer: SubmitResult | undefined;
    engine.submit(request(intent), (result) => {
      answer = result;
    });
    if (answer === undefined) throw new Error("The order was held.");
    return answer;
  };
  return {
    engine,
    clock,
    market,
    events,
    request,
    submit,
    place,
    accept: (intent) => {
      const result = place(intent);
      if (!result.success) throw new Error(`Refused: ${result.errorMsg}`);
      return result;
    },
    refuse: (intent) => {
      const result = place(intent);
      if (result.success) throw new Error(`Accepted: ${result.status}`);
      return result;
    },
    settled: () => clock.advance(3_000),
  };
}
