import type { Policy } from "../http/pipeline.ts";
import type { HttpRequest, Lane } from "../http/request.ts";
import { laneOf } from "../limiter/lane.ts";
import { type Circuits, createCircuits } from "./circuit-registry.ts";
import { verdictOfError, verdictOfResponse } from "./verdict.ts";

/** Settings of {@link breakCircuits}. */
export type BreakCircuitsOptions = {
  readonly circuits?: Circuits;
  /** Lanes that are tried even while the circuit is open, and do not count; none by default. */
  readonly exempt?: readonly Lane[];
};

/** The breaker a request belongs to: its wallet's on the private surface, otherwise its surface's. */
export function circuitOf(request: HttpRequest): string {
  return request.wallet !== undefined && request.surface === "clob-private"
    ? `${request.surface}:${request.wallet}`
    : request.surface;
}

/**
 * One circuit breaker per surface, and per wallet for private calls, so that a wallet that fails breaks no other.
 *
 * @throws {CircuitBreakerError} instead of calling what is known to fail.
 */
export function breakCircuits(options: BreakCircuitsOptions = {}): Policy {
  const circuits = options.circuits ?? createCircuits();
  const exempt = new Set(options.exempt);
  return async (request, next) => {
    if (exempt.size > 0 && exempt.has(laneOf(request))) return next(request);
    const circuit = circuits.of(circuitOf(request));
    const pass = circuit.enter();
    try {
      const response = await next(request);
      circuit.leave(pass, verdictOfResponse(response));
      return response;
    } catch (error) {
      circuit.leave(pass, verdictOfError(error));
      throw error;
    }
  };
}
