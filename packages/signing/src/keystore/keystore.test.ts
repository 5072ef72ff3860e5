import { describe, expect, it } from "@jest/globals";
import { isPolymarketError } from "@pm/core-types";
import { decryptKeystoreJson, encryptKeystoreJsonSync, isKeystoreJson } from "ethers";
import { EOA, KEY, OTHER_EOA } from "../testing/accounts.ts";
import { decryptKeystore, encryptKeystore } from "./index.ts";

const QUICK = { scryptN: 2 };
const ours = await encryptKeystore(KEY, "pw", QUICK);
type File = { version: unknown; address?: unknown; crypto: Record<string, unknown> & { kdfparams: object } };
const changed = (change: (file: File) => unknown): string => {
  const { Crypto: crypto, ...rest } = JSON.parse(ours);
  const file: File = { ...rest, crypto };
  change(file);
  return JSON.stringify(file);
};
const refusal = async (json: string, password = "pw"): Promise<string> => {
  const error: unknown = await decryptKeystore(json, password).catch((thrown: unknown) => thrown);
  expect(isPolymarketError(error) && error.code).toBe("invalid-key");
  return (error as Error).message;
};

describe("keystores of others", () => {
  // The file that the specification of Web3 Secret Storage gives; files by scrypt are those that ethers writes.
  const PUBLISHED = [
    {
      crypto: {
        cipher: "aes-128-ctr",
        cipherparams: { iv: "6087dab2f9fdbbfaddc31a909735c1e6" },
        ciphertext: "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
        kdf: "pbkdf2",
        kdfparams: {
          c: 262_144,
          dklen: 32,
          prf: "hmac-sha256",
          salt: "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd",
        },
        mac: "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2",
      },
      id: "3198bc9c-6672-5ab3-d995-4942343ae5b6",
      version: 3,
    },
  ];

  it.each(PUBLISHED.map((file) => [file.crypto.kdf, file] as const))(
    "are read: the published %s file",
    async (_, file) => {
      const signer = await decryptKeystore(JSON.stringify(file), "testpassword");
      expect(signer.address).toBe("0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b");
    },
    30_000,
  );

  it.each(["pw", "", "pass phrase", "пароль", "\u{1f511} e\u0301", "ﬁ"])(
    "are read as ethers writes them, and ethers reads ours, with password %j",
    async (password) => {
      const account = { address: EOA as string, privateKey: KEY };
      const theirs = encryptKeystoreJsonSync(account, password, { scrypt: { N: 2, r: 8, p: 1 } });
      expect((await decryptKeystore(theirs, password)).address).toBe(EOA);
      const json = await encryptKeystore(KEY, password, QUICK);
      expect(isKeystoreJson(json)).toBe(true);
      expect(await decryptKeystoreJson(json, password)).toMatchObject(account);
    },
  );

  it("are read with other spellings: upper-case names, 0x in front, no address", async () => {
    const upper = ours.replace('"address":"', '"address":"0x');
    expect((await decryptKeystore(upper, "pw")).address).toBe(EOA);
    expect(
      (
        await decryptKeystore(
          changed((file) => delete file.address),
          "pw",
        )
      ).address,
    ).toBe(EOA);
  });
});

describe("our keystores", () => {
  it("are another text every time", async () => {
    const again = await encryptKeystore(KEY, "pw", QUICK);
    const parts = (json: string) => {
      const { id, Crypto: crypto } = JSON.parse(json);
      return [id, crypto.mac, crypto.ciphertext, crypto.cipherparams.iv, crypto.kdfparams.salt];
    };
    for (const [index, part] of parts(again).entries()) expect(part).not.toBe(parts(ours)[index]);
    expect(parts(again)[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe("files that are refused", () => {
  it.each<readonly [string, string]>([
    ["no JSON", "{"],
    ["no object", "null"],
    ["another version", changed((file) => Object.assign(file, { version: 1 }))],
    ["another cipher", changed(({ crypto }) => Object.assign(crypto, { cipher: "aes-128-cbc" }))],
    ["another derivation", changed(({ crypto }) => Object.assign(crypto, { kdf: "argon2" }))],
    ["a short key", changed(({ crypto }) => Object.assign(crypto.kdfparams, { dklen: 16 }))],
    ["a broken salt", changed(({ crypto }) => Object.assign(crypto.kdfparams, { salt: "0g" }))],
    ["a short ciphertext", changed(({ crypto }) => Object.assign(crypto, { ciphertext: "00" }))],
    ["no mac", changed(({ crypto }) => Object.assign(crypto, { mac: undefined }))],
    ["no crypto", '{"version":3}'],
  ])("%s is no keystore", async (_, json) => {
    expect(await refusal(json)).toMatch(/^keystore (?:is not a JSON keystore|cannot be decrypted)/);
  });

  it("a work factor that is no power of two, or would take all memory, cannot be derived from", async () => {
    for (const n of [3, 2 ** 40]) {
      const json = changed(({ crypto }) => Object.assign(crypto.kdfparams, { n }));
      expect(await refusal(json)).toContain("cannot be decrypted");
    }
  });

  it("a wrong password and a changed ciphertext look alike", async () => {
    const damaged = changed(({ crypto }) => Object.assign(crypto, { ciphertext: "ab".repeat(32) }));
    expect(await refusal(ours, "PW")).toBe(await refusal(damaged));
  });

  it("the key of another address is not handed out", async () => {
    const json = changed((file) => Object.assign(file, { address: OTHER_EOA.slice(2).toLowerCase() }));
    expect(await refusal(json)).toContain("cannot be decrypted");
  });
});
