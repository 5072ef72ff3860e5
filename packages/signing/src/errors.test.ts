import { describe, expect, it } from "@jest/globals";
import { address, TransportError } from "@pm/core-types";
import { hmacSignature } from "./auth/hmac.ts";
import * as errors from "./errors.ts";
import { buildOrder } from "./order/build.ts";
import { createOrderSigner } from "./order/order-signer.ts";
import { signOrder } from "./order/sign.ts";
import { walletBatchRequest } from "./relayer/wallet.ts";
import { privateKey } from "./signer/private-key.ts";
import * as known from "./testing/accounts.ts";

const signer = privateKey(known.KEY);
const amounts = { makerAmount: 1n, takerAmount: 1n };
const shared = { tokenId: known.TOKEN, side: "BUY", amounts, timestamp: 1 } as const;
const order = buildOrder({ ...shared, maker: known.EOA, signer: known.EOA });
const orders = createOrderSigner({ signer, domain: known.STANDARD, credentials: known.CREDENTIALS });
const intent = { ...shared, price: "0.5", size: "1", tickSize: "0.01" } as const;
const failing = { address: known.EOA, signDigest: () => Promise.reject(new Error("offline")) };
const batch = { wallet: known.DEPOSIT_WALLET, chainId: 137, nonce: 1n, deadline: 1n, calls: [] };

const cases: readonly (readonly [string, (error: unknown) => boolean, () => unknown])[] = [
  ["privateKey", errors.isPrivateKeyError, () => privateKey("0x00")],
  ["buildOrder", errors.isOrderFieldError, () => buildOrder({ ...order, ...shared, salt: -1n })],
  ["hashOrder, through an id", errors.isOrderFieldError, () => address("0x12")],
  ["signOrder", errors.isSignOrderError, () => signOrder(order, known.STANDARD, failing)],
  [
    "signOrder of another's order",
    errors.isSignOrderError,
    () => signOrder({ ...order, maker: known.SAFE }, known.STANDARD, signer),
  ],
  [
    "signOrderRequest off the grid",
    errors.isSignOrderRequestError,
    () => orders.signOrderRequest({ ...intent, price: "0.501" }),
  ],
  [
    "signOrderRequest post-only FOK",
    errors.isSignOrderRequestError,
    () => orders.signOrderRequest({ ...intent, postOnly: true, timeInForce: "FOK" }),
  ],
  [
    "walletBatchRequest",
    errors.isSignRequestError,
    () => walletBatchRequest(failing, batch, known.CONTRACTS),
  ],
  ["hmacSignature", errors.isHmacError, () => hmacSignature("!", "message")],
];

describe("error unions", () => {
  it.each(cases)("know what %s throws, and nothing else", async (_, guard, act) => {
    const error = await Promise.resolve()
      .then(act)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(guard(error)).toBe(true);
    for (const foreign of [
      new Error("another"),
      new TransportError({ message: "reset" }),
      undefined,
      "text",
    ]) {
      expect(guard(foreign)).toBe(false);
    }
  });
});
