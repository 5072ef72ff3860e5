// Nothing that a signer, credentials or an error shows may contain a secret, in whatever form it is looked at.
import { inspect } from "node:util";
import { serialize } from "node:v8";
import { describe, expect, it } from "@jest/globals";
import { secret } from "@pm/core-types";
import { createBuilderHeaders, fetchBuilderHeaders } from "./auth/builder.ts";
import { hmacSignature } from "./auth/hmac.ts";
import { createL1Headers } from "./auth/l1.ts";
import { fromHex } from "./bytes/hex.ts";
import { engineByName } from "./engine/select.ts";
import { decryptKeystore, encryptKeystore } from "./keystore/index.ts";
import { createOrderSigner } from "./order/order-signer.ts";
import { signOrder } from "./order/sign.ts";
import { privateKey } from "./signer/private-key.ts";
import { fromEthers, fromViem } from "./signer/wallets.ts";
import {
  CREDENTIALS,
  EOA,
  KEY,
  OTHER_EOA,
  PASSPHRASE_TEXT,
  SECRET_TEXT,
  STANDARD,
} from "./testing/accounts.ts";

const PASSWORD = "keystore-password-of-the-tests";
const TOKEN = "bearer-token-of-the-tests";
const keyHex = KEY.slice(2);
const keyBytes = [...fromHex(KEY)].join(",");
const secretBytes = [...Buffer.from(SECRET_TEXT, "base64")].join(",");
const SECRETS = [
  keyHex,
  keyBytes,
  keyHex.toUpperCase(),
  SECRET_TEXT,
  secretBytes,
  PASSPHRASE_TEXT,
  PASSWORD,
  TOKEN,
];

/** Everything a log, a debugger or a crash report would make of a value. */
function views(value: unknown): string[] {
  const options = { depth: 20, showHidden: true, getters: true, showProxy: true } as const;
  const texts = [inspect(value, options), inspect(value), String(value), JSON.stringify(value) ?? ""];
  try {
    texts.push(serialize(value).toString("latin1"));
    texts.push(inspect(structuredClone(value), options));
  } catch {
    // Functions cannot be cloned: nothing leaks that way.
  }
  for (let at = value; typeof at === "object" && at !== null; at = Object.getPrototypeOf(at)) {
    for (const name of Reflect.ownKeys(at))
      texts.push(inspect(Reflect.get(at, name, value), options), String(name));
  }
  if (value instanceof Error) {
    texts.push(value.message, value.stack ?? "", ...views(value.cause ?? ""));
    const fields = value as unknown as Record<string, unknown>;
    texts.push(inspect(fields.context, options), String(fields.action));
  }
  return texts;
}

function expectNoSecret(value: unknown): void {
  const all = views(value).join("\n").replaceAll(" ", "").replaceAll("\n", "");
  for (const hidden of SECRETS) expect(all.includes(hidden)).toBe(false);
}

const thrown = async (act: () => unknown): Promise<unknown> => {
  try {
    await act();
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was thrown.");
};

describe("secrets stay out of", () => {
  it("signers of every engine, before and after they signed, and after they were destroyed", async () => {
    for (const name of ["portable", "wasm", "native"] as const) {
      const engine = await engineByName(name);
      const signer = privateKey(KEY, { engine });
      expectNoSecret(signer);
      signer.signDigest(new Uint8Array(32).fill(1));
      expectNoSecret(signer);
      expectNoSecret(engine);
      signer.destroy();
      expectNoSecret(signer);
      expectNoSecret(await thrown(() => signer.signDigest(new Uint8Array(32))));
    }
  });

  it("credentials and what signs with them", () => {
    expectNoSecret(CREDENTIALS);
    const orders = createOrderSigner({ signer: privateKey(KEY), domain: STANDARD, credentials: CREDENTIALS });
    expectNoSecret(orders);
  });

  it("adapters over wallets that hold the key in the open", async () => {
    const wallet = {
      privateKey: KEY,
      address: EOA,
      getAddress: async () => EOA as string,
      signTypedData: async () => "0x" as const,
      signMessage: async () => "0x" as const,
    };
    expectNoSecret(await fromEthers(wallet));
    expectNoSecret(fromViem(wallet));
  });

  const failures: readonly (readonly [string, () => unknown])[] = [
    ["a key of odd length", () => privateKey(`${KEY}0`)],
    ["a key that is too long", () => privateKey(`${KEY}00`)],
    ["a key that is too short", () => privateKey(KEY.slice(0, -2))],
    ["a key that is no hex", () => privateKey(`${KEY.slice(0, -1)}g`)],
    ["a key in the wrong type", () => privateKey({ key: KEY } as never)],
    ["a key as too many bytes", () => privateKey(Uint8Array.of(...fromHex(KEY), 0))],
    [
      "a destroyed Secret",
      () => {
        const gone = secret(KEY);
        gone.destroy();
        privateKey(gone);
      },
    ],
    ["an API secret that is not base64", () => hmacSignature(`${SECRET_TEXT}!`, "message")],
    ["an API secret of impossible length", () => hmacSignature(secret(SECRET_TEXT.slice(0, -3)), "message")],
    [
      "another signer's order",
      async () => {
        const orders = createOrderSigner({ signer: privateKey(KEY), domain: STANDARD });
        const amounts = { makerAmount: 1n, takerAmount: 1n };
        const { order } = orders.signOrder({ tokenId: "1" as never, side: "BUY", amounts, timestamp: 1 });
        await signOrder({ ...order, signer: OTHER_EOA, maker: OTHER_EOA }, STANDARD, privateKey(KEY));
      },
    ],
    [
      "a wallet that puts its key into its error",
      () => {
        const thrown = Object.assign(new Error(`cannot sign with ${KEY}`), { code: 7, key: KEY, cause: KEY });
        const failing = { address: EOA, signDigest: () => Promise.reject(thrown) };
        return createL1Headers(failing, { chainId: 137, timestamp: 1 });
      },
    ],
    [
      "a provider that rejects with a text, or with an object that is no error",
      async () => {
        for (const thrown of [`key ${keyHex}`, { code: 4001, message: `no: ${KEY}`, data: KEY }]) {
          const failing = { address: EOA, signDigest: () => Promise.reject(thrown) };
          const error = await createL1Headers(failing, { chainId: 137, timestamp: 1 }).catch((e) => e);
          if (typeof thrown === "object") throw error;
          expectNoSecret(error);
        }
      },
    ],
    [
      "a keystore with a wrong password",
      async () => decryptKeystore(await encryptKeystore(KEY, "other", { scryptN: 2 }), PASSWORD),
    ],
    [
      "a remote builder signer that fails",
      () => {
        const fetch = () => Promise.reject(new Error("refused"));
        const remote = { fetch, url: "http://127.0.0.1:1", token: secret(TOKEN) };
        return fetchBuilderHeaders(remote, { method: "POST", path: "/submit", body: "{}" });
      },
    ],
    [
      "builder credentials that are not base64",
      () => {
        const broken = { ...CREDENTIALS, secret: secret(`${SECRET_TEXT}*`) };
        createBuilderHeaders(broken, { timestamp: 1, method: "GET", path: "/" });
      },
    ],
  ];

  it.each(failures)("the error of %s", async (_, act) => {
    expectNoSecret(await thrown(act));
  });

  it("this test's blind spots: it finds what is there", () => {
    for (const shown of [
      { deep: { key: KEY } },
      new Error(SECRET_TEXT),
      { bytes: fromHex(KEY) },
      new Map([[1, TOKEN]]),
    ]) {
      expect(() => expectNoSecret(shown)).toThrow();
    }
  });
});
