import { createHash } from "node:crypto";
import { unitsNumber } from "../wire/decimals.ts";

const COLOURS = ["Amber", "Coral", "Indigo", "Ivory", "Jade", "Olive", "Scarlet", "Teal"] as const;
const BIRDS = ["Avocet", "Curlew", "Dunlin", "Fulmar", "Gannet", "Petrel", "Plover", "Tern"] as const;

/** The public face of a wallet: no name of its own, and a pseudonym that its address always gives. */
export function profile(wallet: string): { readonly name: string; readonly pseudonym: string } {
  const digest = createHash("sha256").update(wallet.toLowerCase()).digest();
  const colour = COLOURS[(digest[0] as number) % COLOURS.length] as string;
  const bird = BIRDS[(digest[1] as number) % BIRDS.length] as string;
  return { name: "", pseudonym: `${colour}-${bird}` };
}

/** `part` of `whole` in percent, with four decimals; 0 when there is no whole. */
export function percent(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : unitsNumber(((part * 100_000_000n) / whole / 100n) * 100n);
}
