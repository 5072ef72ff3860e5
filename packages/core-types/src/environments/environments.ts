import { ValidationError } from "../errors/validation.ts";
import { POLYGON_CONTRACTS } from "./contracts.ts";
import type { Environment, Hosts } from "./environment.ts";

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
  chainId: 137,
  hosts: PRODUCTION_HOSTS,
  contracts: POLYGON_CONTRACTS,
};

/** Pre-production CLOB beside the production read APIs. */
export const PREPRODUCTION: Environment = {
  ...PRODUCTION,
  name: "preproduction",
  hosts: { ...PRODUCTION_HOSTS, clob: "https://clob-preprod-int-v2.polymarket.com" },
};

/** The line a local venue prints when it is ready. */
export type VenueReady = {
  readonly clob: string;
  readonly gamma: string;
  readonly data: string;
  readonly market: string;
  readonly user: string;
  readonly rtds: string;
  readonly relayer: string;
  readonly chainId: number;
};

/** The environment of a local venue, from the line it prints when it is ready. */
export function localEnvironment(ready: VenueReady): Environment {
  return {
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
      priceSocket: ready.rtds,
      sportsSocket: ready.rtds,
    },
    contracts: POLYGON_CONTRACTS,
  };
}

/**
 * A deployment of your own: a base and what differs from it.
 *
 * @throws {ValidationError} when a host is not an absolute http(s)/ws(s) URL.
 */
export function customEnvironment(
  name: string,
  base: Environment,
  overrides: {
    readonly chainId?: number;
    readonly hosts?: Partial<Hosts>;
    readonly contracts?: Partial<Environment["contracts"]>;
  },
): Environment {
  for (const [host, url] of Object.entries(overrides.hosts ?? {})) {
    if (!/^(?:https?|wss?):\/\/[^\s/]+/.test(url)) {
      throw new ValidationError({
        message: `hosts.${host} of environment "${name}" must be an absolute URL, not ${JSON.stringify(url)}.`,
        context: { environment: name, host },
      });
    }
  }
  return {
    name,
    chainId: overrides.chainId ?? base.chainId,
    hosts: { ...base.hosts, ...overrides.hosts },
    contracts: { ...base.contracts, ...overrides.contracts },
  };
}
