import { ValidationError } from "@pm/core-types";
import type { EngineName, SigningEngine } from "./engine.ts";
import { loadNativeEngine } from "./native.ts";
import { nodeProcess } from "./platform.ts";
import { portableEngine } from "./portable.ts";

let current: SigningEngine | undefined;
let native: SigningEngine | undefined | null = null;

/**
 * The engine in use. Without a choice: native where its binding is installed, else portable. WebAssembly is
 * compiled asynchronously, so it takes a call of `selectSigningEngine`.
 */
export function currentEngine(): SigningEngine {
  current ??= nativeEngine() ?? portableEngine;
  return current;
}

/** Name of the engine that signs: "native", "wasm" or "portable". */
export function signingEngine(): EngineName {
  return currentEngine().name;
}

/**
 * Chooses the engine for signers created from now on, and for recovery. `"auto"` takes the fastest that is
 * installed: native, then WebAssembly, then portable. An engine object is taken as it is; in browsers that is
 * how WebAssembly comes in: `selectSigningEngine(await wasmEngine())`, from `@pm/signing/wasm`.
 *
 * @throws {ValidationError} when the engine that was asked for by name is not installed.
 */
export async function selectSigningEngine(
  choice: EngineName | "auto" | SigningEngine = "auto",
): Promise<EngineName> {
  if (typeof choice === "object") current = choice;
  else if (choice === "auto") current = nativeEngine() ?? (await optionalWasm()) ?? portableEngine;
  else current = await engineByName(choice);
  return current.name;
}

/**
 * An engine by its name.
 *
 * @throws {ValidationError} when it is not installed.
 */
export async function engineByName(name: EngineName): Promise<SigningEngine> {
  if (name === "portable") return portableEngine;
  const engine = name === "native" ? nativeEngine() : await optionalWasm();
  if (engine !== undefined) return engine;
  const missing = name === "native" ? "secp256k1" : "ox";
  throw new ValidationError({
    message: `The ${name} signing engine is not available here: package "${missing}" cannot be loaded.`,
    action: `Install "${missing}", or choose "auto" to take what is there.`,
    context: { field: "engine", engine: name },
  });
}

function nativeEngine(): SigningEngine | undefined {
  if (native === null) native = loadNativeEngine();
  return native;
}

async function optionalWasm(): Promise<SigningEngine | undefined> {
  // Only Node resolves a bare name at run time; a computed name keeps bundlers from resolving it early.
  if (nodeProcess === undefined) return undefined;
  const entry = ["@pm", "signing", "wasm"].join("/");
  try {
    const { wasmEngine } = (await import(/* @vite-ignore */ entry)) as typeof import("./wasm.ts");
    return await wasmEngine();
  } catch {
    return undefined;
  }
}
