import { checkedEnvironment } from "./check.ts";
import { AMOY, POLYGON, POLYGON_CONTRACTS } from "./contracts.ts";
import type { Contracts, Environment, Hosts } from "./environment.ts";

const PRODUCTION_HOSTS: Hosts = {
  clob: "https://clob.polymarket.com",
  gamma: "https://gamma-api.polymarket.com",
  data: "https://data-api.polymarket.com",
  relayer: "https://relayer-v2.polymarket.com",
  marketSocket: "wss://ws-subscriptions-clob.polymarket.com/ws/market",
  userSocket: "wss://ws-subscriptions-clob.polymarket.com/ws/user",
  rtdsSocket: "wss://ws-live-data.polymarket.com",
  priceSocket: "wss://ws-live-v2.polymarket.com/ws",
  sportsSocket: "wss://sports-api.polymarket.com/ws",
};

/** The live venue on Polygon. */
export const PRODUCTION: Environment = {
  name: "production",
  chainId: POLYGON,
  hosts: PRODUCTION_HOSTS,
  contracts: POLYGON_CONTRACTS,
};

/** Pre-production CLOB beside the production read APIs. */
export const PREPRODUCTION: Environment = {
  ...PRODUCTION,
  name: "preproduction",
  hosts: { ...PRODUCTION_HOSTS, clob: "https://clob-preprod-int-v2.polymarket.com" },
};

/** What the venue hands out at NEX onboarding: it is private, so nothing of it is assumed here. */
export type NexAccess = {
  readonly contracts: Contracts;
  readonly hosts: Omit<Hosts, "clob" | "marketSocket" | "userSocket"> &
    Partial<Pick<Hosts, "clob" | "marketSocket" | "userSocket">>;
};

/**
 * The NEX sandbox on Amoy. Its order routes and sockets are documented; its contracts, test pUSD and read APIs come
 * from onboarding. Source: the venue's NEX pages, 2026-10.
 *
 * @throws {ValidationError} a host that is no absolute URL. @throws {InvalidIdError} a contract that is no address.
 */
export function nexEnvironment(access: NexAccess): Environment {
  return checkedEnvironment({
    name: "nex",
    chainId: AMOY,
    hosts: {
      clob: "https://nex.preprod.defi.euw2.polymarket.sh",
      marketSocket: "wss://nex-ws.preprod.defi.euw2.polymarket.sh/ws/market",
      userSocket: "wss://nex-ws.preprod.defi.euw2.polymarket.sh/ws/user",
      ...access.hosts,
    },
    contracts: access.contracts,
  });
}

/** The line a local venue prints when it is ready. */
export type VenueReady = {
  readonly clob: string;
  readonly gamma: string;
  readonly data: string;
  readonly market: string;
  readonly user: string;
  readonly rtds: string;
  /** The newer price socket and the sports socket; default: where `rtds` is. */
  readonly prices?: string;
  readonly sports?: string;
  readonly relayer: string;
  readonly chainId: number;
};

/**
 * The environment of a local venue, from the line it prints when it is ready.
 *
 * @throws {ValidationError} when that line lacks a URL or the chain.
 */
export function localEnvironment(ready: VenueReady): Environment {
  return checkedEnvironment({
    name: "local",
    chainId: ready.chainId,
    hosts: {
      clob: ready.clob,
      gamma: ready.gamma,
      data: ready.data,
      relayer: ready.relayer,
      marketSocket: ready.market,
      userSocket: ready.user,
      rtdsSocket: ready.rtds,
      priceSocket: ready.prices ?? ready.rtds,
      sportsSocket: ready.sports ?? ready.rtds,
    },
    contracts: POLYGON_CONTRACTS,
  });
}

/**
 * A deployment of your own: a base and what differs from it.
 *
 * @throws {ValidationError} a host that is no absolute http(s) or ws(s) URL, or a chain id that is none.
 * @throws {InvalidIdError} a contract that is no address.
 */
export function customEnvironment(
  name: string,
  base: Environment,
  overrides: {
    readonly chainId?: number;
    readonly hosts?: Partial<Hosts>;
    readonly contracts?: Partial<Contracts>;
  },
): Environment {
  return checkedEnvironment({
    name,
    chainId: overrides.chainId ?? base.chainId,
    hosts: { ...base.hosts, ...overrides.hosts },
    contracts: { ...base.contracts, ...overrides.contracts },
  });
}
