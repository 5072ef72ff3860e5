export { type BreakCircuitsOptions, breakCircuits, circuitOf } from "./break-circuits.ts";
export {
  type CircuitBreaker,
  type CircuitChange,
  type CircuitOptions,
  type CircuitSnapshot,
  type CircuitState,
  createCircuitBreaker,
  type Verdict,
} from "./circuit-breaker.ts";
export { type Circuits, type CircuitsOptions, createCircuits } from "./circuit-registry.ts";
export { verdictOfError, verdictOfResponse } from "./verdict.ts";
