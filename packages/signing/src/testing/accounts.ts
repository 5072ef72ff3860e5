import {
  type ApiKey,
  address,
  domainFor,
  type ExchangeDomain,
  POLYGON_CONTRACTS,
  PRODUCTION,
  secret,
  type TokenId,
} from "@pm/core-types";

/** Account 0 of Anvil and Hardhat: known to everybody, worth nothing. */
export const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
/** Account 1 of Anvil and Hardhat. */
export const OTHER_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
export const EOA = address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
export const OTHER_EOA = address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
export const PROXY = address("0x365f0CA36Ae1f641E02fE3B7743673da42A13A70");
export const SAFE = address("0xd93B25cb943D14d0d34FBaF01Fc93a0f8b5F6E47");
export const DEPOSIT_WALLET = address("0xBc0fF067b7740Eff76C1ca93c875Ba6B890d6B50");
export const TOKEN =
  "71321045679252212594626385532706912750332728571942532289631379312455583992563" as TokenId;

export const CONTRACTS = POLYGON_CONTRACTS;
export const STANDARD: ExchangeDomain = domainFor(PRODUCTION, { negRisk: false });
export const NEG_RISK: ExchangeDomain = domainFor(PRODUCTION, { negRisk: true });
export const V3: ExchangeDomain = domainFor(PRODUCTION, { negRisk: false, version: "v2" });

export const SECRET_TEXT = "c2lnbmluZy10ZXN0cy1vbmx5LXNlY3JldC0wMDAwMDA=";
export const PASSPHRASE_TEXT = "signing-tests-only-passphrase";
export const CREDENTIALS = {
  key: "00000000-0000-4000-8000-000000000000" as ApiKey,
  secret: secret(SECRET_TEXT),
  passphrase: secret(PASSPHRASE_TEXT),
};
