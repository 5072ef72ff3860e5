import { errorGuard } from "../errors/guard.ts";
import { InvalidIdError, ValidationError } from "../errors/validation.ts";
import { address } from "../ids/address.ts";
import type { Contracts, Environment, Hosts } from "./environment.ts";

const SOCKETS: ReadonlySet<string> = new Set<keyof Hosts>([
  "marketSocket",
  "userSocket",
  "rtdsSocket",
  "priceSocket",
  "sportsSocket",
]);

/**
 * An environment whose parts have the right form: hosts without trailing slash, checksummed contracts.
 *
 * @throws {ValidationError} naming the host or the chain that is wrong. @throws {InvalidIdError} naming the contract.
 */
export function checkedEnvironment(environment: Environment): Environment {
  const { name, chainId } = environment;
  if (!Number.isSafeInteger(chainId) || chainId <= 0) {
    throw new ValidationError({
      message: `chainId of environment "${name}" must be a positive integer, not ${String(chainId)}.`,
      context: { environment: name, field: "chainId" },
    });
  }
  const hosts = Object.entries(environment.hosts).map(([host, url]) => [host, checkedUrl(name, host, url)]);
  const contracts = Object.entries(environment.contracts).map(([contract, value]) => [
    contract,
    address(value, `contracts.${contract}`),
  ]);
  return {
    name,
    chainId,
    hosts: Object.fromEntries(hosts) as Hosts,
    contracts: Object.fromEntries(contracts) as Contracts,
  };
}

function checkedUrl(environment: string, host: string, url: unknown): string {
  const schemes = SOCKETS.has(host) ? ["wss", "ws"] : ["https", "http"];
  const text = typeof url === "string" ? url : "";
  if (schemes.some((scheme) => text.startsWith(`${scheme}://`)) && URL.canParse(text)) {
    return text.replace(/\/+$/, "");
  }
  throw new ValidationError({
    message: `hosts.${host} of environment "${environment}" must be an absolute ${schemes[0]} URL.`,
    context: { environment, field: `hosts.${host}`, schemes },
  });
}

/** What the functions that make an environment throw. */
export type EnvironmentError = ValidationError | InvalidIdError;

/** Guard of `EnvironmentError`. */
export const isEnvironmentError: (error: unknown) => error is EnvironmentError = errorGuard(
  ValidationError,
  InvalidIdError,
);
