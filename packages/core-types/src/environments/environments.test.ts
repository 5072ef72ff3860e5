import { describe, expect, it } from "@jest/globals";
import { MarketVersionError } from "../errors/market-data.ts";
import { InvalidIdError, ValidationError } from "../errors/validation.ts";
import { address } from "../ids/address.ts";
import { conditionId, tokenId } from "../ids/ids.ts";
import { conditionIdOfPosition, formatPositionId } from "../ids/position-id.ts";
import { isEnvironmentError } from "./check.ts";
import { AMOY_CONTRACTS, contractsOf, POLYGON_CONTRACTS } from "./contracts.ts";
import {
  customEnvironment,
  localEnvironment,
  nexEnvironment,
  PREPRODUCTION,
  PRODUCTION,
} from "./environments.ts";
import { domainFor, exchangeFor, isExchangeForError, marketVersion } from "./exchange-for.ts";

const legacy = tokenId("71321045679252212594626385532706912750332728571942532289631379312455583992563");
const position = formatPositionId({
  module: "negRisk",
  hash: 5n,
  arity: 2,
  resolutionChain: 0,
  conditionIndex: 1,
  outcomeIndex: 0,
});

describe("environments", () => {
  it("know production and what differs before it", () => {
    expect([PRODUCTION.chainId, PRODUCTION.hosts.clob]).toEqual([137, "https://clob.polymarket.com"]);
    expect(PREPRODUCTION.hosts).toEqual({
      ...PRODUCTION.hosts,
      clob: "https://clob-preprod-int-v2.polymarket.com",
    });
  });

  it("know the contracts of each chain", () => {
    expect(contractsOf(137)).toBe(POLYGON_CONTRACTS);
    expect(contractsOf(80_002)).toBe(AMOY_CONTRACTS);
    expect(AMOY_CONTRACTS.exchangeV2).toBe(POLYGON_CONTRACTS.exchangeV2);
    expect(AMOY_CONTRACTS.exchangeV3).not.toBe(POLYGON_CONTRACTS.exchangeV3);
    expect(() => contractsOf(1)).toThrow(ValidationError);
  });

  it("list contracts with their right checksums", () => {
    for (const contracts of [POLYGON_CONTRACTS, AMOY_CONTRACTS]) {
      for (const contract of Object.values(contracts)) expect(address(contract)).toBe(contract);
      // No two roles share a contract: a copied line would.
      expect(new Set(Object.values(contracts)).size).toBe(Object.keys(contracts).length);
    }
  });

  it("ask for what NEX hands out privately", () => {
    const read = "https://read.example";
    const socket = "wss://feed.example/ws";
    const hosts = {
      gamma: read,
      data: read,
      relayer: read,
      rtdsSocket: socket,
      priceSocket: socket,
      sportsSocket: socket,
    };
    const nex = nexEnvironment({ contracts: AMOY_CONTRACTS, hosts });
    expect([nex.chainId, nex.name]).toEqual([80_002, "nex"]);
    expect(nex.hosts.clob).toMatch(/^https:\/\/nex\./);
    expect(nex.hosts.userSocket).toMatch(/^wss:\/\/nex-ws\..*\/ws\/user$/);
    const beta = nexEnvironment({
      contracts: AMOY_CONTRACTS,
      hosts: { ...hosts, userSocket: "wss://nex.example/beta/ws/user" },
    });
    expect(beta.hosts.userSocket).toBe("wss://nex.example/beta/ws/user");
    expect(() =>
      nexEnvironment({ contracts: AMOY_CONTRACTS, hosts: { ...hosts, gamma: undefined as never } }),
    ).toThrow('hosts.gamma of environment "nex" must be an absolute https URL.');
    const { router: _, ...partial } = AMOY_CONTRACTS;
    expect(() => nexEnvironment({ contracts: { ...partial, router: undefined as never }, hosts })).toThrow(
      "contracts.router must be 0x and 40 hex digits; it is undefined.",
    );
  });

  it("come from the line a local venue prints", () => {
    const base = "http://127.0.0.1:4000";
    const ready = {
      clob: `${base}/clob/`,
      gamma: base,
      data: base,
      relayer: base,
      market: "ws://127.0.0.1:4000/ws/market",
      user: "ws://127.0.0.1:4000/ws/user",
      rtds: "ws://127.0.0.1:4000/rtds",
      chainId: 137,
    };
    const local = localEnvironment(ready);
    expect([local.name, local.hosts.clob, local.hosts.userSocket]).toEqual([
      "local",
      `${base}/clob`,
      ready.user,
    ]);
    expect(() => localEnvironment({ ...ready, market: base })).toThrow("must be an absolute wss URL");
  });

  it("can be your own, and say what is wrong with them", () => {
    const mine = customEnvironment("mine", PRODUCTION, {
      chainId: 80_002,
      hosts: { clob: "http://localhost:1/" },
      contracts: { exchangeV3: AMOY_CONTRACTS.exchangeV3 },
    });
    expect(mine).toMatchObject({ name: "mine", chainId: 80_002 });
    expect(mine.hosts.clob).toBe("http://localhost:1");
    expect(mine.contracts).toEqual({ ...POLYGON_CONTRACTS, exchangeV3: AMOY_CONTRACTS.exchangeV3 });
    for (const bad of ["clob.example", "wss://x.example", "https://", ""]) {
      expect(() => customEnvironment("mine", PRODUCTION, { hosts: { clob: bad } })).toThrow(ValidationError);
    }
    for (const chainId of [0, -1, 1.5, Number.NaN]) {
      expect(() => customEnvironment("mine", PRODUCTION, { chainId })).toThrow("must be a positive integer");
    }
    expect(() => customEnvironment("mine", PRODUCTION, { contracts: { router: "0x12" as never } })).toThrow(
      InvalidIdError,
    );
    expect(isEnvironmentError(new InvalidIdError({ message: "x" }))).toBe(true);
  });
});

