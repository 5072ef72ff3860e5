import type { EngineName, SigningEngine } from "./engine.ts";
import { portableEngine } from "./portable.ts";

const current: SigningEngine = portableEngine;

/** The engine in use. */
export function currentEngine(): SigningEngine {
  return current;
}

/** Name of the engine that signs: "native", "wasm" or "portable". */
export function signingEngine(): EngineName {
  return current.name;
}
