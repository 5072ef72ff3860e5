import type { Clock, Environment, Logger, Random, Telemetry } from "@pm/core-types";
import type { Transport } from "@pm/resilience";

/** What every call of this package works with. */
export type ClobContext = {
  readonly environment: Environment;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
};

/** How long a call may take and who may stop it. */
export type CallOptions = {
  readonly signal?: AbortSignal;
  /** Milliseconds from now after which the answer is no longer wanted, waiting and retries included. */
  readonly timeoutMs?: number;
};
