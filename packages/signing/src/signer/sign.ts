import type { Hex } from "@pm/core-types";
import { hashTypedData } from "../typed-data/hash.ts";
import type { TypedData } from "../typed-data/typed-data.ts";
import type { Signer } from "./signer.ts";

/** Signs typed data in whichever way the signer can. */
export async function signTyped(signer: Signer, typed: TypedData): Promise<Hex> {
  if (signer.signTypedData !== undefined) return signer.signTypedData(typed);
  return signer.signDigest(hashTypedData(typed));
}