describe("domainFor", () => {
  it("chooses by protocol version first, neg-risk second, out of the environment's own contracts", () => {
    const { exchangeV2, negRiskExchangeV2, exchangeV3 } = POLYGON_CONTRACTS;
    const chosen = (negRisk: boolean, version?: "v1" | "v2") =>
      domainFor(PRODUCTION, version === undefined ? { negRisk } : { negRisk, version });
    expect(chosen(false)).toEqual({ chainId: 137, version: "2", verifyingContract: exchangeV2 });
    expect(chosen(true)).toEqual({ chainId: 137, version: "2", verifyingContract: negRiskExchangeV2 });
    expect(chosen(false, "v1")).toEqual(chosen(false));
    for (const negRisk of [true, false]) {
      expect(chosen(negRisk, "v2")).toEqual({ chainId: 137, version: "3", verifyingContract: exchangeV3 });
    }
    const own = {
      ...PRODUCTION,
      chainId: 31_337,
      contracts: { ...POLYGON_CONTRACTS, exchangeV2: POLYGON_CONTRACTS.router },
    };
    expect(domainFor(own, { negRisk: false })).toEqual({
      chainId: 31_337,
      version: "2",
      verifyingContract: POLYGON_CONTRACTS.router,
    });
  });
});

describe("exchangeFor", () => {
  const domain = (market: Partial<Parameters<typeof exchangeFor>[1]>) =>
    exchangeFor(PRODUCTION, { tokenId: legacy, negRisk: false, ...market });

  it("follows the market: V2 standard, V2 neg-risk, V3 for everything of v2", () => {
    const { exchangeV2, negRiskExchangeV2, exchangeV3 } = POLYGON_CONTRACTS;
    expect(domain({})).toEqual({ chainId: 137, version: "2", verifyingContract: exchangeV2 });
    expect(domain({ version: "v1", negRisk: true })).toEqual({
      chainId: 137,
      version: "2",
      verifyingContract: negRiskExchangeV2,
    });
    for (const negRisk of [true, false]) {
      for (const version of ["v2", undefined, null]) {
        expect(domain({ tokenId: position, negRisk, version })).toEqual({
          chainId: 137,
          version: "3",
          verifyingContract: exchangeV3,
        });
      }
    }
  });

  it("refuses where version and ids disagree", () => {
    expect(() => domain({ version: "v2" })).toThrow(MarketVersionError);
    expect(() => domain({ version: "v2" })).toThrow("it says v2, but its token id is laid out as v1");
    expect(() => domain({ version: "v1", tokenId: position })).toThrow(
      "it says v1, but its token id is laid out as v2",
    );
    expect(() => domain({ version: "v3" })).toThrow('version "v3" is unknown');
    expect(() => domain({ version: "" })).toThrow('version "" is unknown');
  });

  it("refuses a condition id that is not the position's", () => {
    const own = conditionIdOfPosition(position);
    expect(domain({ tokenId: position, conditionId: own }).version).toBe("3");
    const other = conditionId(`0x${"1".repeat(64)}`);
    expect(() => domain({ tokenId: position, conditionId: other })).toThrow(MarketVersionError);
    expect(domain({ conditionId: other }).version).toBe("2");
  });

  it("tells the version alone, too", () => {
    expect([marketVersion({ tokenId: legacy }), marketVersion({ tokenId: position })]).toEqual(["v1", "v2"]);
    expect(() => marketVersion({ tokenId: "0x1" as never })).toThrow(InvalidIdError);
    expect(isExchangeForError(new MarketVersionError({ message: "x" }))).toBe(true);
  });
});
