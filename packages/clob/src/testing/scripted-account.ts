import { PRODUCTION } from "@pm/core-types";
import type { HttpRequest } from "@pm/resilience";
import { domainFor, fromWireOrder, hashOrder, privateKey } from "@pm/signing";
import { type AccountOptions, type ClobAccount, createAccount } from "../account/account.ts";
import { createServerClock } from "../account/server-clock.ts";
import { createRulesCache } from "../market-data/market-rules.ts";
import { createScriptedContext, type Reply } from "./scripted.ts";

export const TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563";
export const OTHER_TOKEN = "52114319501245915516055106046884209969926127482827954674443846427813813222426";
export const CONDITION = `0x${"12".repeat(32)}`;
export const EXCHANGE = "0xE111180000d2663C0091e4f400237545B87B996B";
/** A published test key (the first of every local Ethereum node). */
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

export const marketInfo = {
  c: CONDITION,
  t: [
    { t: TOKEN, o: "Yes" },
    { t: OTHER_TOKEN, o: "No" },
  ],
  mts: 0.01,
  mos: 5,
  fd: { r: 0.04, e: 1, to: true },
};

const CREDENTIALS = {
  apiKey: "f4f247b7-0000-4000-8000-000000000000",
  secret: "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LQ==",
  passphrase: "pass-phrase-pass-phrase",
};

/** 1,000 pUSD, approved for the standard exchange. */
const RICH = { balance: "1000000000", allowances: { [EXCHANGE]: "1000000000000" } };

/** An account over a scripted venue on virtual time, with everything but orders answered. */
export function createScriptedAccount(options: Partial<AccountOptions> = {}) {
  const { context, transport, clock } = createScriptedContext();
  transport.on("GET /time", () => ({ body: String(Math.floor(clock.now() / 1000)) }));
  transport.on("GET /markets-by-token/{token_id}", { body: { condition_id: CONDITION } });
  transport.on("GET /clob-markets/{condition_id}", { body: marketInfo });
  transport.on("GET /auth/derive-api-key", { body: CREDENTIALS });
  transport.on("GET /balance-allowance", { body: RICH });
  transport.on("GET /data/orders", { body: { data: [], next_cursor: "LTE=" } });
  transport.on("GET /data/trades", { body: { data: [], next_cursor: "LTE=" } });
  const rules = createRulesCache(context);
  const serverClock = createServerClock(context);
  const open = (more: Partial<AccountOptions> = {}): ClobAccount =>
    createAccount(
      context,
      { rules, serverClock },
      { id: "main", signer: privateKey(KEY), ...options, ...more },
    );
  return {
    account: open(),
    /** The same wallet in a process of later. */
    open,
    context,
    transport,
    clock,
    rules,
    sent: (endpoint: string) => transport.seen.filter((request) => request.endpoint === endpoint),
  };
}

/** The id of the order in the body of `POST /order`, computed as the venue does. */
export function idOf(body: string | undefined): string {
  return idOfEntry(JSON.parse(body ?? "{}"));
}

function idOfEntry(entry: { readonly order?: unknown }): string {
  const { order } = fromWireOrder(entry.order);
  return hashOrder(order, domainFor(PRODUCTION, { negRisk: false }));
}

/** The venue's answer to one order it takes. */
export function taken(id: string, status = "live"): Record<string, unknown> {
  return { success: true, errorMsg: "", orderID: id, status, takingAmount: "", makingAmount: "" };
}

/** Answers `POST /order` as a venue that takes the order. */
export const accepts =
  (status?: string) =>
  (request: HttpRequest): Reply => ({ body: taken(idOf(request.body), status) });

/** Answers `POST /orders` leg by leg; undefined drops the leg and everything after it. */
export const answersLegs =
  (leg: (id: string, index: number) => Record<string, unknown> | undefined) =>
  (request: HttpRequest): Reply => ({
    body: (JSON.parse(request.body ?? "[]") as { order: unknown }[])
      .map((entry, index) => leg(idOfEntry(entry), index))
      .filter((entry) => entry !== undefined),
  });

/** An open order as `GET /data/order/{id}` tells it. */
export function openOrder(id: string, part: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    status: "LIVE",
    owner: CREDENTIALS.apiKey,
    maker_address: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    market: CONDITION,
    asset_id: TOKEN,
    side: "BUY",
    original_size: "100",
    size_matched: "0",
    price: "0.55",
    outcome: "Yes",
    expiration: "0",
    order_type: "GTC",
    associate_trades: [],
    created_at: 1_750_000_000,
    ...part,
  };
}

/** Nothing is known about an order anywhere. */
export const NOWHERE: readonly (readonly [string, Reply])[] = [
  ["GET /data/order/{id}", { status: 404, body: { error: "Order not found" } }],
  ["GET /data/orders", { body: { data: [], next_cursor: "LTE=" } }],
  ["GET /data/trades", { body: { data: [], next_cursor: "LTE=" } }],
];
