import type {
  AuthenticationError,
  InsufficientBalanceError,
  JournalError,
  OrderBookError,
  TickSizeError,
  TimeoutError,
} from "@pm/core-types";
import type { ClobAccount } from "../account/account.ts";
import type { Clob } from "../clob.ts";
import type { MarketOrderRequest } from "../orders/request.ts";
import type { AccountError, PlaceOrderError, ReadError, RequestError } from "./unions.ts";

type Extends<Left, Right> = [Left] extends [Right] ? true : false;
const holds = <_Claim extends true>(): void => {};

// Each union holds the one before it …
holds<Extends<RequestError, ReadError>>();
holds<Extends<ReadError, AccountError>>();
holds<Extends<AccountError, PlaceOrderError>>();
// … and what its functions throw.
holds<Extends<TimeoutError, RequestError>>();
holds<Extends<OrderBookError, ReadError>>();
holds<Extends<AuthenticationError, AccountError>>();
holds<Extends<TickSizeError | InsufficientBalanceError | JournalError, PlaceOrderError>>();

// A market order names exactly one amount.
declare const account: ClobAccount;
declare const clob: Clob;
const base = { tokenId: "1", side: "BUY" } as const;
holds<Extends<{ tokenId: "1"; side: "BUY"; amount: "1" }, MarketOrderRequest>>();
// @ts-expect-error no amount at all
void account.placeMarket(base);
// @ts-expect-error two amounts
void account.placeMarket({ ...base, amount: "1", shares: "1" });
// @ts-expect-error a market order does not rest
void account.placeMarket({ ...base, amount: "1", timeInForce: "GTC" });

// A batched read either has everything, or its type says that it may not.
holds<Extends<Awaited<ReturnType<typeof whole>>, ReadonlyMap<unknown, unknown>>>();
holds<Extends<Awaited<ReturnType<typeof partial>>, { readonly missing: readonly unknown[] }>>();
function whole() {
  return clob.fetchOrderBooks(["1"]);
}
function partial() {
  return clob.fetchOrderBooks(["1"], { partial: true });
}

// An outcome is never a guess: three values, no boolean.
holds<
  Extends<Awaited<ReturnType<ClobAccount["placeLimit"]>>["outcome"], "accepted" | "rejected" | "unknown">
>();
